//! What a program has worked out so far: what the grid says of points, by the cells of the variables they look at. It is the
//! reference that says it, once for each combination met.

use std::sync::Arc;

use super::block::Block;
use super::cells::{ABSENT, Digit};
use super::foresee::Awards;
use super::lanes::Bytes;
use super::linked::Linked;
use super::memo::Memo;
use super::outlook::Outlooks;
use super::recall::Recall;
use super::scorer::Rare;
use super::unmet::Named;
use super::worth::{Row, Rows, Worth};
use super::yields::Yields;
use super::{Plan, Program};
use crate::audit::{Audit, RatingCell, Slots};
use crate::diagnostic::Span;
use crate::grid::{Grid, InputId, PointId, Truth};
use crate::score::reference::{Assessment, Clash, Verdict};
use crate::score::{PointScore, PointStatus};

/// The most facts remembered: beyond, all are forgotten at once. They take some 40 bytes each.
const MOST_FACTS: usize = 1 << 18;

/// The mark of an entry that is a clash; that many resolved digits are never kept.
const CLASH: u32 = 1 << 31;

/// What was worked out so far.
pub(super) struct Memory {
    sites: Vec<SiteMemory>,
    components: Vec<Memo>,
    /// Resolved digits of components, one row each, those of a component following each other.
    resolved: Vec<Digit>,
    /// What clashes in components of which nothing can be true.
    clashes: Vec<Arc<Clash>>,
    pub(super) facts: Vec<Fact>,
    /// For each of them the table of what comes of its ratings.
    pub(super) tables: Vec<u32>,
    pub(super) open: Vec<Open>,
    pub(super) rows: Rows,
    /// What comes of each rating, by what the grid says of its point.
    pub(super) yields: Yields,
    /// What points come to that must be looked at closer.
    pub(super) outlooks: Outlooks,
    /// What points that unknown inputs link come to together.
    pub(super) linked: Linked,
    /// Which waivers and substitutes may hold together.
    pub(super) allowances: Recall<Option<Vec<Allowed>>>,
    /// What is missing of required elements.
    pub(super) unmet: Named,
    /// The own weights of groups, where they are determined.
    pub(super) weights: Recall<Option<(i64, i64)>>,
    /// What decisions come to where something is open.
    pub(super) awards: Awards,
    /// For each point what the grid says of it in the present audit.
    pub(super) present: Vec<Present>,
    /// The sites of the present audit that what is known does not settle, each with its entry.
    pub(super) open_sites: Vec<(usize, u32)>,
}

/// Which waivers of a point hold and which of its substitutes are admitted, by their places.
pub(super) type Allowed = Vec<bool>;

/// What was worked out of the points of a site.
struct SiteMemory {
    /// By the variables asked, where all are known.
    known: Memo,
    /// By all that are linked to them, where some are not; the same as `known` if nothing else is linked.
    open: Option<Memo>,
    /// The entry found last, and where in `known`, if all variables asked were known.
    start: u32,
    place: Option<usize>,
    /// The entry the present points have.
    seated: Option<u32>,
}

/// What the grid says of a point in the present audit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Present {
    /// The fact, by index.
    pub(super) fact: u32,
    /// The table of what comes of its ratings.
    pub(super) table: u32,
}

/// What the grid says of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact {
    pub(super) kind: Kind,
    pub(super) clause: Option<Span>,
    /// What its ratings bring, if its weight is determined.
    pub(super) row: Row,
    /// True if what is known leaves open what the point brings.
    pub(super) is_open: bool,
    /// True if it leaves that open for some point of the site.
    pub(super) is_site_open: bool,
}

/// The verdict on a point, if it is one alone with all weights determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    NotApplicable,
    NotRetained,
    ToRate,
    Level(RatingCell),
    /// Anything else: what is said of it, by index.
    Open(u32),
    /// Its figures fit no word.
    Rare,
}

/// What is said of a point that unknown inputs leave open, or of which no single level or weight holds.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// The verdicts possible.
    pub(super) verdicts: Vec<Verdict>,
    /// True if its weights are determined.
    pub(super) weighed: bool,
    /// True if no completion gives it a single weight.
    pub(super) no_single_weight: bool,
    /// True if the limit kept the reference from looking.
    pub(super) unverified: bool,
    /// Inputs not given that the verdict depends on.
    pub(super) verdict_inputs: Vec<InputId>,
    /// Inputs not given that the weights depend on.
    pub(super) weight_inputs: Vec<InputId>,
}

