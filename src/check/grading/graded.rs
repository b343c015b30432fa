//! What is proved: everything that gives one level, or one weight, by exclusive and exhaustive conditions on inputs.

use std::borrow::Cow;

use crate::diagnostic::Span;
use crate::exact::to_text;
use crate::grid::{Atom, Child, DecisionId, DecisionKind, Formula, Grid, GroupId, PointId, Rating, ResultAtom};

/// What the lines belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::check) enum Subject {
    /// The `barème` of a point.
    Point(PointId),
    /// The `poids` of a group or point.
    Weight(Child),
    /// A `décision`.
    Decision(DecisionId),
}

/// Lines of which one and only one must hold wherever they are read.
#[derive(Debug, Clone)]
pub(in crate::check) struct Graded<'g> {
    /// What they belong to.
    pub(in crate::check) subject: Subject,
    /// The lines.
    pub(in crate::check) lines: Vec<Line<'g>>,
    /// Where they are read: on a section that does not apply, or is not retained, they never are.
    pub(in crate::check) read: Formula<Atom>,
    /// The word or name that opens the clause.
    pub(in crate::check) span: Span,
}

/// A line.
#[derive(Debug, Clone)]
pub(in crate::check) struct Line<'g> {
    /// The level, or the weight as written.
    pub(in crate::check) name: String,
    /// Its index in the point's scale, from worst to best.
    pub(in crate::check) level: Option<usize>,
    /// When it holds; `None` for `sinon`.
    pub(in crate::check) condition: Option<Cow<'g, Formula<Atom>>>,
    /// The name in the line.
    pub(in crate::check) name_span: Span,
    /// The whole line.
    pub(in crate::check) span: Span,
}

impl Graded<'_> {
    /// `point 6.2`, `poids de engagement 6`, `décision label`: what people call it.
    pub(in crate::check) fn name(&self, grid: &Grid) -> String {
        match self.subject {
            Subject::Point(point) => format!("barème du point {}", grid.point(point).id),
            Subject::Weight(Child::Point(point)) => format!("poids du point {}", grid.point(point).id),
            Subject::Weight(Child::Group(GroupId::ROOT)) => "poids de la grille".to_owned(),
            Subject::Weight(Child::Group(group)) => {
                let group = grid.group(group);
                match &group.id {
                    Some(id) => {
                        format!("poids de « {} {id} »", group.word).replace("« ", "«\u{a0}").replace(" »", "\u{a0}»")
                    }
                    None => format!("poids de «\u{a0}{}\u{a0}»", group.title),
                }
            }
            Subject::Decision(decision) => format!("décision {}", grid.decisions[decision.0].name),
        }
    }

    /// True if the lines give weights.
    pub(in crate::check) fn is_weight(&self) -> bool {
        matches!(self.subject, Subject::Weight(_))
    }
}

/// Everything graded by conditions on inputs alone, in the order of the model: points, weights, decisions.
pub(in crate::check) fn all(grid: &Grid) -> Vec<Graded<'_>> {
    let points = (0..grid.points.len()).map(PointId);
    let groups = (0..grid.groups.len()).map(GroupId);
    let scales = points.clone().filter_map(|point| scale(grid, point));
    let sections = groups.map(Child::Group).chain(points.map(Child::Point));
    let weights = sections.filter_map(|section| weight(grid, section));
    let decisions = (0..grid.decisions.len()).map(DecisionId).filter_map(|id| decision(grid, id));
    scales.chain(weights).chain(decisions).collect()
}

/// The `barème` of a point; none if the auditor rates it.
pub(in crate::check) fn scale(grid: &Grid, id: PointId) -> Option<Graded<'_>> {
    let point = grid.point(id);
    let Rating::Computed(scale) = &point.rating else { return None };
    let levels = grid.scale(point.scale).levels();
    let lines = scale.lines.iter().map(|line| Line {
        name: levels.get(line.level).map_or_else(String::new, |level| level.name.clone()),
        level: Some(line.level),
        condition: line.condition.as_ref().map(Cow::Borrowed),
        name_span: line.level_span,
        span: line.span,
    });
    let start = scale.span.start as usize;
    Some(Graded {
        subject: Subject::Point(id),
        lines: lines.collect(),
        read: read(grid, Child::Point(id)),
        span: Span::new(start, start + "barème".len()),
    })
}

