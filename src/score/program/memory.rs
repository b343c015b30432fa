//! What a program has worked out so far: what the grid says of points, by the cells of the variables they look at. It is the
//! reference that says it, once for each combination met.

use super::cells::{ABSENT, Digit, UNKNOWN};
use super::memo::Memo;
use super::scorer::Rare;
use super::worth::{Row, Rows};
use super::{Plan, Program};
use crate::audit::{Audit, RatingCell, Slots};
use crate::diagnostic::Span;
use crate::grid::{PointId, Truth};
use crate::score::reference::{Assessment, Verdict, levels};

/// The most facts remembered: beyond, all are forgotten at once. They take some 40 bytes each.
const MOST_FACTS: usize = 1 << 18;

/// What was worked out so far.
pub(super) struct Memory {
    sites: Vec<SiteMemory>,
    components: Vec<Memo>,
    /// Resolved digits of components, one row each, those of a component following each other.
    resolved: Vec<Digit>,
    pub(super) facts: Vec<Fact>,
    pub(super) open: Vec<Open>,
    pub(super) rows: Rows,
    /// True if a point of the present audit looks at something unknown.
    pub(super) looks_at_unknown: bool,
}

/// What was worked out of the points of a site.
struct SiteMemory {
    /// By the variables asked, where all are known.
    known: Memo,
    /// By all that are linked to them, where some are not; the same as `known` if nothing else is linked.
    open: Option<Memo>,
    /// The entry the present points have.
    last: Option<u32>,
}

/// What the grid says of a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fact {
    pub(super) kind: Kind,
    pub(super) clause: Option<Span>,
    pub(super) row: Row,
}

/// The verdict on a point, if it is one alone with all weights determined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    NotApplicable,
    NotRetained,
    ToRate,
    Level(RatingCell),
    /// It varies with what is unknown: the verdicts possible, by index.
    Open(u32),
    /// Anything else: weights that vary, no single level.
    Rare,
}

/// Verdicts among which what is unknown decides, the weights being determined.
#[derive(Debug, Clone)]
pub(super) struct Open {
    /// True if the point does not count in any case.
    pub(super) never_counts: bool,
    /// True if the point may not count.
    pub(super) may_be_out: bool,
    /// The levels it may be computed at, worst first.
    pub(super) levels: Vec<usize>,
}

impl Memory {
    pub(super) fn new(plan: &Plan, radices: &[Digit]) -> Self {
        let sites = plan.sites.iter().map(|site| SiteMemory {
            known: Memo::new(site.asked.clone(), radices),
            open: (site.linked != site.asked).then(|| Memo::new(site.linked.clone(), radices)),
            last: None,
        });
        Self {
            sites: sites.collect(),
            components: plan.components.iter().map(|it| Memo::new(it.variables.clone(), radices)).collect(),
            resolved: Vec::new(),
            facts: Vec::new(),
            open: Vec::new(),
            looks_at_unknown: false,
            rows: Rows::new(plan.totals.denominator),
        }
    }

    /// Forgets everything if that is too much.
    pub(super) fn make_room(&mut self, plan: &Plan) {
        if self.facts.len() + self.resolved.len() / 8 + self.rows.entries.len() <= MOST_FACTS {
            return;
        }
        for site in &mut self.sites {
            site.known.forget();
            site.open.iter_mut().for_each(Memo::forget);
            site.last = None;
        }
        self.components.iter_mut().for_each(Memo::forget);
        self.resolved.clear();
        self.facts.clear();
        self.open.clear();
        self.rows = Rows::new(plan.totals.denominator);
    }

