//! What is told of all audits of a block at once, column by column: the cells of their answers, what the grid says of their points,
//! what these bring, and which of them are to be looked at closer. An audit that stands alone is a block of one.

use std::sync::Arc;

use fearless_simd::{Level, dispatch};

use super::cells::{Digit, UNKNOWN};
use super::lanes::{self, Class, Lanes};
use super::memory::Memory;
use super::scorer::Rare;
use super::sites::Seat;
use super::worth::Worth;
use super::{Plan, Program};
use crate::audit::{RatingCell, Slots};
use crate::grid::PointId;
use crate::score::reference::Clash;

/// What was told of the audits of a block.
#[derive(Debug)]
pub(super) struct Block {
    /// Which block it is: see [`Slots::serial`].
    serial: Option<u64>,
    /// How many audits it has, and how many it has room for: one, or [`Slots::MOST`].
    count: usize,
    room: usize,
    /// The cell of each variable, audit by audit.
    digits: Vec<Digit>,
    /// The same, variable by variable, unless the audit is alone.
    columns: Vec<[Digit; Slots::MOST]>,
    variables: usize,
    /// Where what the grid says of the points of each site starts, site by site.
    starts: Vec<u32>,
    /// The audits of which it says the same, site by site; none of a site where it says too much.
    classes: Vec<Vec<Class>>,
    /// What the points of each group bring, group by group; in sums with those of the groups within.
    own: Vec<Worth>,
    /// The audits left to the reference, as bits, and what clashes in some of them.
    rare: u64,
    /// Those in which a point set aside is rated, or on a scale that does not allow it.
    wrongly_aside: u64,
    clashes: Vec<(usize, Arc<Clash>)>,
    /// The points of each audit that are to be looked at closer, in order.
    closer: Vec<Vec<usize>>,
    /// Those of which elements may be missing.
    asked: Vec<Vec<PointId>>,
    /// The vectors the processor has.
    level: Level,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            serial: None,
            count: 0,
            room: 0,
            digits: Vec::new(),
            columns: Vec::new(),
            variables: 0,
            starts: Vec::new(),
            classes: Vec::new(),
            own: Vec::new(),
            rare: 0,
            wrongly_aside: 0,
            clashes: Vec::new(),
            closer: Vec::new(),
            asked: Vec::new(),
            level: Level::new(),
        }
    }
}

impl Block {
    /// True if it is the one these slots hold.
    pub(super) fn is_of(&self, slots: &Slots) -> bool {
        slots.serial().is_some() && slots.serial() == self.serial
    }

    /// True if an audit is left to the reference.
    pub(super) fn is_rare(&self, audit: usize) -> bool {
        self.rare >> audit & 1 == 1
    }

    /// True if a point set aside in an audit is rated, or on a scale that does not allow it.
    pub(super) fn is_wrongly_aside(&self, audit: usize) -> bool {
        self.wrongly_aside >> audit & 1 == 1
    }

    /// What clashes in an audit of which nothing can be true.
    pub(super) fn clash(&self, audit: usize) -> Option<&Arc<Clash>> {
        self.clashes.iter().find(|(of, _)| *of == audit).map(|(_, clash)| clash)
    }

    /// The cell of each variable.
    #[inline]
    pub(super) fn digits(&self, audit: usize) -> &[Digit] {
        &self.digits[audit * self.variables..][..self.variables]
    }

    /// Where what the grid says of the points of a site starts.
    #[inline]
    pub(super) fn start(&self, site: usize, audit: usize) -> u32 {
        self.starts[site * self.room + audit]
    }

    /// The same in every audit there is room for.
    pub(super) fn starts(&self, site: usize) -> &[u32] {
        &self.starts[site * self.room..][..self.room]
    }

    /// Tells what the points of each group bring.
    pub(super) fn tell_own(&self, audit: usize, own: &mut [Worth]) {
        if self.is_alone() {
            own.copy_from_slice(&self.own);
        } else {
            let column = self.own[audit..].iter().step_by(self.room);
            own.iter_mut().zip(column).for_each(|(own, told)| *own = *told);
        }
    }

    /// The points that are to be looked at closer, in order.
    pub(super) fn closer(&self, audit: usize) -> &[usize] {
        &self.closer[audit]
    }

