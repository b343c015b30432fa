//! Points: the official wording, the elements it requires, and how the point is rated.

use super::{Atom, Common, Formula, GroupId, ScaleId};
use crate::diagnostic::Span;

/// A control point.
#[derive(Debug, Clone)]
pub struct Point {
    /// Its id (`6.2`), unique in the grid.
    pub id: String,
    /// Its title; empty if none was written.
    pub title: String,
    /// The group it stands in.
    pub group: GroupId,
    /// The official wording whole: lists expanded, markers stripped, lines joined by `\n`.
    pub wording: String,
    /// The `exigence` clause.
    pub wording_span: Option<Span>,
    /// What is required, if elements are listed.
    pub requirement: Option<Requirement>,
    /// `dispense`
    pub waivers: Vec<Waiver>,
    /// `admet`
    pub substitutes: Vec<Substitute>,
    /// The scale it is rated on.
    pub scale: ScaleId,
    /// Who rates it.
    pub rating: Rating,
    /// What groups and points have in common.
    pub common: Common,
}

/// Who rates a point.
#[derive(Debug, Clone)]
pub enum Rating {
    /// The auditor.
    Auditor,
    /// Its `barème`, from the inputs.
    Computed(GradedScale),
}

/// A `barème`: levels mutually exclusive and exhaustive over everything an audit can say; the order of lines means nothing.
#[derive(Debug, Clone)]
pub struct GradedScale {
    /// Its lines.
    pub lines: Vec<GradeLine>,
    /// The whole clause.
    pub span: Span,
}

/// A line of a `barème`.
#[derive(Debug, Clone)]
pub struct GradeLine {
    /// The level, by index in the point's scale.
    pub level: usize,
    /// When it holds; `None` for `sinon`, which holds where no other line does.
    pub condition: Option<Formula<Atom>>,
    /// The level's name in the line.
    pub level_span: Span,
    /// The whole line.
    pub span: Span,
}

/// The elements of a point and how many of them are needed.
#[derive(Debug, Clone)]
pub struct Requirement {
    /// Every `exige` clause of the point: each must be met.
    pub needs: Vec<Need>,
    /// Every element of every clause once, supports multiplied out, in the order written.
    pub elements: Vec<Element>,
}

/// Something an auditor records as met or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// The key in audits: its name, after the supports' (`site.physique.horaires`).
    pub key: String,
    /// Its own name, without supports.
    pub name: String,
    /// What it is: the marked line of the wording, or the label of the `exige` clause.
    pub label: String,
    /// `le cas échéant`: never required.
    pub if_any: bool,
    /// The supports it is looked for on, outermost first.
    pub supports: Vec<Support>,
    /// The name it had in the version replaced.
    pub resumes: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// A support of `pour chaque`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Support {
    /// Its name.
    pub name: String,
    /// What it is.
    pub label: String,
}

/// How many of what.
#[derive(Debug, Clone)]
pub struct Need {
    /// How many; all of them if `None`.
    pub at_least: Option<u32>,
    /// Of what. A shared list stands for its elements; a support multiplies its need.
    pub parts: Vec<NeedPart>,
    /// What is required in one phrase (the name of an inner need, a support); empty at the top.
    pub name: String,
    /// Where it is written.
    pub span: Span,
}

/// A part of a need.
#[derive(Debug, Clone)]
pub enum NeedPart {
    /// An element, by index in [`Requirement::elements`].
    Element(usize),
    /// An inner need.
    Need(Need),
}

/// `dispense ELEMENT si …`: the element is not required, the point stays.
#[derive(Debug, Clone)]
pub struct Waiver {
    /// The elements waived, by index (one a support).
    pub elements: Vec<usize>,
    /// The name written.
    pub name: String,
    /// When.
    pub condition: Formula<Atom>,
    /// The whole clause.
    pub span: Span,
}

/// `admet OTHER "…" pour ELEMENT si …`: the substitute counts as the element it stands for.
#[derive(Debug, Clone)]
pub struct Substitute {
    /// The substitute's keys, one for each element it may stand for: `(key, element)`.
    pub stands_for: Vec<(String, usize)>,
    /// Its name.
    pub name: String,
    /// What it is.
    pub label: String,
    /// When it is accepted; always, if absent.
    pub condition: Option<Formula<Atom>>,
    /// The whole clause.
    pub span: Span,
}
