//! Results that decisions look at: scores, counts, levels of points, other decisions.

use super::Lowering;
use super::constant::Quantity;
use super::names::{Symbol, unknown, unknown_id};
use crate::diagnostic::{Diagnostic, Kind, Label, Naming, Shape, Span, Typing, Wanted};
use crate::exact::{Exact, integer};
use crate::grid::{Aggregate, DecisionId, GroupId, NumberKind, PointId};
use crate::syntax::tree::{Name, Operand};

/// A function of decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called: `compte(NIVEAU[, GROUPE])`.
    pub usage: &'static str,
    /// What it gives, in French.
    pub text: &'static str,
    /// What each argument is, in French.
    pub arguments: &'static [&'static str],
    /// True if it can stand without arguments, for the whole grid.
    pub alone: bool,
}

const GROUP: &str = "L’identifiant d’un groupe\u{a0}; la grille entière s’il n’est pas écrit.";
const POINT: &str = "L’identifiant d’un point.";

/// The functions of decisions.
pub const FUNCTIONS: &[Function] = &[
    Function {
        name: "score",
        usage: "score(GROUPE)",
        text: "Le score de la grille, ou d’un groupe, en pour cent\u{a0}: exact, avant tout arrondi.",
        arguments: &[GROUP],
        alone: true,
    },
    Function {
        name: "score_minimum",
        usage: "score_minimum(RANG[, GROUPE])",
        text: "Le plus petit score parmi les groupes de ce mot du plan, dans la grille ou dans un groupe.",
        arguments: &["Un mot du plan\u{a0}: celui des groupes que l’on regarde.", GROUP],
        alone: false,
    },
    Function {
        name: "obtenus",
        usage: "obtenus(GROUPE)",
        text: "Les points obtenus, dans la grille ou dans un groupe.",
        arguments: &[GROUP],
        alone: true,
    },
    Function {
        name: "possibles",
        usage: "possibles(GROUPE)",
        text: "Les points possibles, dans la grille ou dans un groupe.",
        arguments: &[GROUP],
        alone: true,
    },
    Function {
        name: "compte",
        usage: "compte(NIVEAU[, GROUPE])",
        text: "Le nombre de points qui comptent et sont à ce niveau, dans la grille ou dans un groupe.",
        arguments: &["Un niveau d’échelle.", GROUP],
        alone: false,
    },
    Function {
        name: "niveau",
        usage: "niveau(POINT)",
        text: "Le niveau d’un point, que l’on compare à ceux de son échelle.",
        arguments: &[POINT],
        alone: false,
    },
    Function {
        name: "applicable",
        usage: "applicable(POINT)",
        text: "Vrai si le point s’applique et est retenu, quoi que l’auditeur ait mis de côté.",
        arguments: &[POINT],
        alone: false,
    },
];

/// True for the words that name a result.
pub(super) fn is_result(word: &str) -> bool {
    FUNCTIONS.iter().any(|function| function.name == word)
}

/// What an operand is to a decision.
pub(super) enum Found {
    /// A result.
    Result(Measured),
    /// Something else: an input, a constant, an option.
    Other,
    /// A result at fault, which has been said.
    AtFault,
}

/// A result.
pub(super) enum Measured {
    /// A number.
    Number(Aggregate),
    /// The level of a point.
    Level(PointId),
    /// Whether a point applies.
    Applicable(PointId),
    /// Another decision.
    Decision(DecisionId),
}

impl Measured {
    /// As messages call it.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Number(Aggregate::Score(_) | Aggregate::LeastScore { .. }) => Kind::Percentage,
            Self::Number(Aggregate::Count { .. }) => Kind::Integer,
            Self::Number(Aggregate::Obtained(_) | Aggregate::Possible(_)) => Kind::Number,
            Self::Level(_) => Kind::Level,
            Self::Applicable(_) => Kind::YesNo,
            Self::Decision(_) => Kind::Decision,
        }
    }
}

/// An aggregate as something compared with a constant; `zero` and `hundred` are the bounds it may need.
pub(super) fn quantity<'q>(aggregate: &Aggregate, name: &'q str, zero: &'q Exact, hundred: &'q Exact) -> Quantity<'q> {
    let (kind, high) = match aggregate {
        Aggregate::Score(_) | Aggregate::LeastScore { .. } => (NumberKind::Percentage, Some(hundred)),
        Aggregate::Count { .. } => (NumberKind::Integer, None),
        Aggregate::Obtained(_) | Aggregate::Possible(_) => (NumberKind::Number, None),
    };
    Quantity { name, kind, low: Some(zero), high }
}

/// The least and greatest of scores.
pub(super) fn percent_bounds() -> (Exact, Exact) {
    (integer(0), integer(100))
}

/// An operand as it is written, for messages.
pub(super) fn written(operand: &Operand) -> String {
    match operand {
        Operand::Name(name) => name.text.clone(),
        Operand::Call { function, arguments, .. } => {
            let arguments: Vec<_> = arguments.iter().map(|argument| argument.text.as_str()).collect();
            format!("{}({})", function.text, arguments.join(", "))
        }
        Operand::Literal(_) => String::new(),
    }
}

