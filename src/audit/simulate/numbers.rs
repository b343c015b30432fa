//! Numbers drawn from an interval: its ends and their nearest neighbours more often than chance alone would give, others as people
//! measure them.

use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

use super::chance::Chance;
use crate::audit::given::Given;
use crate::audit::value::written;
use crate::exact::{self, Exact, LONGEST_NUMBER, integer};
use crate::grid::NumberKind;
use crate::region::{End, Interval, Side};

/// What can be drawn from an interval, as audits write it.
pub(super) struct Numbers {
    kind: NumberKind,
    /// The ends that lie inside, and the nearest inside where they do not.
    edges: Vec<Given<'static>>,
    /// For a number of decimals, the least and the greatest number inside, times that power of ten.
    inside: Vec<(u32, i64, i64)>,
}

/// How often, in percent, an edge is drawn where there is a choice.
const EDGES: u64 = 40;

impl Numbers {
    /// What can be drawn from an interval of numbers of a kind.
    pub(super) fn of(kind: NumberKind, interval: &Interval) -> Self {
        let mut edges = Vec::new();
        for side in [Side::Low, Side::High] {
            let near = interval.near(side);
            // A hundredth further in than a whole number shows a threshold compared too coarsely.
            let step = Exact::new(BigInt::from(if side == Side::Low { 1 } else { -1 }), BigInt::from(100));
            let end = if side == Side::Low { &interval.low } else { &interval.high };
            let finer = end.as_ref().filter(|_| !kind.is_discrete()).map(|end| &end.value + &step);
            edges.extend([Some(near), finer].into_iter().flatten().filter(|number| interval.contains(number)));
        }
        edges.sort();
        edges.dedup();
        let edges = edges.iter().filter_map(|edge| writable(kind, edge)).collect();
        Self { kind, edges, inside: inside(kind, interval) }
    }

    /// True if a number of the interval can be written at all.
    pub(super) fn can_be_drawn(&self) -> bool {
        !self.edges.is_empty() || !self.inside.is_empty()
    }

    /// A number of the interval; nothing if none can be written.
    pub(super) fn draw(&self, chance: &mut Chance) -> Given<'static> {
        let edge = self.inside.is_empty() || chance.percent(EDGES);
        match chance.pick(if edge { &self.edges } else { &[] }) {
            Some(edge) => edge.clone(),
            None => self.draw_inside(chance).unwrap_or(Given::Nothing),
        }
    }

    fn draw_inside(&self, chance: &mut Chance) -> Option<Given<'static>> {
        let (decimals, first, last) = *chance.pick(&self.inside)?;
        let count = last.abs_diff(first).saturating_add(1);
        let number = first.saturating_add_unsigned(chance.below(count));
        match self.kind {
            NumberKind::Number | NumberKind::Integer | NumberKind::Percentage => {
                Some(Given::Number(scaled(number, decimals).into()))
            }
            NumberKind::Duration(_) | NumberKind::Date => writable(self.kind, &tenths(number, decimals)),
        }
    }
}

/// The number as audits write it; none if it is too long for them, or no decimal.
pub(super) fn writable(kind: NumberKind, number: &Exact) -> Option<Given<'static>> {
    let given = written(kind, number);
    let (Given::Number(text) | Given::Text(text)) = &given else { return None };
    let readable = match kind {
        NumberKind::Number | NumberKind::Integer | NumberKind::Percentage => !text.contains('/'),
        NumberKind::Duration(_) => !text.contains(['/', '-']),
        NumberKind::Date => text.len() == "2023-10-12".len() && !text.starts_with('-'),
    };
    (text.len() <= LONGEST_NUMBER && readable).then_some(given)
}

/// For up to two decimals, or for as many as it takes, what lies inside.
fn inside(kind: NumberKind, interval: &Interval) -> Vec<(u32, i64, i64)> {
    let (low, high) = range(kind, interval);
    let mut inside = Vec::new();
    for decimals in 0..=(if kind.is_discrete() { 0 } else { 12 }) {
        if decimals > 2 && !inside.is_empty() {
            break;
        }
        let power = Exact::from_integer(BigInt::from(10).pow(decimals));
        let end = |end: &End, up: bool| {
            let scaled = &end.value * &power;
            let inner = if up { scaled.ceil() } else { scaled.floor() };
            let step = integer(i64::from(!end.included && inner == scaled));
            (if up { inner + step } else { inner - step }).to_integer().to_i64()
        };
        if let (Some(first), Some(last)) = (end(&low, true), end(&high, false))
            && first <= last
        {
            inside.push((decimals, first, last));
        }
    }
    inside
}

/// The ends of an interval, or, where it goes on without bound, how far people's numbers go.
fn range(kind: NumberKind, interval: &Interval) -> (End, End) {
    let at = |value: Exact| End { value, included: true, tested: false, parameter: None };
    // From 2015 to 2030.
    let (least, most, reach) = if kind == NumberKind::Date { (16_436, 22_279, 3_650) } else { (0, 1_000, 1_000) };
    let (low, high) = match (&interval.low, &interval.high) {
        (Some(low), Some(high)) => (low.clone(), high.clone()),
        (Some(low), None) => (low.clone(), at(low.value.ceil() + integer(reach))),
        (None, Some(high)) => (at(high.value.floor() - integer(reach)), high.clone()),
        (None, None) => (at(integer(least)), at(integer(most))),
    };
    // No audit writes a duration below zero.
    let below_zero = matches!(kind, NumberKind::Duration(_)) && low.value.is_negative();
    (if below_zero { at(integer(0)) } else { low }, high)
}

/// `number` divided by a power of ten.
fn tenths(number: i64, decimals: u32) -> Exact {
    Exact::new(BigInt::from(number), BigInt::from(10).pow(decimals))
}

/// `number` divided by a power of ten, as the shortest decimal: `87.5` is 8750 hundredths.
pub(super) fn scaled(number: i64, decimals: u32) -> String {
    exact::to_text(&tenths(number, decimals), '.')
}
