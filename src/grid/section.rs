//! Groups, and the clauses that groups and points share.

use super::{Aggregation, Atom, Formula, GroupId, PointId, ProseKind};
use crate::diagnostic::Span;
use crate::exact::Exact;

/// A group of points; the grid itself is the outermost one.
#[derive(Debug, Clone)]
pub struct Group {
    /// The word of the plan (`engagement`); empty for the grid.
    pub word: String,
    /// Its rank in the plan, from 0; meaningless for the grid.
    pub rank: usize,
    /// Its id (`6`).
    pub id: Option<String>,
    /// The key of its total in results: its id, else its parent's key, `/` and its title.
    pub key: String,
    /// Its title; empty if none was written.
    pub title: String,
    /// The group it lies in; `None` for the grid.
    pub parent: Option<GroupId>,
    /// Its inner groups and points, in the order written.
    pub children: Vec<Child>,
    /// How its own total is made.
    pub aggregation: Aggregation,
    /// What groups and points have in common.
    pub common: Common,
}

/// An inner group or a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Child {
    /// A group.
    Group(GroupId),
    /// A point.
    Point(PointId),
}

/// The clauses groups and points share.
#[derive(Debug, Clone, Default)]
pub struct Common {
    /// `applicable si …`, `non applicable si …`: all of them must let the section through.
    pub applicability: Vec<Applicability>,
    /// `facultatif si … retenu si …`
    pub opt_in: Option<OptIn>,
    /// Its own weight among its siblings.
    pub weight: Weight,
    /// `hors total`: counts in no enclosing total.
    pub out_of_total: bool,
    /// Texts, in the order written (the official wording apart).
    pub prose: Vec<Prose>,
    /// `reprend`: old ids taken up.
    pub resumes: Vec<String>,
    /// `par minimum`, `par maximum`
    pub merge: Option<super::Merge>,
    /// `nouveau`
    pub is_new: bool,
    /// The head: word, id, title.
    pub head: Span,
    /// The whole block.
    pub span: Span,
}

/// `applicable si …` or `non applicable si …`
#[derive(Debug, Clone)]
pub struct Applicability {
    /// True for `non applicable si`.
    pub negated: bool,
    /// The condition as written.
    pub condition: Formula<Atom>,
    /// The whole clause.
    pub span: Span,
}

/// `facultatif si … retenu si …`: where the first holds, the section counts only if the second does too.
#[derive(Debug, Clone)]
pub struct OptIn {
    /// When the section is optional.
    pub optional_if: Formula<Atom>,
    /// When it is taken.
    pub retained_if: Formula<Atom>,
    /// The whole clause.
    pub span: Span,
}

/// A weight: exclusive cases, then the rest.
#[derive(Debug, Clone)]
pub struct Weight {
    /// Weights that hold under a condition.
    pub cases: Vec<(Exact, Formula<Atom>)>,
    /// The weight where no case holds; `None` if the cases are said to cover everything.
    pub otherwise: Option<Exact>,
    /// The clause; `None` for the implicit weight 1.
    pub span: Option<Span>,
}

impl Weight {
    /// The greatest weight there can be; 0 if there is none at all.
    pub fn greatest(&self) -> Exact {
        let cases = self.cases.iter().map(|(weight, _)| weight);
        cases.chain(&self.otherwise).max().cloned().unwrap_or_else(|| crate::exact::integer(0))
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self { cases: Vec::new(), otherwise: Some(crate::exact::integer(1)), span: None }
    }
}

/// A text clause of a section or of the grid.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Which clause.
    pub kind: ProseKind,
    /// Its plain text.
    pub text: String,
    /// The whole clause.
    pub span: Span,
}
