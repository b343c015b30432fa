//! Where a sum whose ratings are missing must lie: Dinkelbach's method in integers, each missing rating standing alone.

use super::worth::Worth;
use crate::exact::Quantity;
use crate::score::Range;

/// A point whose rating is missing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Missing {
    /// What its worst rating brings.
    pub(super) worst: Worth,
    /// What its best rating brings.
    pub(super) best: Worth,
    /// It may be set aside.
    pub(super) may_drop: bool,
}

/// The interval of a sum, from what is settled and what is missing. All figures are over one denominator, and no sum of them
/// reaches 2⁶¹.
pub(super) fn interval(settled: Worth, missing: &(impl Iterator<Item = Missing> + Clone)) -> Range {
    let surely = missing.clone().filter(|point| !point.may_drop).map(|point| point.best.possible);
    Range {
        bounds: extreme(settled, missing, 1).zip(extreme(settled, missing, -1)).map(|(most, least)| (least, most)),
        exact: true,
        maybe_not_computable: settled.possible + surely.sum::<i64>() == 0,
    }
}

/// The greatest (1) or least (-1) score, in percent; `None` if nothing is ever possible.
fn extreme(settled: Worth, missing: &(impl Iterator<Item = Missing> + Clone), sign: i64) -> Option<Quantity> {
    let rated = |point: &Missing| if sign > 0 { point.best } else { point.worst };
    let mut ratio = missing.clone().fold(settled, |sum, point| plus(sum, rated(&point)));
    if ratio.possible == 0 {
        return None;
    }
    let sign = i128::from(sign);
    // Each round either proves the ratio extreme or reaches a strictly better one, of which there are finitely many.
    loop {
        let gain = |worth: Worth| {
            let [over, under] = [worth.obtained, worth.possible].map(i128::from);
            sign * (over * i128::from(ratio.possible) - i128::from(ratio.obtained) * under)
        };
        let kept = missing.clone().filter(|point| !point.may_drop || gain(rated(point)) > 0);
        let next = kept.fold(settled, |sum, point| plus(sum, rated(&point)));
        if next.possible == 0 || gain(next) <= 0 {
            let percent = 100 * i128::from(ratio.obtained);
            return Some(Quantity::wide(percent, ratio.possible.into()));
        }
        ratio = next;
    }
}

fn plus(sum: Worth, more: Worth) -> Worth {
    Worth { obtained: sum.obtained + more.obtained, possible: sum.possible + more.possible }
}
