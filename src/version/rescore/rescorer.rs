//! One audit after the other scored under both versions: laid out for the new one, a block at a time, scored, and compared.

use std::cell::RefCell;

use super::active::{Active, Effects};
use super::alike::Alike;
use super::groups::Parts;
use super::sides::Sides;
use super::whole::Known;
use super::{NewlyRefused, Rescored, Rescoring};
use crate::audit::{Refusal, Slots};
use crate::score::PointStatus;
use crate::score::program::{Said, Scorer};
use crate::version::lineage::Lost;

/// Scores audits under both versions, one after the other.
pub struct Rescorer<'r, 'g> {
    plan: &'r Rescoring<'g>,
    old: Scorer<'r, 'g>,
    new: Scorer<'r, 'g>,
    /// The audits as the new version reads them: a block, and one that is alone.
    block: Slots,
    alone: Slots,
    /// The block they are carried over from: see [`Slots::serial`].
    serial: Option<u64>,
    /// What was recorded of each and cannot follow.
    lost: Vec<Vec<Lost>>,
    alike: Alike,
    differing: Vec<usize>,
    /// For each strand that always may bring a difference where what comes of it is remembered, audit by audit.
    places: Vec<[Option<usize>; Slots::MOST]>,
    active: Vec<Active>,
    known: RefCell<Known>,
    effects: RefCell<Effects>,
    parts: RefCell<Parts>,
}

impl<'g> Rescoring<'g> {
    /// What scores audits, one a thread.
    pub fn rescorer(&self) -> Rescorer<'_, 'g> {
        let [old, new] = &self.programs;
        Rescorer {
            plan: self,
            old: old.scorer(),
            new: new.scorer(),
            block: Slots::block(new.layout()),
            alone: Slots::new(new.layout()),
            serial: None,
            lost: vec![Vec::new(); Slots::MOST],
            alike: Alike::default(),
            differing: Vec::new(),
            places: vec![[None; Slots::MOST]; self.compared.others.len()],
            active: Vec::new(),
            known: RefCell::default(),
            effects: RefCell::default(),
            parts: RefCell::default(),
        }
    }
}

impl<'r, 'g> Rescorer<'r, 'g> {
    /// For those who ask for no more of the results of either side than [`Scorer::without_points`] tells.
    #[must_use]
    pub fn without_points(self) -> Self {
        let (block, alone) = (self.block.without_reasons(), self.alone.without_reasons());
        Self { old: self.old.without_points(), new: self.new.without_points(), block, alone, ..self }
    }

    /// Scores one audit of the old version under both; refused if the old version refuses it.
    pub fn rescore<'a>(&'a mut self, slots: &'a Slots) -> Result<Rescored<'a, 'g>, Refusal>
    where
        'r: 'a,
    {
        self.old.score(slots)?;
        self.carry(slots);
        let (refused, way) = self.score_followed(slots);
        self.active.clear();
        if refused.is_none() {
            self.find_active(slots, way);
        }
        let followed = if way == Way::Block { &self.block } else { &self.alone };
        let sides = Sides::new(
            self.plan,
            [&self.old, &self.new],
            [slots, followed],
            &self.active,
            (&self.known, &self.effects, &self.parts),
        );
        Ok(Rescored {
            before: self.old.scores(),
            after: refused.map_or_else(|| Ok(self.new.scores()), Err),
            followed,
            lost: &self.lost[slots.at()],
            sides,
        })
    }

    /// Finds the strands that may bring a difference in an audit that went this way.
    fn find_active(&mut self, slots: &Slots, way: Way) {
        let Self { plan, old, new, alike, places, effects, differing, active, .. } = self;
        let (compared, effects) = (&plan.compared, effects.get_mut());
        let slots = [slots, if way == Way::Block { &self.block } else { &self.alone }];
        let said = old.said().zip(new.said()).map(|(was, is)| [was, is]);
        let told = said.filter(|_| way != Way::Settled);
        let is_new = told.is_some_and(|said| alike.tell(compared, said, slots[0]));
        if let Some(said) = said {
            effects.keep_to(said.map(Said::era), is_new);
        }
        alike.compare(compared, [old, new], (slots, told.is_some()), differing);
        let telling = |strand: usize| (strand, &plan.tellings[strand]);
        if let Some(said) = told.filter(|_| is_new) {
            for (strand, places) in compared.others.iter().zip(places.iter_mut()) {
                effects.place(telling(*strand), said, slots, places);
            }
        }
        let others = compared.others.iter();
        if told.is_some() {
            let placed = others.zip(places.iter());
            active.extend(placed.map(|(strand, places)| Active::placed(telling(*strand), places[slots[0].at()])));
        } else {
            active.extend(others.map(|strand| Active::new(telling(*strand), said, slots, effects)));
        }
        if !differing.is_empty() {
            active.extend(differing.iter().map(|strand| Active::new(telling(*strand), said, slots, effects)));
            active.sort_unstable_by_key(|active| active.strand);
        }
    }

    /// Lays the audit out for the new version; all audits of a block together.
    fn carry(&mut self, slots: &Slots) {
        let carrier = &self.plan.carrier;
        match slots.serial() {
            None => carrier.carry(slots, &mut self.alone, &mut self.lost),
            serial => {
                if serial != self.serial {
                    carrier.carry(slots, &mut self.block, &mut self.lost);
                }
                self.block.turn_to(slots.at());
            }
        }
        self.serial = slots.serial();
    }

    /// Scores the audit under the new version: why it is refused, if it is, and where it is laid out.
    fn score_followed(&mut self, slots: &Slots) -> (Option<NewlyRefused>, Way) {
        let way = if self.serial.is_some() { Way::Block } else { Way::Alone };
        let followed = if way == Way::Block { &self.block } else { &self.alone };
        let unreadable = self.lost[slots.at()].iter().find_map(|lost| match lost {
            Lost::Answer(input) => Some(NewlyRefused::Unreadable(*input)),
            _ => None,
        });
        if unreadable.is_some() {
            return (unreadable, way);
        }
        if let Err(refused) = self.new.attempt(followed) {
            return (Some(NewlyRefused::Refused(refused)), way);
        }
        // Ratings that stand in for what is not known stand for levels of the old version.
        if !self.plan.recorded.concerns(followed, &self.new) {
            return (None, way);
        }
        if way == Way::Block {
            self.alone = self.block.clone();
        }
        let settled = self.plan.recorded.settle(slots, &mut self.alone, &self.new);
        if let Err(refused) = self.new.attempt(&self.alone) {
            return (Some(NewlyRefused::Refused(refused)), Way::Settled);
        }
        for point in settled {
            self.new.retell(point, |told| (told.status, told.fallback) = (PointStatus::Computed, false));
        }
        (None, Way::Settled)
    }
}

/// How an audit went to the new version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Carried over alone.
    Alone,
    /// Carried over with others.
    Block,
    /// Alone, and with other ratings where they stood in for what is not known.
    Settled,
}
