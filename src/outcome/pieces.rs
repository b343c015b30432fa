//! What is the same in every JSON result of a grid, written out once.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::figures::Ready;
use super::piece::Piece;
use super::result::{key, number, text};
use super::said::Said;
use super::{Detail, Frame, form};
use crate::diagnostic::Span;
use crate::exact::Quantity;
use crate::grid::{Decision, Grid, Group, GroupId, Level, Point, Rating};
use crate::score::PointStatus;

/// Pieces of JSON.
#[derive(Debug)]
pub(super) struct Pieces {
    /// The grid and its fingerprint, up to the status of the audit.
    pub(super) head: Vec<u8>,
    /// The key of each group, with the comma before, up to its figures; nothing for the grid itself.
    pub(super) groups: Vec<Vec<u8>>,
    /// The key of each point, likewise, up to its status.
    pub(super) points: Vec<Piece<30>>,
    /// The status of points and what they are rated.
    pub(super) said: Said<62>,
    /// The key of each decision, with the comma before, up to what it came to; then its levels.
    pub(super) decisions: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
    /// The clauses that may decide.
    pub(super) clauses: HashMap<Span, Clause, FixedState>,
    /// The figures of totals.
    pub(super) figures: Ready,
}

/// A clause that decided on a point.
#[derive(Debug)]
pub(super) struct Clause {
    /// Its text on one line.
    pub(super) text: Vec<u8>,
    /// Its line in the source.
    pub(super) line: Vec<u8>,
}

impl Pieces {
    pub(super) fn new(frame: &Frame, scales: &[Vec<form::Level>]) -> Self {
        let grid = frame.grid;
        let has_points = frame.detail >= Detail::Point;
        let group = |(at, group): (usize, &Group)| match GroupId(at) {
            GroupId::ROOT => Vec::new(),
            _ => entry(&group.key, at > GroupId::ROOT.0 + 1, b""),
        };
        let point = |(at, point): (usize, &Point)| Piece::new(&entry(&point.id, at > 0, b"\"statut\":\""));
        let said = |status: PointStatus, level: Option<&form::Level>, out: &mut Vec<u8>| {
            out.extend_from_slice(status.word().as_bytes());
            out.push(b'"');
            if let Some(level) = level {
                out.extend_from_slice(&level.members);
            }
        };
        let decision = |(at, decision): (usize, &Decision)| {
            let levels = decision.lines.iter().map(|line| written(|out| text(&line.level, out)));
            (entry(&decision.name, at > 0, b""), levels.collect())
        };
        let clauses = if has_points { clauses(grid) } else { Vec::new() };
        Self {
            head: written(|out| {
                key("grille", out);
                text(&grid.citation(), out);
                out.push(b',');
                key("empreinte", out);
                text(frame.fingerprint, out);
                out.extend_from_slice(b",\"statut\":");
            }),
            groups: grid.groups.iter().enumerate().map(group).collect(),
            points: grid.points.iter().enumerate().map(point).filter(|_| has_points).collect(),
            decisions: grid.decisions.iter().enumerate().map(decision).collect(),
            said: Said::new(grid, scales, said),
            clauses: clauses.into_iter().map(|span| (span, clause(frame, span))).collect(),
            figures: Ready::new(grid, b'.', b','),
        }
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out);
    out
}

/// The beginning of an object under a key.
fn entry(name: &str, follows: bool, begins: &[u8]) -> Vec<u8> {
    written(|out| {
        if follows {
            out.push(b',');
        }
        key(name, out);
        out.push(b'{');
        out.extend_from_slice(begins);
    })
}

/// A level as members of an object: its name, and what it is worth.
pub(super) fn level(level: &Level) -> Vec<u8> {
    written(|out| {
        out.extend_from_slice(b",\"niveau\":");
        text(&level.name, out);
        if let Some(value) = &level.value {
            out.extend_from_slice(b",\"valeur\":");
            number(&Quantity::of(value), out);
        }
    })
}

fn clause(frame: &Frame, span: Span) -> Clause {
    let (words, line) = frame.clause(span);
    let clause = written(|out| {
        out.extend_from_slice(b",\"clause\":");
        text(&words, out);
    });
    Clause { text: clause, line: format!(",\"ligne\":{line}").into_bytes() }
}

/// The clauses that decide the status of points.
fn clauses(grid: &Grid) -> Vec<Span> {
    let sections = grid.groups.iter().map(|group| &group.common).chain(grid.points.iter().map(|point| &point.common));
    let mut clauses = Vec::new();
    for section in sections {
        clauses.extend(section.applicability.iter().map(|clause| clause.span));
        clauses.extend(section.opt_in.iter().map(|clause| clause.span));
    }
    for point in &grid.points {
        if let Rating::Computed(scale) = &point.rating {
            clauses.extend(scale.lines.iter().map(|line| line.span));
        }
    }
    clauses
}
