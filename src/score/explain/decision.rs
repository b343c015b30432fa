//! A decision: the line that holds and the results it looked at, and why the others do not.

use super::page::Page;
use super::point::{facts, tests};
use super::reason::{self, Inputs, Reader, parameter_fact};
use super::{NBSP, Why, enumerate};
use crate::diagnostic::Span;
use crate::grid::wording::{number, score};
use crate::grid::{Aggregate, Decision, DecisionId, DecisionKind, DefinitionId, GroupId, ResultAtom};
use crate::score::DecisionOutcome;
use crate::score::reference::{Reading, Subject, range, readings};

/// Explains every decision.
pub(super) fn explain(why: &Why<'_>, page: &mut Page) {
    for at in 0..why.grid.decisions.len() {
        decision(why, page, DecisionId(at));
    }
}

fn decision(why: &Why<'_>, page: &mut Page, id: DecisionId) {
    let decision = &why.grid.decisions[id.0];
    let results = Results { why, inputs: why.inputs() };
    let label = if decision.label.is_empty() { String::new() } else { format!(" «{NBSP}{}{NBSP}»", decision.label) };
    page.heading(&format!(
        "Décision {}{label}{NBSP}: {}",
        decision.name,
        outcome_text(decision, &why.outcome.decisions[id.0])
    ));
    let decided = match &why.outcome.decisions[id.0] {
        DecisionOutcome::Decided(line) => Some(*line),
        DecisionOutcome::Undetermined(_) => None,
    };
    if let Some(at) = decided {
        page.quote(2, why.source, decision.lines[at].span);
        match (&decision.lines[at].condition, decision.kind) {
            (Some(condition), _) => facts(page, 10, &reason::reasons(&results, condition)),
            (None, DecisionKind::Exclusive) => page.line(10, "aucune autre ligne n’est vraie"),
            (None, DecisionKind::Tiered) => page.line(10, "le palier de départ, toujours atteint"),
        }
    }
    for (at, line) in decision.lines.iter().enumerate() {
        let Some(condition) = line.condition.as_ref().filter(|_| Some(at) != decided) else { continue };
        let holds = reason::holds(&results, condition);
        let above = decision.kind == DecisionKind::Tiered && decided.is_some_and(|decided| at > decided + 1);
        let state = match holds {
            Some(true) if above => "vraie, mais un palier précédent n’est pas atteint",
            Some(true) => "vraie",
            Some(false) => "fausse",
            None => "ne se décide pas encore",
        };
        page.line(2, &format!("ligne {}, {}{NBSP}: {state}", why.source.line(line.span.start), line.level));
        tests(page, 6, &reason::reasons(&results, condition));
    }
}

/// The level, or those that remain possible.
fn outcome_text(decision: &Decision, outcome: &DecisionOutcome) -> String {
    let name = |line: &usize| decision.lines.get(*line).map_or_else(|| "?".to_owned(), |line| line.level.clone());
    match outcome {
        DecisionOutcome::Decided(line) => match decision.lines.get(*line).map(|line| line.label.as_str()) {
            Some(label) if !label.is_empty() => format!("{} («{NBSP}{label}{NBSP}»)", name(line)),
            _ => name(line),
        },
        DecisionOutcome::Undetermined(lines) if lines.is_empty() => "indéterminée".to_owned(),
        DecisionOutcome::Undetermined(lines) => {
            format!("indéterminée, entre {}", enumerate(&lines.iter().map(name).collect::<Vec<_>>(), "et"))
        }
    }
}

/// Reads tests on inputs and results.
struct Results<'r, 'a> {
    why: &'r Why<'a>,
    inputs: Inputs<'r, 'a>,
}

