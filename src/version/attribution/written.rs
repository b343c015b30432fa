//! Parts as they are written: rounded so that they still add up.

use num_traits::{Signed, Zero};

use crate::exact::{Exact, integer, round_half_up};

/// Parts rounded to `digits` decimals that add up to `total`, which has no more: each is rounded down, and what is lacking goes to
/// those that lost most (the first ones, of equals). The total may itself be a difference of rounded figures, and so a step or
/// two away from the sum of the parts. None if it is further away than a step a part.
pub fn written(parts: &[Exact], total: &Exact, digits: u32) -> Option<Vec<Exact>> {
    let step = integer(1) / (0..digits).fold(integer(1), |power, _| power * integer(10));
    let down = |part: &Exact| (part / &step).floor() * &step;
    let mut written: Vec<_> = parts.iter().map(down).collect();
    let lacking = total - written.iter().fold(Exact::zero(), |sum, part| sum + part);
    let steps = round_half_up(&(lacking / &step), 0);
    let mut order: Vec<_> = (0..parts.len()).collect();
    order.sort_by(|a, b| (&parts[*b] - &written[*b]).cmp(&(&parts[*a] - &written[*a])).then(a.cmp(b)));
    let (more, signed) = if steps.is_negative() { (-steps, -step) } else { (steps, step) };
    if signed.is_negative() {
        // Too much: it is taken from those that lost least.
        order.reverse();
    }
    let count = usize::try_from(more.to_integer()).ok().filter(|count| *count <= parts.len())?;
    for at in order.into_iter().take(count) {
        written[at] = &written[at] + &signed;
    }
    Some(written)
}