    /// The points of which elements may be missing.
    pub(super) fn asked(&self, audit: usize) -> &[PointId] {
        &self.asked[audit]
    }

    /// Tells what can be told of all audits of these slots.
    pub(super) fn tell(&mut self, program: &Program<'_>, plan: &Plan, memory: &mut Memory, slots: &Slots) {
        self.begin(plan, slots);
        self.rare = plan.cells.sort(slots, &mut self.digits);
        self.resolve(program, plan, memory, slots);
        if self.is_alone() {
            self.look_up_alone(program, plan, memory, slots);
            memory.seat(plan, self, 0);
            self.add_up_alone(plan, memory, slots);
        } else {
            self.look_up(program, plan, memory, slots);
            self.add_up(plan, memory, slots);
        }
        self.ask(plan, slots);
        self.set_aside(plan, slots);
    }

    /// True if the audit stands alone.
    pub(super) fn is_alone(&self) -> bool {
        self.room == 1
    }

    fn begin(&mut self, plan: &Plan, slots: &Slots) {
        self.serial = slots.serial();
        self.clashes.clear();
        (self.count, self.room) = (slots.count(), slots.room());
        self.variables = plan.cells.radices().len();
        self.digits.resize(self.count * self.variables, UNKNOWN);
        self.digits.fill(UNKNOWN);
        self.own.resize(self.room * plan.totals.groups.len(), Worth::default());
        self.own.fill(Worth::default());
        self.starts.resize(self.room * plan.sites.len(), Memory::NOBODY);
        if self.count < self.room {
            self.starts.fill(Memory::NOBODY);
        }
        self.classes.resize_with(plan.sites.len(), Vec::new);
        if self.closer.len() < self.count {
            self.closer.resize_with(self.count, Vec::new);
            self.asked.resize_with(self.count, Vec::new);
        }
        self.closer[..self.count].iter_mut().for_each(Vec::clear);
        self.asked[..self.count].iter_mut().for_each(Vec::clear);
    }

    /// Finds out which inputs that were not given do not exist; audits without completion are left to the reference.
    fn resolve(&mut self, program: &Program<'_>, plan: &Plan, memory: &mut Memory, slots: &Slots) {
        for component in 0..plan.components.len() {
            for audit in 0..self.count {
                if self.rare >> audit & 1 == 1 {
                    continue;
                }
                let digits = &mut self.digits[audit * self.variables..][..self.variables];
                let resolved = memory.resolve(program, plan, component, digits, || slots.audit_in(audit, program.grid));
                if let Err(clash) = resolved {
                    self.rare |= 1 << audit;
                    self.clashes.extend(clash.map(|clash| (audit, clash)));
                }
            }
        }
    }

    /// Puts the cells of answers variable by variable.
    fn turn(&mut self) {
        self.columns.resize(self.variables, [UNKNOWN; Slots::MOST]);
        for (variable, column) in self.columns.iter_mut().enumerate() {
            let digits = self.digits[variable..].iter().step_by(self.variables);
            column.iter_mut().zip(digits).for_each(|(to, from)| *to = *from);
        }
    }

    /// Finds what the grid says of every point of an audit alone.
    fn look_up_alone(&mut self, program: &Program<'_>, plan: &Plan, memory: &mut Memory, slots: &Slots) {
        if self.rare == 0 {
            let found = self.starts.iter_mut().enumerate().try_for_each(|(site, start)| {
                *start = memory.look_up(program, plan, site, &self.digits, || slots.to_audit(program.grid))?;
                Ok::<_, Rare>(())
            });
            self.rare = u64::from(found.is_err());
        }
        if self.rare != 0 {
            self.starts.fill(Memory::NOBODY);
        }
    }

    /// Finds what the grid says of every point, column by column.
    fn look_up(&mut self, program: &Program<'_>, plan: &Plan, memory: &mut Memory, slots: &Slots) {
        self.turn();
        for site in 0..plan.sites.len() {
            let mut left = slots.all();
            if let Some(starts) = self.starts.as_chunks_mut().0.get_mut(site) {
                left &= !memory.find(site, &self.columns, starts);
            }
            while left != 0 {
                let audit = left.trailing_zeros() as usize;
                left &= left - 1;
                let found = if self.is_rare(audit) {
                    Err(Rare)
                } else {
                    memory.look_up(program, plan, site, self.digits(audit), || slots.audit_in(audit, program.grid))
                };
                self.rare |= u64::from(found.is_err()) << audit;
                self.starts[site * self.room + audit] = found.unwrap_or(Memory::NOBODY);
            }
            if let Some(starts) = self.starts.as_chunks().0.get(site) {
                Class::divide(self.level, starts, &mut self.classes[site]);
            }
        }
    }