impl SiteMemory {
    /// Where its entry is kept.
    fn memo(&mut self, is_known: bool) -> &mut Memo {
        if is_known { &mut self.known } else { self.open.as_mut().unwrap_or(&mut self.known) }
    }
}

impl Kind {
    /// What the point comes to beside what is recorded of it; nothing where that is not told by what the grid says alone, or
    /// where the cell is none a reader makes.
    pub(super) fn score(self, clause: Option<Span>, recorded: RatingCell) -> Option<PointScore> {
        let (status, rating) = match self {
            Self::NotApplicable => (PointStatus::NotApplicable, RatingCell::NONE),
            Self::NotRetained => (PointStatus::NotRetained, RatingCell::NONE),
            // Nothing decides for the auditor, not even the line of a level.
            Self::ToRate | Self::Level(_) if recorded == RatingCell::SET_ASIDE => {
                (PointStatus::SetAside, RatingCell::NONE)
            }
            Self::ToRate if recorded >= RatingCell::FIRST_LEVEL => (PointStatus::Rated, recorded),
            Self::ToRate if recorded == RatingCell::NONE => (PointStatus::Unrated, recorded),
            Self::Level(level) => (PointStatus::Computed, level),
            Self::ToRate | Self::Open(_) | Self::Rare => return None,
        };
        let clause = clause.filter(|_| is_decided(status));
        Some(PointScore { status, fallback: false, unverified: false, rating, clause })
    }

    /// True if nothing is wrong with what is recorded.
    pub(super) fn agrees_with(self, recorded: RatingCell) -> bool {
        match self {
            Self::NotApplicable | Self::NotRetained => recorded == RatingCell::NONE,
            Self::Level(level) => [RatingCell::NONE, RatingCell::SET_ASIDE, level].contains(&recorded),
            Self::ToRate | Self::Open(_) | Self::Rare => true,
        }
    }
}

/// True if a clause decides a status.
pub(super) fn is_decided(status: PointStatus) -> bool {
    matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::Computed)
}

impl Fact {
    /// True if of a point that holds up a total, nothing but its rating or the weights around it are open.
    pub(super) fn is_alone(&self, open: &[Open], status: PointStatus) -> bool {
        let is_weighed = match self.kind {
            Kind::Open(at) => open[at as usize].weighed,
            _ => true,
        };
        !self.is_open || (status == PointStatus::Unrated && is_weighed)
    }
}

impl Memory {
    pub(super) fn new(grid: &Grid, plan: &Plan, radices: &[Digit]) -> Self {
        let sites = plan.sites.iter().map(|site| SiteMemory {
            known: Memo::new(&site.asked, radices),
            open: (site.linked != site.asked).then(|| Memo::new(&site.linked, radices)),
            start: Self::NOBODY,
            place: None,
            seated: None,
        });
        let mut memory = Self {
            sites: sites.collect(),
            components: plan.components.iter().map(|it| Memo::new(&it.variables, radices)).collect(),
            resolved: Vec::new(),
            clashes: Vec::new(),
            facts: Vec::new(),
            tables: Vec::new(),
            open: Vec::new(),
            rows: Rows::new(plan.totals.denominator, plan.totals.is_mean),
            yields: Yields::new(grid, plan.totals.closer),
            outlooks: Outlooks::default(),
            unmet: Named::default(),
            linked: Linked::new(radices.len()),
            allowances: Recall::new(&plan.allowing, radices),
            weights: Recall::new(&plan.weighing, radices),
            awards: Awards::default(),
            present: vec![Present::default(); grid.points.len()],
            open_sites: Vec::new(),
        };
        memory.keep_nobody(plan);
        memory
    }

    /// The entry of audits left to the reference.
    pub(super) const NOBODY: u32 = 0;

    /// Keeps it, as long as that of any site.
    fn keep_nobody(&mut self, plan: &Plan) {
        let longest = plan.sites.iter().map(|site| site.points.len()).max().unwrap_or_default();
        let fact = Fact { kind: Kind::Rare, clause: None, row: Row::NONE, is_open: false, is_site_open: false };
        let table = self.yields.table(&fact, &self.rows).unwrap_or_default();
        self.facts.resize(longest, fact);
        self.tables.resize(longest, table);
    }

