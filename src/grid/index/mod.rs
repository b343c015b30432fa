//! Names and places: where each name of a grid is declared, and where it is used. For editors, which live on grids that do
//! not check: it is read from the tree alone, and knows nothing of types beyond whose options and levels are meant.

mod cases;
mod conditions;
mod declarations;
mod sections;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::diagnostic::{Source, Span};
use crate::syntax::tree::{File, Item, Name};

/// A name of a grid, in [`Index::symbols`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(pub usize);

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// An input.
    Input,
    /// A parameter.
    Parameter,
    /// A definition.
    Definition,
    /// A decision.
    Decision,
    /// A declared type.
    Type,
    /// A scale.
    Scale,
    /// A level of a scale, its owner.
    Level,
    /// An option of a choice or member of a set; its owner is the type or the input that lists it.
    Choice,
    /// A level of a decision, its owner.
    DecisionLevel,
    /// A shared list.
    Checklist,
    /// An element: its owner is the point that names it, or the list that marks it.
    Element,
    /// A support of `pour chaque`; its owner is the point.
    Support,
    /// A word of the plan.
    Rank,
    /// A group with an id.
    Group,
    /// A point.
    Point,
}

/// A name with what it names.
#[derive(Debug, Clone)]
pub struct Symbol {
    /// What it names.
    pub kind: SymbolKind,
    /// The name, in NFC.
    pub name: String,
    /// What it is a part of, where names are told apart by that.
    pub owner: Option<SymbolId>,
    /// The name where it is declared first.
    pub declared: Span,
    /// The whole declaration: a clause, a line, a block.
    pub whole: Span,
}

/// A place where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// The name alone.
    pub span: Span,
    /// Whose name. `compte(conforme)` speaks of that level on every scale that has it: there are as many occurrences.
    pub symbol: SymbolId,
    /// True where it is declared.
    pub declares: bool,
}

/// A name of the version replaced: after `reprend`, or in `retire`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Former {
    /// Where it stands.
    pub span: Span,
    /// What it names there.
    pub kind: SymbolKind,
    /// What takes it up here, if it has a name.
    pub now: Option<SymbolId>,
}

/// The names of a grid.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// Every name, in order of declaration within its kind.
    pub symbols: Vec<Symbol>,
    /// Every place, in the order of the text.
    pub occurrences: Vec<Occurrence>,
    /// Names of the version replaced, in the order of the text.
    pub former: Vec<Former>,
    /// The declarations others can stand in, each with the one around it, in the order of the text.
    holders: Vec<(SymbolId, Option<usize>)>,
}

impl Index {
    /// Reads the names of a file, the tree of that source. Never fails: what names nothing has no place in the index.
    pub fn new(source: &Source, file: &File) -> Self {
        let mut reader = Reader { source, index: Self::default(), tables: Tables::default() };
        reader.read(&file.items);
        let mut index = reader.index;
        index.occurrences.sort_unstable();
        index.occurrences.dedup();
        index.former.sort_by_key(|former| former.span);
        index.settle_holders();
        index
    }

    /// A name.
    pub fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0]
    }

    /// The places of a name, in the order of the text.
    pub fn occurrences_of(&self, id: SymbolId) -> impl Iterator<Item = Occurrence> + '_ {
        self.occurrences.iter().copied().filter(move |occurrence| occurrence.symbol == id)
    }

    /// The places where a name is used, in the order of the text.
    pub fn uses_of(&self, id: SymbolId) -> impl Iterator<Item = Span> + '_ {
        self.occurrences_of(id).filter(|occurrence| !occurrence.declares).map(|occurrence| occurrence.span)
    }

    /// The names that stand at an offset, or end at it.
    pub fn at(&self, offset: u32) -> &[Occurrence] {
        let first = self.occurrences.partition_point(|occurrence| occurrence.span.end < offset);
        let after = self.occurrences.partition_point(|occurrence| occurrence.span.start <= offset);
        let found = self.occurrences.get(first..after).unwrap_or_default();
        // Between two names that touch, the one that begins there.
        let Some(last) = found.last() else { return found };
        let start = found.partition_point(|occurrence| occurrence.span != last.span);
        &found[start..]
    }

    /// The name of the version replaced at an offset.
    pub fn former_at(&self, offset: u32) -> Option<Former> {
        self.former.iter().copied().find(|former| former.span.start <= offset && offset <= former.span.end)
    }

    /// The names of a kind, in order of declaration.
    pub fn all(&self, kind: SymbolKind) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        self.symbols
            .iter()
            .enumerate()
            .filter(move |(_, symbol)| symbol.kind == kind)
            .map(|(at, it)| (SymbolId(at), it))
    }

    /// What the parts of something are: the options of a type, the levels of a scale, the elements of a point.
    pub fn parts(&self, owner: SymbolId) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        self.symbols
            .iter()
            .enumerate()
            .filter(move |(_, it)| it.owner == Some(owner))
            .map(|(at, it)| (SymbolId(at), it))
    }

    /// The innermost declaration with a name around a place: an input, a parameter, a definition, a decision, a point, a
    /// group with an id.
    pub fn holder(&self, span: Span) -> Option<SymbolId> {
        let after = self.holders.partition_point(|(id, _)| self.symbol(*id).whole.start <= span.start);
        let mut at = after.checked_sub(1);
        while let Some((id, around)) = at.and_then(|at| self.holders.get(at)) {
            if self.symbol(*id).whole.contains(span) {
                return Some(*id);
            }
            at = *around;
        }
        None
    }

    /// Puts the holders one inside the other.
    fn settle_holders(&mut self) {
        let holds = |kind: SymbolKind| {
            use SymbolKind::{Decision, Definition, Group, Input, Parameter, Point};
            matches!(kind, Input | Parameter | Definition | Decision | Point | Group)
        };
        let mut holders: Vec<_> =
            (0..self.symbols.len()).map(SymbolId).filter(|id| holds(self.symbol(*id).kind)).collect();
        holders.sort_by_key(|id| (self.symbol(*id).whole.start, std::cmp::Reverse(self.symbol(*id).whole.end)));
        let mut open: Vec<usize> = Vec::new();
        for (at, id) in holders.into_iter().enumerate() {
            let start = self.symbol(id).whole.start;
            while open.last().is_some_and(|outer| self.symbol(self.holders[*outer].0).whole.end <= start) {
                open.pop();
            }
            self.holders.push((id, open.last().copied()));
            open.push(at);
        }
    }
}

