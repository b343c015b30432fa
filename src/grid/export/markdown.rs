//! The grid as a document to read, in French.

mod section;

use super::bounds_in_words;
use super::register::{interpretations, prose};
use super::words::{answer, condition, escaped, parameter};
use crate::exact::to_text;
use crate::grid::{
    Aggregation, Child, Decision, DecisionKind, Domain, Grid, GroupId, Input, InputSection, NumberKind, PointId,
    ProseKind, ScaleKind,
};

/// The grid as a Markdown document: how to read it, every point with its wording, elements and rating rules, then the
/// decisions, the parameters and the register of interpretations.
pub fn markdown(grid: &Grid) -> String {
    let mut page = Page::default();
    page.front(grid);
    page.scales(grid);
    page.inputs(grid);
    page.definitions(grid);
    page.children(grid, GroupId::ROOT, 2);
    page.decisions(grid);
    page.parameters(grid);
    page.retired(grid);
    page.register(grid);
    page.text
}

/// A point alone, as it stands in the document, its interpretations with it.
pub fn point(grid: &Grid, point: PointId) -> String {
    let mut page = Page { alone: true, ..Page::default() };
    page.point(grid, grid.point(point), 3);
    page.text
}

/// A group alone, without what is in it.
pub fn group(grid: &Grid, group: GroupId) -> String {
    let mut page = Page { alone: true, ..Page::default() };
    page.group(grid, group, 3);
    page.text
}

/// A decision alone.
pub fn decision(grid: &Grid, decision: &Decision) -> String {
    let mut page = Page { alone: true, ..Page::default() };
    page.decision(grid, decision);
    page.text
}

/// The document as it grows: blocks, a blank line between two.
#[derive(Default)]
struct Page {
    text: String,
    /// True for a part shown alone: there is no register to lead to.
    alone: bool,
}

impl Page {
    fn block(&mut self, text: impl AsRef<str>) {
        let text = text.as_ref();
        if !text.is_empty() {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(text);
            self.text.push('\n');
        }
    }

    fn heading(&mut self, depth: usize, text: &str) {
        self.block(format!("{} {text}", "#".repeat(depth.min(6))));
    }

    fn table(&mut self, head: &[&str], rows: &[Vec<String>]) {
        let row = |cells: &[String]| format!("| {} |", cells.join(" | "));
        let head = head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let mut lines = vec![row(&head), row(&vec!["---".to_owned(); head.len()])];
        lines.extend(rows.iter().map(|cells| row(cells)));
        self.block(lines.join("\n"));
    }

