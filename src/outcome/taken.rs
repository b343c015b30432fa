//! What one result says as another does, of the same audit under another version: its text is taken over rather than written again.

use std::ops::Range;

use super::form::Form;
use crate::audit::RatingCell;
use crate::grid::{GroupId, PointId};
use crate::score::{Anomaly, AnomalyKind, PointStatus, Scores};

/// Where the entries of a result stand in its text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written {
    groups: Places,
    points: Places,
    anomalies: Range<usize>,
}

/// Where entries that follow each other stand.
#[derive(Debug, Clone, Default)]
struct Places {
    first: usize,
    /// Where the first begins, then where each ends.
    bounds: Vec<usize>,
}

/// Where entries end, for those who want to know.
pub(super) type Ends<'w> = Option<&'w mut Vec<usize>>;

/// The entries of another grid's results that read like those of this one, where they came to the same.
#[derive(Debug)]
pub(crate) struct Likeness {
    groups: Vec<Option<usize>>,
    points: Vec<Option<Like>>,
}

/// A point of the other grid, and the ratings that read alike, as bits by the index of their cells.
#[derive(Debug)]
struct Like {
    point: usize,
    ratings: u64,
}

impl Likeness {
    /// What the results of a form take over from those of another: groups of the same key and points of the same id.
    pub(crate) fn new(form: &Form, other: &Form) -> Self {
        let (grid, before) = (form.frame.grid, other.frame.grid);
        // No separator stands before the first of a list.
        let is_first = |at: usize, first: usize| at == first;
        let first = GroupId::ROOT.0 + 1;
        let group = |at: usize| {
            let found = before.groups.iter().skip(first).position(|group| group.key == grid.groups[at].key)? + first;
            (at >= first && is_first(at, first) == is_first(found, first)).then_some(found)
        };
        let point = |at: usize| {
            let found = before.points.iter().position(|point| point.id == grid.points[at].id)?;
            let levels = |form: &Form, at: usize| {
                let levels = form.scales[form.frame.grid.points[at].scale.0].iter();
                levels.map(|level| level.members.clone()).collect::<Vec<_>>()
            };
            let levels = levels(form, at).into_iter().zip(levels(other, found));
            let alike = levels.map(|(is, was)| is == was).zip(RatingCell::FIRST_LEVEL.index()..64);
            let ratings = alike.fold(1 << RatingCell::NONE.index(), |bits, (alike, at)| bits | u64::from(alike) << at);
            (is_first(at, 0) == is_first(found, 0)).then_some(Like { point: found, ratings })
        };
        Self {
            groups: (0..grid.groups.len()).map(group).collect(),
            points: (0..grid.points.len()).map(point).collect(),
        }
    }

    /// The place of a total in another result's text, if it reads alike there.
    #[inline]
    fn group(&self, at: usize, scores: &Scores, (before, written): (&Scores, &Written)) -> Option<Range<usize>> {
        let found = self.groups[at]?;
        let (was, is) = (&before.groups[found], &scores.groups[at]);
        let is_alike = !was.is_incomplete() && !is.is_incomplete() && was.has_figures_of(is);
        if is_alike { written.groups.of(found) } else { None }
    }

    /// The same of a point. Where a clause decides its line is said, which other versions have elsewhere.
    #[inline]
    fn point(&self, at: usize, scores: &Scores, (before, written): (&Scores, &Written)) -> Option<Range<usize>> {
        let like = self.points[at].as_ref()?;
        let (was, is) = (&before.points[like.point], &scores.points[at]);
        let rated = is.rating.index();
        let is_alike = (was.rating, was.status) == (is.rating, is.status)
            && rated < 64
            && like.ratings >> rated & 1 == 1
            && is.status != PointStatus::SetAside
            && (was.fallback, was.unverified) == (is.fallback, is.unverified)
            && is.clause.is_none()
            && was.clause.is_none();
        if is_alike { written.points.of(like.point) } else { None }
    }
}

