//! Where a total may lie that needs no search: wherever one way to come out obtains the most and loses the least, it makes the
//! ratio the greatest whatever the rest of the total comes to; likewise the least. What parts may bring then adds up.

use super::interval::{Ends, Missing, Reach};
use super::points::Waiting;
use super::scorer::{Rare, Run};
use super::worth::Worth;
use crate::audit::Slots;

/// What a part of a total may bring where it makes the ratio extreme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    /// Where it obtains the least and loses the most.
    low: Worth,
    /// Where it obtains the most and loses the least.
    high: Worth,
    /// The least and the most that is possible.
    possible: Ends<i64>,
}

impl Spread {
    /// What nothing brings.
    pub(super) const NONE: Self =
        Self { low: Worth { obtained: 0, possible: 0 }, high: Worth { obtained: 0, possible: 0 }, possible: (0, 0) };

    /// What is settled. Nothing can be said of less than nothing obtained or lost: the more of it, the less the ratio might be.
    #[inline]
    pub(super) fn of(worth: Worth) -> Option<Self> {
        let Worth { obtained, possible } = worth;
        (0 <= obtained && obtained <= possible).then_some(Self {
            low: worth,
            high: worth,
            possible: (possible, possible),
        })
    }

    /// What a missing rating brings.
    pub(super) fn missing(missing: &Missing) -> Option<Self> {
        let rated = Self::of(missing.worst)?.or(Self::of(missing.best)?)?;
        if missing.may_drop { rated.or(Self::NONE) } else { Some(rated) }
    }

    /// What both bring together.
    #[inline]
    pub(super) fn plus(self, more: Self) -> Self {
        let (least, most) = self.possible;
        Self {
            low: self.low.plus(more.low),
            high: self.high.plus(more.high),
            possible: (least + more.possible.0, most + more.possible.1),
        }
    }

    /// What so many of them bring.
    #[inline]
    pub(super) fn times(self, count: i64) -> Self {
        let (least, most) = self.possible;
        Self { low: self.low.times(count), high: self.high.times(count), possible: (least * count, most * count) }
    }

    /// What one or the other brings; nothing if it is for the rest to tell which makes the ratio extreme.
    #[inline]
    pub(super) fn or(self, other: Self) -> Option<Self> {
        let low = self.low.first(other.low, Worth::is_behind)?;
        let high = self.high.first(other.high, |one, other| other.is_behind(one))?;
        let ((least, most), (other_least, other_most)) = (self.possible, other.possible);
        Some(Self { low, high, possible: (least.min(other_least), most.max(other_most)) })
    }

    /// Where the total of these parts may lie. Where nothing may be possible at an end, the end is elsewhere.
    #[inline]
    pub(super) fn reach(&self) -> Option<Reach> {
        let (least, most) = self.possible;
        let ends = match (self.low.possible, self.high.possible) {
            _ if most == 0 => None,
            (0, _) | (_, 0) => return None,
            _ => Some((self.low, self.high)),
        };
        Some(Reach { ends, may_be_empty: least == 0 })
    }

    /// The least and the most obtained.
    pub(super) fn obtained(&self) -> Ends<i64> {
        (self.low.obtained, self.high.obtained)
    }

    /// The least and the most possible.
    pub(super) fn possible(&self) -> Ends<i64> {
        self.possible
    }
}

/// What parts bring together, if that can be said of both.
#[inline]
pub(super) fn both(one: Option<Spread>, other: Option<Spread>) -> Option<Spread> {
    Some(one?.plus(other?))
}

/// What one part or the other brings, if that can be said.
#[inline]
pub(super) fn either(one: Option<Spread>, other: Option<Spread>) -> Option<Spread> {
    one?.or(other?)
}

impl Run<'_, '_> {
    /// Finds out what holds up the total of each group may bring, where that needs no search.
    pub(super) fn spread(&mut self, slots: &Slots) -> Result<(), Rare> {
        let (plan, memory) = (self.plan, &mut self.memory);
        self.spreads.clear();
        self.spreads.resize(self.own.len(), Some(Spread::NONE));
        for Waiting { point, waits, .. } in self.waiting.iter().filter(|waiting| !waiting.waits.is_linked) {
            if let Some(group) = plan.totals.chains[*point].first() {
                self.spreads[*group] = both(self.spreads[*group], waits.spread);
            }
        }
        plan.totals.add_up(&mut self.spreads, both);
        memory.linked.spread(&memory.rows, slots, &self.linked, &mut self.spreads)
    }
}

impl Worth {
    /// The one that comes first, if it does.
    fn first(self, other: Self, is_first: impl Fn(&Self, &Self) -> bool) -> Option<Self> {
        if is_first(&self, &other) { Some(self) } else { is_first(&other, &self).then_some(other) }
    }

    /// True if it obtains no more than another and loses no less.
    fn is_behind(&self, other: &Self) -> bool {
        self.obtained <= other.obtained && self.possible - self.obtained >= other.possible - other.obtained
    }
}
