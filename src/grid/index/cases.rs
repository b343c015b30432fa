//! The names of a grid in the cases that try it.

use super::{Index, Occurrence, Reader, SymbolId, SymbolKind, Tables};
use crate::diagnostic::Source;
use crate::syntax::case::{Answer, CaseFile, CaseLine, CaseLineKind, Expected, Rating};
use crate::syntax::tree::{File, Name, Operand};

impl Index {
    /// The places, in a file of cases, of the names of a grid: `source` and `file` are the grid's, of which this is the index.
    /// Cases of other grids and versions are left out.
    pub fn places_in_cases(
        source: &Source,
        file: &File,
        cited: (&str, &str),
        cases_source: &Source,
        cases: &CaseFile,
    ) -> Vec<Occurrence> {
        let mut reader = Reader { source, index: Index::default(), tables: Tables::default() };
        reader.read(&file.items);
        reader.index.occurrences.clear();
        reader.source = cases_source;
        let (name, version) = cited;
        for block in cases.cases.iter().filter(|block| block.grid.text == name && block.version.plain() == version) {
            block.lines.iter().for_each(|line| reader.case_line(line));
        }
        let mut found = reader.index.occurrences;
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl<'a> Reader<'a> {
    fn case_line(&mut self, line: &'a CaseLine) {
        match &line.kind {
            CaseLineKind::Answer { input, value } => {
                let id = self.named(&input.text);
                self.uses(input.span, id);
                let options = id.and_then(|id| self.options_of(id));
                match value {
                    Answer::One(operand @ Operand::Name(_)) => self.value(operand, options),
                    Answer::Bare(_) | Answer::One(_) => {}
                    Answer::Several(members) => {
                        for member in members {
                            self.uses(member.span, self.part(options, &member.text));
                        }
                    }
                }
            }
            CaseLineKind::Rating { point: Some(point), rating } => self.rated(point, rating),
            // By default: the level of that name, on every scale that has it.
            CaseLineKind::Rating { point: None, rating: Rating::Level(level) } => self.on_every_scale(level),
            CaseLineKind::Rating { point: None, rating: Rating::Value(_) } => {}
            CaseLineKind::Elements { point, met } => {
                let id = self.case_point(point);
                for element in met {
                    self.met(id, element);
                }
            }
            CaseLineKind::SetAside { point, .. } => {
                self.case_point(point);
            }
            CaseLineKind::Expected(expected) => match expected {
                Expected::Status { point, .. } | Expected::Anomaly { point: Some(point), .. } => {
                    self.case_point(point);
                }
                Expected::Rating { point, rating } => self.rated(point, rating),
                Expected::Holds(condition) => self.condition(condition),
                Expected::Refusal(_) | Expected::Anomaly { .. } | Expected::NoAnomaly | Expected::Complete(_) => {}
            },
        }
    }

    fn case_point(&mut self, point: &Name) -> Option<SymbolId> {
        let id = self.tables.points.get(point.text.as_str()).copied();
        self.uses(point.span, id);
        id
    }

    fn rated(&mut self, point: &Name, rating: &Rating) {
        let id = self.case_point(point);
        let scale = id.and_then(|id| self.tables.scale_of.get(&id).copied());
        if let Rating::Level(level) = rating {
            self.uses(level.span, self.part(scale, &level.text));
        }
    }

    /// An element of a point, after its supports.
    fn met(&mut self, point: Option<SymbolId>, path: &Name) {
        let parts = self.parts_of_path(path);
        let last = parts.len().saturating_sub(1);
        for (at, (part, span)) in parts.into_iter().enumerate() {
            let wanted = if at == last { SymbolKind::Element } else { SymbolKind::Support };
            let own = self.symbol_of(|symbol| symbol.owner == point && symbol.kind == wanted && symbol.name == part);
            // An element of a shared list has the list for its owner; a support may be marked as an element is.
            let other = || {
                self.symbol_of(|symbol| {
                    symbol.kind == SymbolKind::Element
                        && symbol.name == part
                        && (symbol.owner == point
                            || symbol.owner.is_some_and(|owner| self.index.symbol(owner).kind == SymbolKind::Checklist))
                })
            };
            let found = own.or_else(other);
            self.uses(span, found);
        }
    }

    fn symbol_of(&self, wanted: impl Fn(&super::Symbol) -> bool) -> Option<SymbolId> {
        self.index.symbols.iter().position(wanted).map(SymbolId)
    }
}
