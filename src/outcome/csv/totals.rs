//! The totals of a line of CSV: of each its status, what is obtained and possible, its score.

use std::ops::Range;

use super::Dialect;
use crate::grid::{Grid, GroupId};
use crate::outcome::cell::Cell;
use crate::outcome::figures::{Figures, Ready};
use crate::outcome::piece::Piece;
use crate::outcome::written_quantity;
use crate::score::scores::GroupScore;
use crate::score::{Scores, Standing};

/// How totals are written.
#[derive(Debug)]
pub(super) struct Totals {
    dialect: Dialect,
    ready: Ready,
    /// Small totals of groups, written out: by what is possible, then by what is obtained.
    small: Box<[Small]>,
}

/// The figures of a complete total, with separators before and between; its status is empty, that of the grid itself stands
/// elsewhere.
type Small = Piece<30>;

/// The most parts of points possible in a small total.
const MOST: u64 = 64;

impl Totals {
    /// How the totals of a grid are written.
    pub(super) fn new(grid: &Grid, dialect: Dialect) -> Self {
        Self::of(Ready::new(grid, dialect.decimal(), dialect.separator()), dialect)
    }

    fn of(ready: Ready, dialect: Dialect) -> Self {
        let pairs =
            (0..=MOST.cast_signed()).flat_map(|possible| (0..=possible).map(move |obtained| (obtained, possible)));
        let small = pairs.map(|(obtained, possible)| {
            let total = GroupScore { obtained, possible, scale: ready.scale(), interval: GroupScore::COMPLETE };
            ready.figures(&total).map(|figures| small(&figures, dialect))
        });
        // None is small where the parts are no decimals.
        let small = small.collect::<Option<_>>().unwrap_or_default();
        Self { dialect, ready, small }
    }

    /// Adds the totals of groups that follow each other, each field after its separator. The status of the grid itself stands
    /// elsewhere.
    pub(super) fn add(&self, groups: &Range<usize>, scores: &Scores, out: &mut Vec<u8>) {
        let separator = self.dialect.separator();
        for at in groups.clone() {
            let total = &scores.groups[at];
            let has_status = at > GroupId::ROOT.0;
            if let Some(small) = self.small(total).filter(|_| has_status) {
                small.write(out);
                continue;
            }
            out.push(separator);
            if has_status {
                out.extend_from_slice(if total.is_incomplete() { Cell::OPEN.as_bytes() } else { b"" });
                out.push(separator);
            }
            match self.ready.figures(total) {
                Some(figures) => write(&figures, out),
                None => self.write_long(scores, GroupId(at), out),
            }
        }
    }

    /// The total of a group, if it is small.
    #[inline]
    fn small(&self, total: &GroupScore) -> Option<&Small> {
        let (obtained, possible) = (u64::try_from(total.obtained).ok()?, u64::try_from(total.possible).ok()?);
        if total.is_incomplete() || total.scale != self.ready.scale() || possible > MOST || obtained > possible {
            return None;
        }
        self.small.get(usize::try_from(possible * (possible + 1) / 2 + obtained).ok()?)
    }

    /// Adds the figures of a total, whatever their length.
    fn write_long(&self, scores: &Scores, group: GroupId, out: &mut Vec<u8>) {
        let (separator, decimal) = (self.dialect.separator(), self.dialect.decimal());
        scores.obtained(group).write(decimal.into(), out);
        out.push(separator);
        scores.possible(group).write(decimal.into(), out);
        out.push(separator);
        if let Standing::Score(score) = scores.standing(group) {
            written_quantity(&score).write(decimal.into(), out);
        }
    }
}

/// The total of a group, written out.
fn small(figures: &Figures, dialect: Dialect) -> Small {
    Small::written(|out| {
        out.extend([dialect.separator(); 2]);
        write(figures, out);
    })
}

/// Adds short figures.
fn write(figures: &Figures, out: &mut Vec<u8>) {
    figures.obtained.write(out);
    figures.possible.write(out);
    if let Some(score) = figures.score {
        score.write(out);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::score::Range as Interval;

    proptest! {
        #[test]
        fn totals_are_written_the_same_whatever_their_size(
            figures in proptest::collection::vec((-3..80_i64, 0..80_i64, 0..12_i64, any::<bool>()), 1..9),
        ) {
            let mut scores = Scores::default();
            for (obtained, possible, long, is_open) in figures {
                let scale = if long == 0 { 3 } else { 4 };
                let times = if long == 1 { 1_000 } else { 1 };
                let range = Interval { bounds: None, exact: true, maybe_not_computable: true };
                let interval = if is_open { scores.push_interval(range) } else { GroupScore::COMPLETE };
                scores.groups.push(GroupScore { obtained: times * obtained, possible: times * possible, scale, interval });
            }
            let totals = Totals::of(Ready::of(4, 100, b',', b';'), Dialect::French);
            let mut expected = b"x".to_vec();
            for at in 0..scores.groups.len() {
                expected.push(b';');
                if at > 0 {
                    expected.extend_from_slice(if scores.is_incomplete(GroupId(at)) { b"incomplet;" } else { b";" });
                }
                totals.write_long(&scores, GroupId(at), &mut expected);
            }
            let mut written = b"x".to_vec();
            totals.add(&(0..scores.groups.len()), &scores, &mut written);
            prop_assert_eq!(String::from_utf8(written), String::from_utf8(expected));
        }
    }
}
