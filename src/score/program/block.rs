//! What is told of all audits of a block at once, column by column: the cells of their answers, what the grid says of their points,
//! what these bring, and which of them are to be looked at closer. An audit that stands alone is a block of one.

use std::ops::Range;
use std::sync::Arc;

use super::cells::{Digit, UNKNOWN};
use super::memory::Memory;
use super::scorer::Rare;
use super::worth::Worth;
use super::{Plan, Program};
use crate::audit::Slots;
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
    /// The sites of whose points it says the same in all audits.
    same: Vec<bool>,
    /// What the points of each group bring, group by group; in sums with those of the groups within.
    own: Vec<Worth>,
    /// The audits left to the reference, as bits, and what clashes in some of them.
    rare: u64,
    clashes: Vec<(usize, Arc<Clash>)>,
    /// The points of each audit that are to be looked at closer, in order.
    closer: Vec<Vec<usize>>,
    /// Those of which elements may be missing.
    asked: Vec<Vec<PointId>>,
    /// Room for what the points of one run bring.
    sums: [Worth; Slots::MOST],
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
            same: Vec::new(),
            own: Vec::new(),
            rare: 0,
            clashes: Vec::new(),
            closer: Vec::new(),
            asked: Vec::new(),
            sums: [Worth::default(); Slots::MOST],
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
        self.same.resize(plan.sites.len(), false);
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
            let starts = &self.starts[site * self.room..][..self.room];
            self.same[site] = starts.iter().fold(0, |differs, start| differs | start ^ starts[0]) == 0;
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

    /// Adds up what points bring by their ratings, column by column.
    fn add_up(&mut self, plan: &Plan, memory: &Memory, slots: &Slots) {
        let (count, room, totals) = (self.count, self.room, &plan.totals);
        for run in &totals.runs {
            self.add_run(plan, memory, run.points.clone(), slots);
            if self.sums[..room].iter().fold(0, |all, sum| all | sum.possible) >= totals.closer {
                for audit in 0..room {
                    if self.sums[audit].possible >= totals.closer {
                        self.sums[audit].possible &= totals.closer - 1;
                        if audit < count {
                            self.look_closer(plan, memory, run.points.clone(), slots, audit);
                        }
                    }
                }
            }
            if let Some(group) = run.group {
                let own = &mut self.own[group * room..][..room];
                own.iter_mut().zip(&self.sums).for_each(|(own, sum)| *own = own.plus(*sum));
            }
        }
        if !totals.is_mean {
            totals.add_columns(&mut self.own, room);
        }
    }

    /// Adds up what points that follow each other bring.
    fn add_run(&mut self, plan: &Plan, memory: &Memory, points: Range<usize>, slots: &Slots) {
        let Self { starts, same, sums, .. } = self;
        sums.fill(Worth::default());
        for point in points {
            let seat = plan.seats[point];
            let (starts, recorded) = (starts.as_chunks().0.get(seat.site), slots.column(PointId(point)));
            let (Some(starts), Some(recorded)) = (starts, recorded) else { continue };
            if same[seat.site] {
                memory.yields.add_same(memory.tables[(starts[0] + seat.place) as usize], recorded, sums);
            } else {
                memory.add(starts, seat.place, recorded, sums);
            }
        }
    }

    /// Finds the points of an audit that are to be looked at closer, among some that follow each other.
    fn look_closer(&mut self, plan: &Plan, memory: &Memory, points: Range<usize>, slots: &Slots, audit: usize) {
        let Self { room, starts, closer, .. } = self;
        let is_closer = |point: &usize| {
            let (seat, recorded) = (plan.seats[*point], slots.rating_cell(audit, PointId(*point)));
            let fact = starts[seat.site * *room + audit] + seat.place;
            memory.yields.worth(memory.tables[fact as usize], recorded).possible >= plan.totals.closer
        };
        closer[audit].extend(points.filter(is_closer));
    }

    /// Finds the points of which elements may be missing.
    fn ask(&mut self, plan: &Plan, slots: &Slots) {
        for (record, mut audits) in slots.records() {
            let requirement = &plan.requirements[record.point.0];
            while audits != 0 {
                let audit = audits.trailing_zeros() as usize;
                audits &= audits - 1;
                let recorded = slots.rating_cell(audit, record.point);
                if requirement.is_beside(recorded) {
                    continue;
                }
                let nothing_unknown = || !self.digits(audit).contains(&UNKNOWN);
                if !requirement.asks_nothing(slots.marks_of(record, audit), nothing_unknown) {
                    self.asked[audit].push(record.point);
                }
            }
        }
    }
}