/// The names met so far, by what they can be mistaken for.
#[derive(Debug, Default)]
struct Tables<'a> {
    /// Inputs, parameters, definitions and decisions share a space of names.
    names: HashMap<&'a str, SymbolId>,
    types: HashMap<&'a str, SymbolId>,
    scales: HashMap<&'a str, SymbolId>,
    checklists: HashMap<&'a str, SymbolId>,
    ranks: HashMap<&'a str, SymbolId>,
    groups: HashMap<&'a str, SymbolId>,
    points: HashMap<&'a str, SymbolId>,
    /// Parts, by what they are parts of.
    parts: HashMap<(SymbolId, &'a str), SymbolId>,
    /// Whose options an input, a parameter or a type has.
    options: HashMap<SymbolId, SymbolId>,
    /// The lists each list includes.
    includes: HashMap<SymbolId, Vec<SymbolId>>,
    /// The scale of each point with an id.
    scale_of: HashMap<SymbolId, SymbolId>,
    /// The words of points: the last rank of the plan.
    point_words: Vec<&'a str>,
    /// The scale of points that name none.
    default_scale: Option<SymbolId>,
}

impl<'a> Tables<'a> {
    /// The names a name of a kind can be mistaken for.
    fn of(&mut self, kind: SymbolKind) -> &mut HashMap<&'a str, SymbolId> {
        match kind {
            SymbolKind::Type => &mut self.types,
            SymbolKind::Scale => &mut self.scales,
            SymbolKind::Checklist => &mut self.checklists,
            SymbolKind::Rank => &mut self.ranks,
            SymbolKind::Group => &mut self.groups,
            SymbolKind::Point => &mut self.points,
            _ => &mut self.names,
        }
    }
}

/// Reads the tree.
struct Reader<'a> {
    source: &'a Source,
    index: Index,
    tables: Tables<'a>,
}

impl<'a> Reader<'a> {
    /// Everything: what is declared first, then what uses it.
    fn read(&mut self, items: &'a [Item]) {
        self.declarations(items);
        self.declare_sections(items);
        self.uses_of_declarations(items);
        self.sections(items, None);
    }

    /// A new name.
    fn add(&mut self, kind: SymbolKind, name: &Name, owner: Option<SymbolId>, whole: Span) -> SymbolId {
        let id = SymbolId(self.index.symbols.len());
        self.index.symbols.push(Symbol { kind, name: name.text.clone(), owner, declared: name.span, whole });
        self.declares(name.span, id);
        id
    }

    /// A new name among those it can be mistaken for; if one of its kind has it already, that one is declared again.
    fn declare(&mut self, kind: SymbolKind, name: &'a Name, whole: Span) -> SymbolId {
        match self.tables.of(kind).get(name.text.as_str()).copied() {
            Some(known) if self.index.symbol(known).kind == kind => {
                self.declares(name.span, known);
                known
            }
            // The same name for something else is another name, which nothing can use.
            Some(_) => self.add(kind, name, None, whole),
            None => {
                let id = self.add(kind, name, None, whole);
                self.tables.of(kind).insert(&name.text, id);
                id
            }
        }
    }

    /// A part of something.
    fn declare_part(&mut self, kind: SymbolKind, owner: SymbolId, name: &'a Name, whole: Span) -> SymbolId {
        if let Some(known) = self.tables.parts.get(&(owner, name.text.as_str())) {
            let known = *known;
            self.declares(name.span, known);
            return known;
        }
        let id = self.add(kind, name, Some(owner), whole);
        self.tables.parts.insert((owner, &name.text), id);
        id
    }

    fn declares(&mut self, span: Span, symbol: SymbolId) {
        self.index.occurrences.push(Occurrence { span, symbol, declares: true });
    }

    fn uses(&mut self, span: Span, symbol: Option<SymbolId>) {
        if let Some(symbol) = symbol {
            self.index.occurrences.push(Occurrence { span, symbol, declares: false });
        }
    }

    fn former(&mut self, name: Option<&Name>, kind: SymbolKind, now: Option<SymbolId>) {
        self.index.former.extend(name.map(|name| Former { span: name.span, kind, now }));
    }

    /// The part of something that has a name.
    fn part(&self, owner: Option<SymbolId>, name: &str) -> Option<SymbolId> {
        self.tables.parts.get(&(owner?, name)).copied()
    }
}