/// The weight of a section; none if it does not depend on inputs.
fn weight(grid: &Grid, section: Child) -> Option<Graded<'_>> {
    let weight = &grid.common(section).weight;
    let clause = weight.span.filter(|_| !weight.cases.is_empty())?;
    let cases = weight.cases.iter().map(|(value, condition)| {
        let span = span_of(condition);
        Line {
            name: to_text(value, ','),
            level: None,
            condition: Some(Cow::Borrowed(condition)),
            name_span: span,
            span,
        }
    });
    let rest = weight.otherwise.iter().map(|value| Line {
        name: to_text(value, ','),
        level: None,
        condition: None,
        name_span: clause,
        span: clause,
    });
    let span = Span::new(clause.start as usize, clause.start as usize + "poids".len());
    Some(Graded {
        subject: Subject::Weight(section),
        lines: cases.chain(rest).collect(),
        read: read(grid, section),
        span,
    })
}

/// A decision whose conditions speak of inputs alone. Tiers are said as what makes each the level reached.
pub(in crate::check) fn decision(grid: &Grid, id: DecisionId) -> Option<Graded<'_>> {
    let decision = &grid.decisions[id.0];
    let conditions: Vec<_> = decision
        .lines
        .iter()
        .map(|line| line.condition.as_ref().map_or(Some(None), |condition| on_inputs(condition).map(Some)))
        .collect::<Option<_>>()?;
    let tiered = decision.kind == DecisionKind::Tiered;
    let lines = decision.lines.iter().enumerate().map(|(at, line)| {
        let condition = if tiered { Some(reached(&conditions, at)) } else { conditions[at].clone() };
        let start = line.span.start as usize;
        Line {
            name: line.level.clone(),
            level: None,
            condition: condition.map(Cow::Owned),
            name_span: Span::new(start, start + line.level.len()),
            span: line.span,
        }
    });
    let lines = lines.collect();
    Some(Graded { subject: Subject::Decision(id), lines, read: Formula::truth(), span: decision.name_span })
}

/// When a tier is the level: it and all before it hold, the next one does not.
fn reached(tiers: &[Option<Formula<Atom>>], at: usize) -> Formula<Atom> {
    let mut parts: Vec<_> = tiers[..=at].iter().flatten().cloned().collect();
    if let Some(Some(next)) = tiers.get(at + 1) {
        parts.push(Formula::Not(Box::new(next.clone()), Span::default()));
    }
    Formula::All(parts, Span::default())
}

/// A condition of a decision as one on inputs; none if it speaks of results.
fn on_inputs(condition: &Formula<ResultAtom>) -> Option<Formula<Atom>> {
    let all = |parts: &[Formula<ResultAtom>]| parts.iter().map(on_inputs).collect::<Option<Vec<_>>>();
    Some(match condition {
        Formula::Atom(ResultAtom::Input(atom)) => Formula::Atom(atom.clone()),
        Formula::Atom(_) => return None,
        Formula::Not(inner, span) => Formula::Not(Box::new(on_inputs(inner)?), *span),
        Formula::All(parts, span) => Formula::All(all(parts)?, *span),
        Formula::Any(parts, span) => Formula::Any(all(parts)?, *span),
        Formula::Definition(definition, span) => Formula::Definition(*definition, *span),
    })
}

/// When a section applies and is retained, with all the groups around it.
fn read(grid: &Grid, section: Child) -> Formula<Atom> {
    let group = match section {
        Child::Point(point) => Some(grid.point(point).group),
        Child::Group(group) => grid.group(group).parent,
    };
    let around = group.into_iter().flat_map(|group| grid.ancestors(group)).map(Child::Group);
    let not = |condition: &Formula<Atom>| Formula::Not(Box::new(condition.clone()), Span::default());
    let mut parts = Vec::new();
    for section in around.chain([section]) {
        let common = grid.common(section);
        parts.extend(
            common
                .applicability
                .iter()
                .map(|clause| if clause.negated { not(&clause.condition) } else { clause.condition.clone() }),
        );
        parts.extend(
            common.opt_in.iter().map(|clause| {
                Formula::Any(vec![not(&clause.optional_if), clause.retained_if.clone()], Span::default())
            }),
        );
    }
    Formula::All(parts, Span::default())
}

/// Where a condition is written.
pub(in crate::check) fn span_of(condition: &Formula<Atom>) -> Span {
    match condition {
        Formula::Atom(atom) => atom.span,
        Formula::Not(_, span) | Formula::All(_, span) | Formula::Any(_, span) | Formula::Definition(_, span) => *span,
    }
}
