//! The points of an audit: what each brings to its group. Most are told by a look-up alone; those left are looked at closer.

use super::incomplete::settles;
use super::memory::{Fact, Kind, is_decided};
use super::outlook::{Outlook, Waits};
use super::scorer::{Rare, Run};
use super::spread::Spread;
use super::worth::{Row, Worth};
use crate::audit::Slots;
use crate::grid::PointId;
use crate::score::{Anomaly, AnomalyKind, PointScore, PointStatus, Scores};

/// The points looked at closer in the present audit, in order, and what they came to.
#[derive(Debug, Clone, Default)]
pub(super) struct Closer {
    points: Vec<usize>,
    scores: Vec<PointScore>,
}

impl Closer {
    /// What one of them came to.
    pub(super) fn get_mut(&mut self, point: usize) -> Option<&mut PointScore> {
        let at = self.points.binary_search(&point).ok()?;
        self.scores.get_mut(at)
    }
}

/// A point that holds up a total.
#[derive(Debug, Clone, Copy)]
pub(super) struct Waiting {
    pub(super) point: usize,
    pub(super) score: PointScore,
    pub(super) waits: Waits,
}

impl Run<'_, '_> {
    /// What every point brings to its group, and which of them hold up a total.
    pub(super) fn points(&mut self, slots: &Slots, scores: &mut Scores) -> Result<(), Rare> {
        self.block.tell_own(slots.at(), &mut self.own);
        for waiting in self.waiting.drain(..) {
            self.linked[waiting.point] = None;
        }
        self.closer.scores.clear();
        self.closer.points.clear();
        self.closer.points.extend_from_slice(self.block.closer(slots.at()));
        if self.tells_points || !self.closer.points.is_empty() {
            self.seat(slots);
        }
        if self.tells_points {
            let (ratings, yields) = (slots.ratings(), &self.memory.yields);
            let said = self.memory.present.iter().zip(ratings.iter());
            scores.points.extend(said.map(|(present, recorded)| yields.score(present.table, *recorded)));
        }
        for at in 0..self.closer.points.len() {
            let point = self.closer.points[at];
            let entry = self.memory.yields.entry(self.memory.present[point].table, slots.ratings()[point]);
            let fresh;
            let outlook = if let Some(known) = entry.and_then(|entry| self.memory.outlooks.get(entry)) {
                known
            } else {
                fresh = self.look_closer(point, entry, slots, scores)?;
                &fresh
            };
            self.closer.scores.push(outlook.score);
            if let Some(told) = scores.points.get_mut(point) {
                *told = outlook.score;
            }
            if let Some(waits) = outlook.waits {
                self.waiting.push(Waiting { point, score: outlook.score, waits });
                continue;
            }
            // Sums have those of inner groups in them already.
            let groups = if self.plan.totals.is_mean { 1 } else { usize::MAX };
            for group in self.plan.totals.chains[point].iter().take(groups) {
                self.own[*group] = self.own[*group].plus(outlook.worth);
            }
        }
        Ok(())
    }

    /// What a point comes to in the present audit.
    pub(super) fn score_of(&self, point: usize, slots: &Slots) -> PointScore {
        match self.closer.points.binary_search(&point) {
            Ok(at) => self.closer.scores[at],
            Err(_) => self.memory.yields.score(self.memory.tables[self.fact(point)], slots.ratings()[point]),
        }
    }

    /// What the grid says of a point in the present audit, by index.
    #[inline]
    pub(super) fn fact(&self, point: usize) -> usize {
        let seat = self.plan.seats[point];
        (self.block.start(seat.site, self.at) + seat.place) as usize
    }

    /// Looks at a point that waits for something, or of which something is to be said; where nothing is, what it comes to is
    /// remembered for the entry of its rating.
    fn look_closer(
        &mut self,
        at: usize,
        entry: Option<usize>,
        slots: &Slots,
        scores: &mut Scores,
    ) -> Result<Outlook, Rare> {
        let said = scores.anomalies.len();
        let (score, is_settled) = self.say(at, slots, scores)?;
        let fact = self.memory.facts[self.memory.present[at].fact as usize];
        let waits = if is_settled { None } else { Some(self.waits(at, &fact, score, slots)) };
        let worth = if is_settled && score.status.counts() {
            let entries = &self.memory.rows.entries;
            fact.row.worth(entries, score.rating, || slots.millionths(PointId(at))).ok_or(Rare)?
        } else {
            Worth::default()
        };
        let outlook = Outlook { score, worth, waits };
        if let Some(entry) = entry.filter(|_| scores.anomalies.len() == said) {
            self.memory.outlooks.keep(entry, outlook);
        }
        Ok(outlook)
    }

    /// What a point waits for that holds up a total.
    fn waits(&mut self, at: usize, fact: &Fact, score: PointScore, slots: &Slots) -> Waits {
        let memory = &mut self.memory;
        let mut inputs = Vec::new();
        if let Kind::Open(open) = fact.kind {
            let open = &memory.open[open as usize];
            inputs.extend_from_slice(&open.weight_inputs);
            if !score.fallback {
                inputs.extend_from_slice(&open.verdict_inputs);
            }
        }
        let is_linked = !fact.is_alone(&memory.open, score.status);
        let spread = if score.status == PointStatus::Unrated && fact.row != Row::NONE {
            // A row is of one scale, which says whether its points may be set aside.
            Spread::missing(&memory.rows.missing(fact.row, self.plan.totals.may_drop[at]))
        } else {
            settles(at, score, fact.row, &memory.rows, slots).ok().and_then(Spread::of)
        };
        Waits { is_linked, spread, inputs: memory.outlooks.index(inputs) }
    }

    /// Tells what a point comes to, what is to be said of it, and whether it no longer holds up a total.
    fn say(&self, at: usize, slots: &Slots, scores: &mut Scores) -> Result<(PointScore, bool), Rare> {
        let (point, recorded) = (PointId(at), slots.ratings()[at]);
        let fact = &self.memory.facts[self.memory.present[at].fact as usize];
        let mut tell = |kind| scores.anomalies.push(Anomaly { point: Some(point), kind });
        if let Kind::Open(open) = fact.kind {
            let open = &self.memory.open[open as usize];
            let status = open.status(recorded, || slots.rating(point));
            status.anomaly.map(&mut tell);
            if open.no_single_weight && !open.never_counts(recorded) {
                tell(AnomalyKind::NoSingleWeight);
            }
            if status.fallback && open.unverified {
                // What it may be worth is not told by its cells alone.
                return Err(Rare);
            }
            let score = PointScore {
                status: status.kind,
                fallback: status.fallback,
                unverified: open.unverified,
                rating: status.rating,
                clause: fact.clause.filter(|_| is_decided(status.kind)),
            };
            Ok((score, status.is_settled))
        } else {
            let score = fact.kind.score(fact.clause, recorded).ok_or(Rare)?;
            match fact.kind {
                kind if kind.agrees_with(recorded) => {}
                Kind::Level(level) => {
                    let recorded = slots.rating(point).ok_or(Rare)?;
                    tell(AnomalyKind::DiffersFromComputed { recorded, computed: level.as_level().ok_or(Rare)? });
                }
                _ => tell(AnomalyKind::Ignored),
            }
            Ok((score, score.status != PointStatus::Unrated))
        }
    }
}