    /// Forgets everything if that is too much, and says so.
    pub(super) fn make_room(&mut self, plan: &Plan) -> bool {
        let worked_out = [
            self.facts.len(),
            self.resolved.len() / 8,
            self.clashes.len(),
            self.rows.entries.len(),
            self.yields.size(),
            self.outlooks.size(),
            self.unmet.size(),
            self.linked.size(),
            self.allowances.size(),
            self.weights.size(),
            self.awards.size(),
        ];
        if worked_out.iter().sum::<usize>() <= MOST_FACTS {
            return false;
        }
        for site in &mut self.sites {
            site.known.forget();
            site.open.iter_mut().for_each(Memo::forget);
            (site.place, site.seated) = (None, None);
        }
        self.components.iter_mut().for_each(Memo::forget);
        self.resolved.clear();
        self.clashes.clear();
        self.facts.clear();
        self.tables.clear();
        self.open.clear();
        self.yields.forget();
        self.outlooks.forget();
        self.unmet.forget();
        self.linked.forget();
        self.allowances.forget();
        self.weights.forget();
        self.awards.forget();
        self.rows = Rows::new(plan.totals.denominator, plan.totals.is_mean);
        self.keep_nobody(plan);
        true
    }

    /// Finds out which inputs of a component that were not given do not exist; tells what clashes in an audit without completion, if it is
    /// in the component.
    pub(super) fn resolve(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        component: usize,
        digits: &mut [Digit],
        audit: impl FnOnce() -> Audit,
    ) -> Result<(), Option<Arc<Clash>>> {
        let (component, memo) = (&plan.components[component], &mut self.components[component]);
        let entry = if let Some(entry) = memo.get(digits) {
            entry
        } else {
            let start = u32::try_from(self.resolved.len()).map_err(|_| None)?;
            let audit = audit();
            let entry = match program.evaluator.open(&audit) {
                Ok(assessment) => {
                    for input in &component.inputs {
                        let is_absent =
                            audit.value(*input).is_none() && assessment.completions.known().exists(*input) == Truth::No;
                        let variables = plan.cells.of_input(*input);
                        self.resolved.extend(variables.map(|at| if is_absent { ABSENT } else { digits[at] }));
                    }
                    start
                }
                Err(clash) if clash.is_among(&component.inputs) => {
                    self.clashes.push(Arc::new(clash));
                    u32::try_from(self.clashes.len() - 1).map_err(|_| None)? | CLASH
                }
                Err(_) => return Err(None),
            };
            memo.keep(digits, entry);
            entry
        };
        if entry & CLASH != 0 {
            return Err(self.clashes.get((entry ^ CLASH) as usize).cloned());
        }
        for (variable, digit) in component.variables.iter().zip(&self.resolved[entry as usize..]) {
            digits[*variable] = *digit;
        }
        Ok(())
    }

    /// Finds where what the grid says of the points of a site starts.
    #[inline]
    pub(super) fn look_up(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        at: usize,
        digits: &[Digit],
        audit: impl FnOnce() -> Audit,
    ) -> Result<u32, Rare> {
        let site = &mut self.sites[at];
        let place = site.known.known_place(digits);
        if place.is_some() && place == site.place {
            return Ok(site.start);
        }
        let is_known = place.is_some() || site.known.is_known(digits);
        let found = match place {
            Some(place) => site.known.at(place),
            None => site.memo(is_known).get(digits),
        };
        let start = if let Some(start) = found {
            start
        } else {
            let start = u32::try_from(self.facts.len()).map_err(|_| Rare)?;
            self.learn(program, &plan.sites[at].points, &audit())?;
            self.sites[at].memo(is_known).keep(digits, start);
            start
        };
        let site = &mut self.sites[at];
        (site.place, site.start) = (place, start);
        Ok(start)
    }

    /// Finds the same for the audits of a block, given the digits of each variable; tells of which, as bits. Of the others it says
    /// nobody's.
    pub(super) fn find(&self, site: usize, digits: &[[Digit; Slots::MOST]], starts: &mut [u32; Slots::MOST]) -> u64 {
        self.sites[site].known.find(digits, starts, Self::NOBODY)
    }

    /// What comes of the ratings of a point of which a fact holds, in bytes, where they hold it.
    #[inline]
    pub(super) fn bytes(&self, fact: u32) -> Option<&Bytes> {
        self.yields.bytes(self.tables[fact as usize])
    }