impl Lowering<'_> {
    /// Says that a result stands where only inputs can; or that it is no result at all.
    pub(super) fn result_outside(&mut self, name: &str, span: Span) {
        if is_result(name) || matches!(self.names.get(name), Some(Symbol::Decision(_))) || name == "non calculable" {
            self.report(Typing::ResultInCondition(name.to_owned()), span);
        } else {
            self.unknown_function(&Name { text: name.to_owned(), span });
        }
    }

    fn unknown_function(&mut self, name: &Name) {
        let unknown = unknown(name, FUNCTIONS.iter().map(|function| function.name).collect());
        self.diagnostics.push(Diagnostic::new(Naming::UnknownFunction(unknown), name.span));
    }

    /// What an operand is to a decision.
    pub(super) fn measured(&mut self, operand: &Operand) -> Found {
        let aggregate = |aggregate| Found::Result(Measured::Number(aggregate));
        match operand {
            Operand::Literal(_) => Found::Other,
            Operand::Name(name) => match (self.names.get(&name.text), name.text.as_str()) {
                (Some(Symbol::Decision(id)), _) => Found::Result(Measured::Decision(id)),
                (None, "score") => aggregate(Aggregate::Score(GroupId::ROOT)),
                (None, "obtenus") => aggregate(Aggregate::Obtained(GroupId::ROOT)),
                (None, "possibles") => aggregate(Aggregate::Possible(GroupId::ROOT)),
                (None, word) if is_result(word) => {
                    self.wrong_arguments(word, name.span);
                    Found::AtFault
                }
                _ => Found::Other,
            },
            Operand::Call { function, arguments, span } => {
                self.call(function, arguments, *span).map_or(Found::AtFault, Found::Result)
            }
        }
    }

    fn wrong_arguments(&mut self, function: &str, span: Span) {
        let usage = FUNCTIONS.iter().find(|known| known.name == function).map_or("", |known| known.usage);
        self.report(Shape::Arguments { usage }, span);
    }

    fn call(&mut self, function: &Name, arguments: &[Name], span: Span) -> Option<Measured> {
        let aggregate = |aggregate| Some(Measured::Number(aggregate));
        match (function.text.as_str(), arguments) {
            ("score", [group]) => aggregate(Aggregate::Score(self.group_of(group)?)),
            ("obtenus", [group]) => aggregate(Aggregate::Obtained(self.group_of(group)?)),
            ("possibles", [group]) => aggregate(Aggregate::Possible(self.group_of(group)?)),
            ("score_minimum", [rank]) => aggregate(self.least_score(rank, GroupId::ROOT)?),
            ("score_minimum", [rank, group]) => {
                let within = self.group_of(group)?;
                aggregate(self.least_score(rank, within)?)
            }
            ("compte", [level]) => aggregate(self.count(level, GroupId::ROOT)?),
            ("compte", [level, group]) => {
                let within = self.group_of(group)?;
                aggregate(self.count(level, within)?)
            }
            ("niveau", [point]) => self.point_of(point).map(Measured::Level),
            ("applicable", [point]) => self.point_of(point).map(Measured::Applicable),
            (known, _) if is_result(known) => {
                self.wrong_arguments(known, span);
                None
            }
            _ => {
                self.unknown_function(function);
                None
            }
        }
    }

    /// The group of an id.
    fn group_of(&mut self, id: &Name) -> Option<GroupId> {
        let found = self.grid.groups.iter().position(|group| group.id.as_deref() == Some(&id.text)).map(GroupId);
        if found.is_none() {
            let unknown = unknown_id(id, self.grid.groups.iter().filter_map(|group| group.id.as_deref()).collect());
            self.unknown(|id| Naming::UnknownSection { id, wanted: Wanted::Group }, unknown, id.span);
            let point = self.grid.point_named(&id.text).map(|point| self.grid.point(point).common.head);
            self.label_last(point, "c’est un point");
        }
        found
    }

    /// The point of an id.
    pub(super) fn point_of(&mut self, id: &Name) -> Option<PointId> {
        let found = self.grid.point_named(&id.text);
        if found.is_none() {
            let unknown = unknown_id(id, self.grid.points.iter().map(|point| point.id.as_str()).collect());
            self.unknown(|id| Naming::UnknownSection { id, wanted: Wanted::Point }, unknown, id.span);
            let group = self.grid.groups.iter().find(|group| group.id.as_deref() == Some(&id.text));
            let group = group.map(|group| group.common.head);
            self.label_last(group, "c’est un groupe");
        }
        found
    }

    /// Adds a label, if there is a place for it, to what was said last.
    fn label_last(&mut self, span: Option<Span>, text: &str) {
        if let (Some(span), Some(last)) = (span, self.diagnostics.last_mut()) {
            last.labels.push(Label { span, text: text.to_owned() });
        }
    }

    /// The groups of a rank inside a group.
    fn least_score(&mut self, word: &Name, within: GroupId) -> Option<Aggregate> {
        let ranks = self.grid.plan.len().saturating_sub(1);
        let Some(rank) = self.grid.plan[..ranks].iter().position(|words| words.contains(&word.text)) else {
            let words = self.grid.plan[..ranks].iter().flatten().map(String::as_str).collect();
            let unknown = unknown(word, words);
            self.unknown(Naming::UnknownWord, unknown, word.span);
            return None;
        };
        let inside = |id: &GroupId| {
            *id != GroupId::ROOT
                && self.grid.group(*id).rank == rank
                && self.grid.ancestors(*id).any(|outer| outer == within)
        };
        let groups = (0..self.grid.groups.len()).map(GroupId).filter(inside).collect();
        Some(Aggregate::LeastScore { groups, within })
    }

    fn count(&mut self, level: &Name, within: GroupId) -> Option<Aggregate> {
        let levels: Vec<_> = self
            .grid
            .scales
            .iter()
            .flat_map(super::super::scale::Scale::levels)
            .map(|level| level.name.as_str())
            .collect();
        if !levels.contains(&level.text.as_str()) {
            let unknown = unknown(level, levels);
            self.unknown(|level| Naming::UnknownLevel { level, of: None }, unknown, level.span);
            return None;
        }
        Some(Aggregate::Count { level: level.text.clone(), within })
    }
}
