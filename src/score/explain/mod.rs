//! Why: for one audit, or one point of it, what decided and with which values, in plain French that can be defended before a
//! jury. Clauses are quoted from the grid's source with their line.

mod decision;
mod elements;
mod page;
mod point;
mod reason;
mod total;

use super::outcome::{Outcome, TotalState};
use super::reference::{Assessment, Evaluator, Knowledge, Totals};
use crate::audit::{Audit, Refusal};
use crate::diagnostic::Source;
use crate::grid::wording::{self, NO_BREAK_SPACE as NBSP};
use crate::grid::{Grid, GroupId, InputId, PointId};
use page::Page;
use std::collections::BTreeSet;

/// Explains the result of an audit: its total term by term, each point in a line, its decisions and anomalies.
pub fn explain_audit(source: &Source, grid: &Grid, audit: &Audit, outcome: &Outcome) -> String {
    let explain = |why: &Why<'_>, page: &mut Page| {
        why.head(page);
        total::explain(why, page);
        point::list(why, page);
        decision::explain(why, page);
        why.anomalies(page, None);
        why.missing(page);
    };
    explained(source, grid, audit, outcome, explain)
}

/// Explains the result of one point: the clause that decided, the values, why nothing else holds.
pub fn explain_point(source: &Source, grid: &Grid, audit: &Audit, outcome: &Outcome, point: PointId) -> String {
    explained(source, grid, audit, outcome, |why, page| {
        point::explain(why, page, point);
        why.anomalies(page, Some(point));
    })
}

/// Everything an explanation looks at.
struct Why<'a> {
    source: &'a Source,
    grid: &'a Grid,
    audit: &'a Audit,
    outcome: &'a Outcome,
    assessment: &'a Assessment<'a>,
    totals: &'a Totals,
    /// What is known of the inputs, what follows from the answers included.
    known: Knowledge<'a>,
    /// Inputs not given whose value follows from the answers.
    deduced: BTreeSet<InputId>,
}

/// Looks at the audit again and writes the page.
fn explained(
    source: &Source,
    grid: &Grid,
    audit: &Audit,
    outcome: &Outcome,
    write: impl FnOnce(&Why<'_>, &mut Page),
) -> String {
    let evaluator = Evaluator::new(grid);
    let mut page = Page::default();
    match evaluator.assess(audit) {
        Ok(assessment) => {
            let totals = Totals::new(&assessment);
            let (known, deduced) = assessment.with_deduced();
            let assessment = &assessment;
            let why = Why { source, grid, audit, outcome, assessment, totals: &totals, known, deduced };
            write(&why, &mut page);
        }
        // An audit with an outcome was accepted; one that was not says why.
        Err(refusal) => refused(&mut page, &refusal),
    }
    page.finish()
}

fn refused(page: &mut Page, refusal: &Refusal) {
    page.line(0, &format!("Audit refusé ({}){NBSP}: {}.", refusal.code(), refusal.message()));
}

impl<'a> Why<'a> {
    /// What is known of the inputs, to read tests with.
    fn inputs(&self) -> reason::Inputs<'_, 'a> {
        reason::Inputs { source: self.source, grid: self.grid, known: &self.known, deduced: &self.deduced }
    }

    fn head(&self, page: &mut Page) {
        page.heading(&format!("Audit {}, grille {}", self.outcome.audit, self.grid.citation()));
        if let Some(title) = &self.grid.title {
            page.line(0, title);
        }
        let changed = self.grid.parameters.iter().filter(|parameter| parameter.overridden);
        for parameter in changed {
            page.line(0, &format!("Paramètre changé{NBSP}: {}.", reason::parameter_fact(self.source, parameter)));
        }
        let waiting = self.outcome.missing.points.len();
        page.heading(&match &self.outcome.total().state {
            TotalState::Score(score) => format!("Audit complet{NBSP}: score {}.", wording::score(score)),
            TotalState::NotComputable => {
                format!("Audit complet{NBSP}: score non calculable, rien n’entre dans le total.")
            }
            TotalState::Incomplete(_) if waiting > 0 => {
                format!(
                    "Audit incomplet{NBSP}: {}.",
                    counted(waiting, "point n’est pas coté", "points ne sont pas cotés")
                )
            }
            TotalState::Incomplete(_) => format!("Audit incomplet{NBSP}: des entrées ne sont pas renseignées."),
        });
    }

    /// The anomalies of a point, or all of them.
    fn anomalies(&self, page: &mut Page, point: Option<PointId>) {
        let anomalies: Vec<_> =
            self.outcome.anomalies.iter().filter(|anomaly| point.is_none() || anomaly.point == point).collect();
        if anomalies.is_empty() {
            return;
        }
        page.heading("Anomalies");
        for anomaly in anomalies {
            let place = match anomaly.point {
                Some(point) => format!(", point {}", self.grid.point(point).id),
                None => String::new(),
            };
            page.line(2, &format!("{}{place}{NBSP}: {}.", anomaly.code(), anomaly.message(self.grid)));
        }
    }

    /// What the grid's total waits for.
    fn missing(&self, page: &mut Page) {
        let missing = &self.outcome.missing;
        if missing.points.is_empty() && missing.inputs.is_empty() {
            return;
        }
        page.heading("Ce qui manque pour que le total soit complet");
        if !missing.points.is_empty() {
            let ids: Vec<_> = missing.points.iter().map(|point| self.grid.point(*point).id.as_str()).collect();
            page.line(2, &format!("Points à coter{NBSP}: {}.", ids.join(", ")));
        }
        self.inputs_to_give(page, &missing.inputs);
    }

    /// Inputs to give, each with its question.
    fn inputs_to_give(&self, page: &mut Page, inputs: &[InputId]) {
        if inputs.is_empty() {
            return;
        }
        page.line(2, &format!("Entrées à renseigner{NBSP}:"));
        for input in inputs {
            let input = self.grid.input(*input);
            let question = if input.label.is_empty() { String::new() } else { format!("{NBSP}: {}", input.label) };
            page.line(4, &format!("{} (ligne {}){question}", input.name, self.source.line(input.span.start)));
        }
    }

    /// A group as people name it: `engagement 6 « Vous avez accès… »`.
    fn group_name(&self, id: GroupId) -> String {
        let group = self.grid.group(id);
        if id == GroupId::ROOT {
            return "la grille".to_owned();
        }
        let id = group.id.as_ref().map_or_else(String::new, |id| format!(" {id}"));
        let title = if group.title.is_empty() { String::new() } else { format!(" «{NBSP}{}{NBSP}»", group.title) };
        format!("{}{id}{title}", group.word)
    }
}

/// A number of things: `1 point…`, `3 points…`.
fn counted(count: usize, one: &str, several: &str) -> String {
    if count < 2 { format!("{count} {one}") } else { format!("{count} {several}") }
}

/// A list in a sentence: `a, b et c`, the last after `word`.
fn enumerate(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