    /// Adds what a point brings in each audit of a block, given where what the grid says of its site starts; tells in which it must
    /// be looked at closer instead, as bits.
    #[inline]
    pub(super) fn add(
        &self,
        starts: &[u32; Slots::MOST],
        place: u32,
        recorded: &[RatingCell; Slots::MOST],
        sums: &mut [Worth; Slots::MOST],
    ) -> u64 {
        let mut closer = 0;
        for (at, sum) in sums.iter_mut().enumerate() {
            let worth = self.yields.worth(self.tables[(starts[at] + place) as usize], recorded[at]);
            let is_closer = self.yields.is_closer(worth);
            closer |= u64::from(is_closer) << at;
            *sum = sum.plus(if is_closer { Worth::default() } else { worth });
        }
        closer
    }

    /// Tells what the grid says of every point of an audit.
    pub(super) fn seat(&mut self, plan: &Plan, block: &Block, audit: usize) {
        for (at, site) in self.sites.iter_mut().enumerate() {
            let start = block.start(at, audit);
            if site.seated != Some(start) {
                site.seated = Some(start);
                for (fact, point) in (start..).zip(&plan.sites[at].points) {
                    self.present[point.0] = Present { fact, table: self.tables[fact as usize] };
                }
            }
        }
    }

    /// Asks the reference what the grid says of points.
    fn learn(&mut self, program: &Program<'_>, points: &[PointId], audit: &Audit) -> Result<(), Rare> {
        let assessment = program.evaluator.open(audit).map_err(|_| Rare)?;
        let is_site_open = points.iter().any(|point| assessment.is_open(*point));
        for point in points {
            let (fact, table) = self.fact(&assessment, *point)?;
            self.facts.push(Fact { is_site_open, ..fact });
            self.tables.push(table);
        }
        Ok(())
    }

    /// Finds the clusters of an audit of a block.
    pub(super) fn link(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        block: &Block,
        slots: &Slots,
    ) -> Result<(), Rare> {
        let (audit, digits) = (slots.at(), block.digits(slots.at()));
        self.open_sites.clear();
        for (at, site) in self.sites.iter().enumerate() {
            let start = block.start(at, audit);
            let is_open = self.facts.get(start as usize).is_some_and(|fact| fact.is_site_open);
            if is_open && !site.known.is_known(digits) {
                self.open_sites.push((at, start));
            }
        }
        self.linked.find(program, plan, &mut self.rows, &self.open_sites, slots, digits)
    }

    fn fact(&mut self, assessment: &Assessment<'_>, point: PointId) -> Result<(Fact, u32), Rare> {
        let facts = assessment.facts(point);
        // Means look at own weights alone, sums at their product.
        let weight = if self.rows.is_mean { &facts.own_weight } else { &facts.weight };
        let row = weight.as_ref().map(|weight| self.rows.row(assessment.grid, point, weight));
        let plain = !facts.unverified && facts.verdict_inputs.is_empty();
        let weighed = facts.weighed && facts.weight_inputs.is_empty();
        let kind = match facts.verdicts.as_slice() {
            [Verdict::NotApplicable] if plain => Kind::NotApplicable,
            [Verdict::NotRetained] if plain => Kind::NotRetained,
            _ if row == Some(None) => Kind::Rare,
            [Verdict::ToRate] if plain && weighed => Kind::ToRate,
            [Verdict::Level(level)] if plain && weighed => RatingCell::level(*level).map_or(Kind::Rare, Kind::Level),
            _ => {
                let open = u32::try_from(self.open.len()).map_or(Kind::Rare, Kind::Open);
                self.open.push(Open {
                    weighed: facts.weighed,
                    no_single_weight: facts.no_single_weight,
                    unverified: facts.unverified,
                    verdict_inputs: facts.verdict_inputs.into_iter().collect(),
                    weight_inputs: facts.weight_inputs.into_iter().collect(),
                    verdicts: facts.verdicts,
                });
                open
            }
        };
        let row = row.flatten().unwrap_or(Row::NONE);
        let fact = Fact { kind, clause: facts.clause, row, is_open: assessment.is_open(point), is_site_open: false };
        let table = self.yields.table(&fact, &self.rows).ok_or(Rare)?;
        Ok((fact, table))
    }
}
