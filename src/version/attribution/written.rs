//! Parts as they are written: rounded so that they still add up.

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use smallvec::SmallVec;

use crate::exact::{Exact, integer};

/// Parts rounded to `digits` decimals that add up to `total`, which has no more: each is rounded down, and what is lacking goes to
/// those that lost most (the first ones, of equals). The total may itself be a difference of rounded figures, and so a step or
/// two away from the sum of the parts. None if it is further away than a step a part.
pub fn written(parts: &[Exact], total: &Exact, digits: u32) -> Option<Vec<Exact>> {
    let step = integer(1) / (0..digits).fold(integer(1), |power, _| power * integer(10));
    let mut steps: Vec<_> = parts.iter().map(|part| (part / &step).floor().to_integer()).collect();
    let rests: Vec<_> = parts.iter().zip(&steps).map(|(part, down)| part / &step - Exact::from(down.clone())).collect();
    let lacking = (total / &step).to_integer() - steps.iter().sum::<BigInt>();
    let lacking = lacking.to_i128()?;
    spread(&rests, lacking, |at, step| steps[at] += step)?;
    Some(steps.into_iter().map(|steps| Exact::from(steps) * &step).collect())
}

/// Spreads what is lacking, in steps, over parts that were rounded down: a step each to those that lost most. If there is too much
/// it is taken from those that lost least.
pub(in crate::version) fn spread<R: Ord>(rests: &[R], lacking: i128, mut add: impl FnMut(usize, i8)) -> Option<()> {
    let mut order: SmallVec<[usize; 32]> = (0..rests.len()).collect();
    order.sort_by(|a, b| rests[*b].cmp(&rests[*a]).then(a.cmp(b)));
    let step = if lacking < 0 { -1 } else { 1 };
    if step < 0 {
        order.reverse();
    }
    let count = usize::try_from(lacking.unsigned_abs()).ok().filter(|count| *count <= rests.len())?;
    order.into_iter().take(count).for_each(|at| add(at, step));
    Some(())
}