    /// `**name :** text`, for each text.
    fn remarks<'a>(&mut self, name: &str, texts: impl Iterator<Item = &'a str>) {
        for text in texts {
            self.block(format!("**{name}\u{a0}:** {}", lines(text)));
        }
    }

    fn front(&mut self, grid: &Grid) {
        let root = grid.group(GroupId::ROOT);
        let title = grid.title.as_deref().map_or_else(|| format!("Grille `{}`", grid.name), escaped);
        self.heading(1, &title);
        let replaces = grid.replaces.as_ref().map_or(String::new(), |old| format!(", remplace la version {old}"));
        self.block(format!("Grille `{}`, version {}{replaces}.", grid.name, grid.version));
        self.remarks("Source", prose(&root.common, ProseKind::Source));
        self.remarks("Note", prose(&root.common, ProseKind::Note));
        if grid.scales.iter().any(|scale| scale.best().is_some()) {
            self.block(match root.aggregation {
                Aggregation::WeightedSum => {
                    "Le score est la somme des points obtenus rapportée à la somme des points possibles."
                }
                Aggregation::WeightedMean => "Le score est la moyenne pondérée des scores des groupes et des points.",
            });
        }
    }

    fn scales(&mut self, grid: &Grid) {
        self.heading(2, if grid.scales.len() > 1 { "Échelles de cotation" } else { "Échelle de cotation" });
        for scale in &grid.scales {
            if grid.scales.len() > 1 {
                let default = if scale.by_default { " (par défaut)" } else { "" };
                self.heading(3, &format!("`{}`{default}", scale.name));
            }
            match &scale.kind {
                ScaleKind::Levels(levels) => {
                    let rows = levels.iter().map(|level| {
                        let value = level.value.as_ref().map(|value| to_text(value, ','));
                        [Some(format!("`{}`", level.name)), value, Some(cell(&level.label))]
                    });
                    let rows: Vec<_> = rows.map(|row| row.into_iter().flatten().collect()).collect();
                    match scale.best() {
                        Some(_) => self.table(&["Niveau", "Valeur", "Signification"], &rows),
                        None => self.table(&["Niveau", "Signification"], &rows),
                    }
                }
                ScaleKind::Interval { low, high } => {
                    self.block(format!("Un nombre de {} à {}.", to_text(low, ','), to_text(high, ',')));
                }
            }
            if scale.allows_set_aside {
                self.block("L’auditeur peut mettre un point sans objet, en donnant son motif.");
            }
        }
    }

    fn inputs(&mut self, grid: &Grid) {
        let blocks = [(InputSection::Profile, "Profil de l’entité auditée"), (InputSection::Measures, "Mesures")];
        for (section, title) in blocks {
            let inputs: Vec<_> = grid.inputs.iter().filter(|input| input.section == section).collect();
            if inputs.is_empty() {
                continue;
            }
            self.heading(2, title);
            let rows: Vec<_> = inputs.iter().map(|input| input_row(grid, input)).collect();
            self.table(&["Nom", "Question", "Réponse", "Posée si"], &rows);
        }
        if !grid.constraints.is_empty() {
            self.heading(2, "Règles de cohérence");
            let rules = grid.constraints.iter().map(|constraint| {
                let words = condition(grid, &constraint.condition);
                if constraint.label.is_empty() {
                    format!("- {words}")
                } else {
                    format!("- {} ({words})", escaped(&constraint.label))
                }
            });
            self.block(rules.collect::<Vec<_>>().join("\n"));
        }
    }

    /// The definitions that have a label: conditions speak of them by it.
    fn definitions(&mut self, grid: &Grid) {
        let labelled: Vec<_> = grid.definitions.iter().filter(|definition| !definition.label.is_empty()).collect();
        if labelled.is_empty() {
            return;
        }
        self.heading(2, "Définitions");
        let rows: Vec<_> = labelled
            .iter()
            .map(|definition| vec![cell(&definition.label), condition(grid, &definition.condition)])
            .collect();
        self.table(&["Ce qui est dit", "Quand c’est vrai"], &rows);
    }

    fn children(&mut self, grid: &Grid, group: GroupId, depth: usize) {
        for child in &grid.group(group).children {
            match child {
                Child::Group(id) => {
                    self.group(grid, *id, depth);
                    self.children(grid, *id, depth + 1);
                }
                Child::Point(id) => self.point(grid, grid.point(*id), depth),
            }
        }
    }

    fn decisions(&mut self, grid: &Grid) {
        if grid.decisions.is_empty() {
            return;
        }
        self.heading(2, "Décisions");
        for decision in &grid.decisions {
            self.decision(grid, decision);
        }
    }

    fn decision(&mut self, grid: &Grid, decision: &Decision) {
        let title = if decision.label.is_empty() { format!("`{}`", decision.name) } else { escaped(&decision.label) };
        self.heading(3, &title);
        if decision.kind == DecisionKind::Tiered {
            self.block("Par paliers\u{a0}: chaque niveau suppose tous ceux qui le précèdent.");
        }
        let rows: Vec<_> = decision
            .lines
            .iter()
            .map(|line| {
                let rest = match decision.kind {
                    DecisionKind::Tiered => "au départ",
                    DecisionKind::Exclusive => "dans tous les autres cas",
                };
                let when = line.condition.as_ref().map_or_else(|| rest.to_owned(), |when| condition(grid, when));
                vec![answer(&line.level, &line.label), when]
            })
            .collect();
        self.table(&["Niveau", "Condition"], &rows);
    }

    fn parameters(&mut self, grid: &Grid) {
        if grid.parameters.is_empty() {
            return;
        }
        self.heading(2, "Paramètres");
        let rows: Vec<_> = grid
            .parameters
            .iter()
            .map(|each| vec![format!("`{}`", each.name), parameter(each), cell(&each.label)])
            .collect();
        self.table(&["Nom", "Valeur", "Signification"], &rows);
    }

    fn retired(&mut self, grid: &Grid) {
        if grid.retired.is_empty() {
            return;
        }
        self.heading(2, "Points de la version précédente qui ne sont pas repris");
        let rows: Vec<_> = grid
            .retired
            .iter()
            .map(|retired| vec![retired.id.clone(), cell(&retired.reason), retired.covered_by.join(", ")])
            .collect();
        self.table(&["Point", "Motif", "Couvert par"], &rows);
    }

    fn register(&mut self, grid: &Grid) {
        let all = interpretations(grid);
        if all.is_empty() {
            return;
        }
        self.heading(2, "Registre des interprétations");
        self.block("Ce que le texte officiel laisse ouvert, et ce que cette grille en a décidé.");
        let rows: Vec<_> = all
            .iter()
            .map(|each| {
                let place =
                    if each.path.is_empty() { "la grille".to_owned() } else { escaped(&each.path.join(" › ")) };
                vec![place, cell(each.text)]
            })
            .collect();
        self.table(&["Où", "Interprétation"], &rows);
    }
}

fn input_row(grid: &Grid, input: &Input) -> Vec<String> {
    let when = input.exists_if.as_ref().map_or("toujours".to_owned(), |when| condition(grid, when));
    vec![format!("`{}`", input.name), cell(&input.label), domain(&input.domain), when]
}

/// What may be answered: « un pourcentage », « une réponse : Mairie ; École ».
pub fn domain(domain: &Domain) -> String {
    let options = || {
        let options = domain.options().iter().map(|option| answer(&option.name, &option.label));
        options.collect::<Vec<_>>().join("\u{a0}; ")
    };
    match domain {
        Domain::YesNo => "oui ou non".to_owned(),
        Domain::Choice { .. } => format!("une réponse\u{a0}: {}", options()),
        Domain::Set(_) => format!("plusieurs réponses possibles\u{a0}: {}", options()),
        Domain::Number { kind, unit, .. } => {
            let kind = match kind {
                NumberKind::Number => "nombre".to_owned(),
                NumberKind::Integer => "nombre entier".to_owned(),
                NumberKind::Percentage => "pourcentage".to_owned(),
                NumberKind::Duration(unit) => format!("durée en {}", unit.plural()),
                NumberKind::Date => "date".to_owned(),
            };
            let unit = || unit.as_ref().map(|unit| format!("({})", escaped(unit)));
            let more = bounds_in_words(domain).or_else(unit);
            more.map_or(kind.clone(), |more| format!("{kind} {more}"))
        }
    }
}

/// A text of several lines inside a paragraph.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "\\\n")
}

/// A text inside a cell of a table, where a line cannot break.
fn cell(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}