    /// Finds out which inputs that were not given do not exist; an audit without completion is left to the reference.
    pub(super) fn resolve(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        slots: &Slots,
        digits: &mut [Digit],
    ) -> Result<(), Rare> {
        for (component, memo) in plan.components.iter().zip(&mut self.components) {
            let start = if let Some(start) = memo.get(digits) {
                start as usize
            } else {
                let start = self.resolved.len();
                let audit = slots.to_audit(program.grid);
                let assessment = program.evaluator.open(&audit).map_err(|_| Rare)?;
                for input in &component.inputs {
                    let is_absent =
                        audit.value(*input).is_none() && assessment.completions.known().exists(*input) == Truth::No;
                    let variables = plan.cells.of_input(*input);
                    self.resolved.extend(variables.map(|at| if is_absent { ABSENT } else { digits[at] }));
                }
                memo.keep(digits, u32::try_from(start).map_err(|_| Rare)?);
                start
            };
            for (variable, digit) in component.variables.iter().zip(&self.resolved[start..]) {
                digits[*variable] = *digit;
            }
        }
        Ok(())
    }

    /// Finds what the grid says of every point.
    pub(super) fn look_up(
        &mut self,
        program: &Program<'_>,
        plan: &Plan,
        slots: &Slots,
        digits: &[Digit],
        present: &mut [u32],
    ) -> Result<(), Rare> {
        self.looks_at_unknown = false;
        for at in 0..self.sites.len() {
            let site = &mut self.sites[at];
            let is_known = site.known.variables().iter().all(|it| digits[*it] != UNKNOWN);
            self.looks_at_unknown |= !is_known;
            let memo = if is_known { &mut site.known } else { site.open.as_mut().unwrap_or(&mut site.known) };
            let start = if let Some(start) = memo.get(digits) {
                start
            } else {
                let start = u32::try_from(self.facts.len()).map_err(|_| Rare)?;
                memo.keep(digits, start);
                let audit = slots.to_audit(program.grid);
                self.learn(program, &plan.sites[at].points, &audit)?;
                start
            };
            let site = &mut self.sites[at];
            if site.last != Some(start) {
                site.last = Some(start);
                for (fact, point) in (start..).zip(&plan.sites[at].points) {
                    present[point.0] = fact;
                }
            }
        }
        Ok(())
    }

    /// Asks the reference what the grid says of points.
    fn learn(&mut self, program: &Program<'_>, points: &[PointId], audit: &Audit) -> Result<(), Rare> {
        let assessment = program.evaluator.open(audit).map_err(|_| Rare)?;
        for point in points {
            let fact = self.fact(&assessment, *point);
            self.facts.push(fact);
        }
        Ok(())
    }

    fn fact(&mut self, assessment: &Assessment<'_>, point: PointId) -> Fact {
        let facts = assessment.facts(point);
        let rare = Fact { kind: Kind::Rare, clause: None, row: Row { start: 0, len: 0, interval: false } };
        let weighed = facts.weighed && facts.weight_inputs.is_empty();
        let kind = match facts.verdicts.as_slice() {
            // Past the limit of the diagrams, more is written of a point than a fact keeps.
            _ if facts.unverified => return rare,
            [_] if !facts.verdict_inputs.is_empty() => return rare,
            [Verdict::NotApplicable] => return Fact { kind: Kind::NotApplicable, clause: facts.clause, ..rare },
            [Verdict::NotRetained] => return Fact { kind: Kind::NotRetained, clause: facts.clause, ..rare },
            _ if !weighed => return rare,
            [Verdict::ToRate] => Kind::ToRate,
            [Verdict::Level(level)] => match RatingCell::level(*level) {
                Some(level) => Kind::Level(level),
                None => return rare,
            },
            [Verdict::NoSingleLevel(_)] => return rare,
            several => {
                let Ok(at) = u32::try_from(self.open.len()) else { return rare };
                self.open.push(Open {
                    never_counts: facts.never_counts(),
                    may_be_out: several.iter().any(Verdict::is_out),
                    levels: levels(several).into_iter().collect(),
                });
                Kind::Open(at)
            }
        };
        let (Some(effective), Some(own)) = (&facts.weight, &facts.own_weight) else { return rare };
        match self.rows.row(assessment.grid, point, effective, own) {
            Some(row) => Fact { kind, clause: facts.clause, row },
            None => rare,
        }
    }
}
