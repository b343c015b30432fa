//! Parts as they are written: rounded so that they still add up.

use num_traits::Zero;
use smallvec::SmallVec;

use crate::exact::Quantity;

/// Parts rounded to whole steps that add up to `total`: each is rounded down, and what is lacking goes to those that lost most (the
/// first ones, of equals). The total may itself be a difference of rounded figures, and so a step or two away from the sum of the
/// parts. None if it is further away than a step a part, or if something fits no word.
pub fn written(parts: &[Quantity], total: i64) -> Option<Vec<i64>> {
    let down: Vec<_> = parts.iter().map(Quantity::floor).collect();
    let rests: Vec<_> = parts.iter().zip(&down).map(|(part, down)| part - down).collect();
    let mut steps: Vec<_> = down.iter().map(Quantity::to_integer).collect::<Option<_>>()?;
    let sum = down.into_iter().fold(Quantity::zero(), |sum, down| sum + down).to_integer()?;
    spread(&rests, i128::from(total) - i128::from(sum), |at, step| steps[at] += i64::from(step))?;
    Some(steps)
}

/// Spreads what is lacking, in steps, over parts that were rounded down: a step each to those that lost most. If there is too much
/// it is taken from those that lost least.
pub(in crate::version) fn spread<R: Ord>(rests: &[R], lacking: i128, mut add: impl FnMut(usize, i8)) -> Option<()> {
    let count = usize::try_from(lacking.unsigned_abs()).ok().filter(|count| *count <= rests.len())?;
    if count == 0 {
        return Some(());
    }
    let mut order: SmallVec<[usize; 32]> = (0..rests.len()).collect();
    order.sort_by(|a, b| rests[*b].cmp(&rests[*a]).then(a.cmp(b)));
    let step = if lacking < 0 { -1 } else { 1 };
    if step < 0 {
        order.reverse();
    }
    order.into_iter().take(count).for_each(|at| add(at, step));
    Some(())
}
