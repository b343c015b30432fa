//! A change, as data.

use super::Version;
use crate::audit::RecordedElements;
use crate::check::witness::audit;
use crate::diagnostic::Span;
use crate::region::{Limit, Witness};
use crate::version::joint::{Joint, SIDES, Zones};

/// A change of meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What changed; several parts if they changed alike.
    pub subjects: Vec<Subject>,
    /// What about it.
    pub nature: Nature,
    /// What it was and what it is, and for which audits.
    pub effects: Vec<Effect>,
    /// The lines of the old version concerned, from 1.
    pub old_lines: Vec<usize>,
    /// The lines of the new version concerned.
    pub new_lines: Vec<usize>,
    /// Names of what else changed and makes this change: parameters, definitions, groups.
    pub causes: Vec<String>,
    /// Whether results can change.
    pub bearing: Bearing,
    /// What an audit that shows it must hold, one way or another.
    pub(in crate::version) probe: Vec<Probe>,
}

/// What an audit that shows a change must hold besides the values of a case.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::version) struct Probe {
    /// Values of joint inputs.
    pub(in crate::version) values: Option<Witness>,
    /// A point of the old version with the elements to record for it.
    pub(in crate::version) elements: Option<(usize, RecordedElements)>,
    /// A point of the old version and the level to rate it at.
    pub(in crate::version) level: Option<(usize, usize)>,
    /// A point of the old version to set aside.
    pub(in crate::version) aside: Option<usize>,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Points: ids before and after.
    Point {
        /// Before; none for a new one.
        old: Vec<String>,
        /// After; none for one that is retired.
        new: Vec<String>,
    },
    /// A group: its name before and after.
    Group {
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// An input: its name before and after.
    Input {
        /// Before.
        old: Option<String>,
        /// After.
        new: Option<String>,
    },
    /// A scale: its name before and after, with all the points rated on it.
    Scale {
        /// Before.
        old: String,
        /// After.
        new: String,
    },
    /// A parameter.
    Parameter(String),
    /// A decision.
    Decision(String),
    /// What every audit satisfies.
    Space,
    /// The grid itself.
    Grid,
}

/// What about it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// It is new.
    New,
    /// It is gone.
    Retired,
    /// It has another id or name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// One point became several.
    Split,
    /// Several points became one.
    Merged,
    /// To whom it applies, or when it is retained.
    Applicability,
    /// Who rates it: the auditor, or its `barème`.
    Rating,
    /// The level computed.
    Levels,
    /// What the levels are worth, and which there are.
    Scale,
    /// Its weight.
    Weight,
    /// The elements required.
    Requirement,
    /// Whether it counts in the totals around it.
    OutOfTotal,
    /// How totals are made.
    Total,
    /// Its type.
    Type,
    /// The options or members.
    Options,
    /// The least and greatest value.
    Bounds,
    /// When it exists.
    Existence,
    /// Audits refused from now on.
    Refused,
    /// Audits accepted from now on.
    Accepted,
    /// A value.
    Value,
    /// When each level is awarded.
    Rule,
}

/// Whether a change reaches results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// Nothing of any result: it shows elsewhere if it does anything.
    None,
    /// Names, or what old audits never say: no result of a fully given one.
    Names,
    /// Results.
    Results,
}

/// What something was and is, for some audits.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Before; empty if there was nothing.
    pub before: String,
    /// After; empty if there is nothing.
    pub after: String,
    /// For which audits: every region, each shown by a case; none if the change does not depend on inputs.
    pub cases: Vec<Case>,
    /// How many more regions there are.
    pub more: usize,
    /// False if not all regions were found.
    pub complete: bool,
}

/// A region of audits, and one of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The region as a condition in the words of the new version; empty if it is everything.
    pub condition: String,
    /// The values that show it: all who give them, whatever else they give.
    pub witness: String,
    /// The same as the part of an audit of the old version, and of the new.
    pub answers: [serde_json::Value; 2],
    pub(in crate::version) values: Witness,
}

/// Something that could not be compared within the limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproved {
    /// What: « le barème du point 6.2 ».
    pub what: String,
    /// The limit reached.
    pub limit: Limit,
}

impl Effect {
    /// A change that does not depend on inputs.
    pub(super) fn plain(before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { before: before.into(), after: after.into(), cases: Vec::new(), more: 0, complete: true }
    }

    /// A change for some audits.
    pub(super) fn within(joint: &Joint<'_>, before: String, after: String, zones: Zones) -> Self {
        let Zones { cases, more, complete } = zones;
        let case = |(condition, witness, values): (String, String, Witness)| {
            let answers = SIDES.map(|side| audit(joint.grid(side), &joint.answers(side, &values)));
            Case { condition, witness, answers, values }
        };
        Self { before, after, cases: cases.into_iter().map(case).collect(), more, complete }
    }
}

impl Change {
    /// A change with nothing but what and who.
    pub(super) fn new(subject: Subject, nature: Nature, bearing: Bearing) -> Self {
        Self {
            subjects: vec![subject],
            nature,
            effects: Vec::new(),
            old_lines: Vec::new(),
            new_lines: Vec::new(),
            causes: Vec::new(),
            bearing,
            probe: Vec::new(),
        }
    }

    /// Adds effects.
    #[must_use]
    pub(super) fn effects(mut self, effects: impl IntoIterator<Item = Effect>) -> Self {
        self.effects.extend(effects);
        self
    }
}

/// What was found so far.
pub(super) struct Found<'g> {
    old: Version<'g>,
    new: Version<'g>,
    changes: Vec<Change>,
    unproved: Vec<Unproved>,
}

impl<'g> Found<'g> {
    pub(super) fn new(old: Version<'g>, new: Version<'g>) -> Self {
        Self { old, new, changes: Vec::new(), unproved: Vec::new() }
    }

    /// Adds a change, with the places of it in both texts.
    pub(super) fn push(&mut self, mut change: Change, old: &[Span], new: &[Span]) {
        let lines = |version: &Version<'_>, spans: &[Span]| {
            let written = spans.iter().filter(|span| span.end > span.start);
            let mut lines: Vec<_> = written.map(|span| version.source.line(span.start)).collect();
            lines.sort_unstable();
            lines.dedup();
            lines
        };
        change.old_lines = lines(&self.old, old);
        change.new_lines = lines(&self.new, new);
        self.changes.push(change);
    }

    /// Adds something that could not be compared.
    pub(super) fn unproved(&mut self, what: impl Into<String>, limit: Limit) {
        self.unproved.push(Unproved { what: what.into(), limit });
    }

    /// True if some change found reaches results.
    pub(super) fn reaches_results(&self) -> bool {
        self.changes.iter().any(|change| change.bearing == Bearing::Results)
    }

    pub(super) fn finish(self) -> (Vec<Change>, Vec<Unproved>) {
        (self.changes, self.unproved)
    }
}