impl Results<'_, '_> {
    /// What a result is, if it can only be one thing.
    fn reading(&self, subject: &Subject) -> Option<Reading> {
        match readings(self.why.assessment, self.why.totals, subject).as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        }
    }

    /// `score = 87,81 %`, `compte(majeure) = 2`, or between what and what it lies.
    fn number_fact(&self, aggregate: &Aggregate) -> String {
        let (range, maybe_none) = range(self.why.assessment, self.why.totals, aggregate);
        let is_score = matches!(aggregate, Aggregate::Score(_) | Aggregate::LeastScore { .. });
        let text = |value| if is_score { score(value) } else { number(value) };
        let name = self.name(aggregate);
        match range {
            None => format!("{name} est non calculable"),
            Some((low, high)) if low == high && !maybe_none => {
                let rounded = is_score && crate::exact::round_half_up(&low, 2) != low;
                let exactly = if rounded { format!(" (exactement {}{NBSP}%)", number(&low)) } else { String::new() };
                format!("{name} = {}{exactly}", text(&low))
            }
            Some((low, high)) => {
                let or_none = if maybe_none { ", ou non calculable" } else { "" };
                format!("{name} est entre {} et {}{or_none}", text(&low), text(&high))
            }
        }
    }

    /// A number in the spelling of the language.
    fn name(&self, aggregate: &Aggregate) -> String {
        let of = |word: &str, group: GroupId| {
            if group == GroupId::ROOT { word.to_owned() } else { format!("{word}({})", self.why.grid.group(group).key) }
        };
        match aggregate {
            Aggregate::Score(group) => of("score", *group),
            Aggregate::Obtained(group) => of("obtenus", *group),
            Aggregate::Possible(group) => of("possibles", *group),
            Aggregate::LeastScore { groups, within } => {
                let word = groups.first().map_or("", |group| self.why.grid.group(*group).word.as_str());
                self.with_group(&format!("score_minimum({word}"), *within)
            }
            Aggregate::Count { level, within } => self.with_group(&format!("compte({level}"), *within),
        }
    }

    fn with_group(&self, call: &str, group: GroupId) -> String {
        if group == GroupId::ROOT { format!("{call})") } else { format!("{call}, {})", self.why.grid.group(group).key) }
    }

    fn subject(atom: &ResultAtom) -> Option<Subject> {
        match atom {
            ResultAtom::Compare { aggregate, .. } | ResultAtom::NotComputable(aggregate, _) => {
                Some(Subject::Number(aggregate.clone()))
            }
            ResultAtom::Level { point, .. } => Some(Subject::Level(*point)),
            ResultAtom::Applicable(point, _) => Some(Subject::Applies(*point)),
            ResultAtom::Input(_) | ResultAtom::Decision { .. } => None,
        }
    }
}

impl Reader<ResultAtom> for Results<'_, '_> {
    fn holds(&self, atom: &ResultAtom) -> Option<bool> {
        match atom {
            ResultAtom::Input(atom) => self.inputs.holds(atom),
            ResultAtom::Decision { decision, lines, .. } => match &self.why.outcome.decisions[decision.0] {
                DecisionOutcome::Decided(line) => Some(lines.contains(line)),
                DecisionOutcome::Undetermined(possible) if !possible.iter().any(|line| lines.contains(line)) => {
                    Some(false)
                }
                DecisionOutcome::Undetermined(_) => None,
            },
            ResultAtom::Compare { .. }
            | ResultAtom::NotComputable(..)
            | ResultAtom::Level { .. }
            | ResultAtom::Applicable(..) => {
                // Whatever the result may still be, the test may come out the same.
                let subject = Self::subject(atom)?;
                let mut outcomes = readings(self.why.assessment, self.why.totals, &subject)
                    .into_iter()
                    .map(|reading| reading.satisfies(atom));
                let first = outcomes.next()?;
                outcomes.all(|other| other == first).then_some(first)
            }
        }
    }

    fn definition_holds(&self, definition: DefinitionId) -> Option<bool> {
        self.inputs.definition_holds(definition)
    }

    fn test(&self, atom: &ResultAtom) -> String {
        match atom {
            ResultAtom::Input(atom) => self.inputs.test(atom),
            ResultAtom::Compare { span, .. }
            | ResultAtom::NotComputable(_, span)
            | ResultAtom::Level { span, .. }
            | ResultAtom::Applicable(_, span)
            | ResultAtom::Decision { span, .. } => self.written(*span),
        }
    }

    fn facts(&self, atom: &ResultAtom) -> Vec<String> {
        let grid = self.why.grid;
        let reading = Self::subject(atom).and_then(|subject| self.reading(&subject));
        let fact = match atom {
            ResultAtom::Input(atom) => return self.inputs.facts(atom),
            ResultAtom::Compare { aggregate, parameter, .. } => {
                let parameter = parameter.map(|id| parameter_fact(self.why.source, &grid.parameters[id.0]));
                return std::iter::once(self.number_fact(aggregate)).chain(parameter).collect();
            }
            ResultAtom::NotComputable(aggregate, _) => self.number_fact(aggregate),
            ResultAtom::Level { point, .. } => {
                let point = grid.point(*point);
                let level = |at: usize| grid.scale(point.scale).levels().get(at).map_or("?", |level| &level.name);
                match reading {
                    Some(Reading::Level(Some(at))) => format!("niveau({}) = {}", point.id, level(at)),
                    Some(_) => format!("le point {} n’est pas coté à un niveau", point.id),
                    None => format!("le niveau du point {} n’est pas connu", point.id),
                }
            }
            ResultAtom::Applicable(point, _) => {
                let id = &grid.point(*point).id;
                match reading {
                    Some(Reading::Applies(true)) => format!("le point {id} s’applique"),
                    Some(_) => format!("le point {id} ne s’applique pas ou n’est pas retenu"),
                    None => format!("on ne sait pas si le point {id} s’applique"),
                }
            }
            ResultAtom::Decision { decision, .. } => {
                let other = &grid.decisions[decision.0];
                format!("{} = {}", other.name, outcome_text(other, &self.why.outcome.decisions[decision.0]))
            }
        };
        vec![fact]
    }

    fn definition_facts(&self, definition: DefinitionId) -> Vec<String> {
        self.inputs.definition_facts(definition)
    }

    fn written(&self, span: Span) -> String {
        self.inputs.written(span)
    }
}