impl Places {
    /// Begins with this entry here.
    fn begin(&mut self, first: usize, start: usize) -> &mut Vec<usize> {
        self.first = first;
        self.bounds.clear();
        self.bounds.push(start);
        &mut self.bounds
    }

    #[inline]
    fn of(&self, entry: usize) -> Option<Range<usize>> {
        let at = entry.checked_sub(self.first)?;
        match self.bounds.get(at..at + 2)? {
            [start, end] => Some(*start..*end),
            _ => None,
        }
    }
}

/// How the entries of a result are written.
pub(crate) enum Way<'w> {
    /// One after the other.
    Plain,
    /// So, and it is noted where they stand.
    Noted(&'w mut Written),
    /// Those that read like another result's are taken over from the same text.
    Like(&'w Likeness, &'w Scores, &'w Written),
}

impl Way<'_> {
    /// Adds the totals of groups that follow each other; `write` adds some of them.
    pub(super) fn groups(
        &mut self,
        groups: Range<usize>,
        scores: &Scores,
        out: &mut Vec<u8>,
        write: impl Fn(Range<usize>, Ends<'_>, &mut Vec<u8>),
    ) {
        match self {
            Self::Plain => write(groups, None, out),
            Self::Noted(written) => {
                let ends = written.groups.begin(groups.start, out.len());
                write(groups, Some(ends), out);
            }
            Self::Like(like, before, written) => {
                take_over(groups, |at| like.group(at, scores, (before, written)), out, write);
            }
        }
    }

    /// Adds what is said of points that follow each other; `write` adds some of them.
    pub(super) fn points(
        &mut self,
        points: Range<usize>,
        scores: &Scores,
        out: &mut Vec<u8>,
        write: impl Fn(Range<usize>, Ends<'_>, &mut Vec<u8>),
    ) {
        match self {
            Self::Plain => write(points, None, out),
            Self::Noted(written) => {
                let ends = written.points.begin(points.start, out.len());
                write(points, Some(ends), out);
            }
            Self::Like(like, before, written) => {
                take_over(points, |at| like.point(at, scores, (before, written)), out, write);
            }
        }
    }

    /// Adds anomalies, which `write` does.
    pub(super) fn anomalies(&mut self, anomalies: &[Anomaly], out: &mut Vec<u8>, write: impl Fn(&mut Vec<u8>)) {
        match self {
            Self::Noted(written) => {
                let start = out.len();
                write(out);
                written.anomalies = start..out.len();
            }
            Self::Like(like, before, written)
                if before.anomalies.len() == anomalies.len()
                    && before.anomalies.iter().zip(anomalies).all(|(was, is)| like.reads_alike(was, is)) =>
            {
                out.extend_from_within(written.anomalies.clone());
            }
            _ => write(out),
        }
    }
}

impl Likeness {
    /// True if two anomalies are told in the same words.
    fn reads_alike(&self, was: &Anomaly, is: &Anomaly) -> bool {
        // Others name levels by their index.
        let is_plain = matches!(is.kind, AnomalyKind::Ignored | AnomalyKind::TopRatingUnmet { .. });
        let is_same =
            |(was, is): (PointId, PointId)| self.points[is.0].as_ref().is_some_and(|like| like.point == was.0);
        is_plain && was.kind == is.kind && was.point.zip(is.point).is_some_and(is_same)
    }
}

/// Adds entries: those that are found in the text so far from there, those that follow each other at once.
#[inline]
fn take_over(
    entries: Range<usize>,
    found: impl Fn(usize) -> Option<Range<usize>>,
    out: &mut Vec<u8>,
    write: impl Fn(Range<usize>, Ends<'_>, &mut Vec<u8>),
) {
    let Range { start: mut at, end } = entries;
    while at < end {
        let first = at;
        at += 1;
        if let Some(mut place) = found(first) {
            while let Some(next) = (at < end).then(|| found(at)).flatten().filter(|next| next.start == place.end) {
                place.end = next.end;
                at += 1;
            }
            out.extend_from_within(place);
        } else {
            while at < end && found(at).is_none() {
                at += 1;
            }
            write(first..at, None, out);
        }
    }
}