    /// Adds up what the points of an audit alone bring by their ratings.
    fn add_up_alone(&mut self, plan: &Plan, memory: &Memory, slots: &Slots) {
        let (totals, present, ratings) = (&plan.totals, memory.present.as_slice(), slots.ratings_of_all());
        for run in &totals.runs {
            let points = run.points.clone();
            let (present, ratings) = (&present[points.clone()], &ratings[points.clone()]);
            let mut sum = memory.yields.add_up(present, ratings);
            if sum.possible >= totals.closer {
                sum.possible &= totals.closer - 1;
                for ((point, present), recorded) in points.zip(present).zip(ratings) {
                    if memory.yields.worth(present.table, *recorded).possible >= totals.closer {
                        self.closer[0].push(point);
                    }
                }
            }
            if let Some(group) = run.group {
                self.own[group] = self.own[group].plus(sum);
            }
        }
        if !totals.is_mean {
            totals.add_up(&mut self.own, Worth::plus);
        }
    }

    /// Adds up what points bring by their ratings, column by column, and notes which are to be looked at closer.
    fn add_up(&mut self, plan: &Plan, memory: &Memory, slots: &Slots) {
        let Self { starts, classes, own, closer, level, room, .. } = self;
        let (starts, totals) = (starts.as_chunks().0, &plan.totals);
        let mut nowhere = [Worth::default(); Slots::MOST];
        for run in &totals.runs {
            let group = run.group.and_then(|group| own.as_chunks_mut().0.get_mut(group));
            let sums = group.unwrap_or(&mut nowhere);
            dispatch!(*level, simd => {
                let mut lanes = Lanes::NONE;
                for point in run.points.clone() {
                    let Seat { site, place } = plan.seats[point];
                    let (Some(starts), Some(recorded)) = (starts.get(site), slots.column(PointId(point))) else { continue };
                    let added = lanes.add(simd, recorded, &classes[site], |start| memory.bytes(start + place));
                    let mut left = slots.all() & added.unwrap_or_else(|| memory.add(starts, place, recorded, sums));
                    while left != 0 {
                        closer[left.trailing_zeros() as usize].push(point);
                        left &= left - 1;
                    }
                }
                lanes.tell(sums);
            });
        }
        if !totals.is_mean {
            totals.add_columns(own, *room);
        }
    }

    /// Finds the audits in which a point must not be set aside.
    fn set_aside(&mut self, plan: &Plan, slots: &Slots) {
        self.wrongly_aside = 0;
        for (point, audits) in slots.asides() {
            let unrated = match slots.column(point) {
                Some(recorded) => lanes::rated(self.level, recorded, RatingCell::SET_ASIDE),
                None => u64::from(slots.rating_cell(0, point) == RatingCell::SET_ASIDE),
            };
            let sound = if plan.totals.may_drop[point.0] { unrated } else { 0 };
            self.wrongly_aside |= audits & !sound;
        }
    }

    /// Finds the points of which elements may be missing.
    fn ask(&mut self, plan: &Plan, slots: &Slots) {
        for (point, audits) in slots.records() {
            let requirement = &plan.requirements[point.0];
            let mut left = match (requirement.asking(), slots.column(point)) {
                (None, _) => audits,
                (Some(rating), Some(recorded)) => audits & lanes::rated(self.level, recorded, rating),
                (Some(rating), None) => audits & u64::from(slots.rating_cell(0, point) == rating),
            };
            while left != 0 {
                let audit = left.trailing_zeros() as usize;
                left &= left - 1;
                let nothing_unknown = || !self.digits(audit).contains(&UNKNOWN);
                if !requirement.asks_nothing(slots.marks_in(audit, point), nothing_unknown) {
                    self.asked[audit].push(point);
                }
            }
        }
    }
}
