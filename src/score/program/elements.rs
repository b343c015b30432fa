//! Required elements as bits: whether what is recorded of a point meets its requirement. The same rules as the reference's
//! tally, which also names what is missing.

use super::cells::{Cells, Digit};
use super::condition::{Definitions, Leaf, Worked, compile};
use num_traits::ToPrimitive;

use crate::audit::{Layout, RatingCell};
use crate::exact::integer;
use crate::grid::{self, Formula, Grid, Need, NeedPart, PointId, Rating, ScaleKind};

/// How the requirement of a point is looked at.
pub(super) struct Requirement {
    /// True if a `barème` may rate the point whatever is recorded.
    is_computed: bool,
    /// The best rating, the only one for which elements are asked, and its worth on an interval scale, in millionths.
    top: (RatingCell, i64),
    /// The combinations of marks that meet it, where they are few and nothing else bears on it.
    meeting: Option<Meeting>,
    /// The elements that may be required (their bits, word by word): with all of them nothing is missing.
    every: Box<[u64]>,
    /// Where less may be enough: needs that choose, waivers or substitutes.
    chosen: Option<Box<Chosen>>,
}

/// Of a few elements, the combinations that meet a requirement: a bit for each.
struct Meeting(Box<[u64]>);

/// A requirement with waivers or substitutes, or that leaves a choice.
pub(super) struct Chosen {
    needs: Vec<Part>,
    waivers: Vec<(Vec<usize>, Formula<Leaf>)>,
    substitutes: Vec<Substitute>,
    words: usize,
}

/// What may stand for elements.
struct Substitute {
    /// Its keys, each with the element it stands for.
    keys: Vec<(usize, usize)>,
    /// When it is accepted; always, if absent.
    condition: Option<Formula<Leaf>>,
}

/// A need, its elements as bits, word by word.
#[derive(Default)]
struct Part {
    at_least: Option<usize>,
    required: Box<[u64]>,
    if_any: Box<[u64]>,
    needs: Vec<Part>,
}

/// What the parts of a need come to together. How many there are is counted only where a number is asked for.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is true of some part or of none")]
struct Count {
    candidate: bool,
    required: bool,
    found: bool,
    unmet: bool,
    all_required: usize,
    all_found: usize,
}

/// What a part of a need comes to.
struct Tally {
    candidate: bool,
    required: bool,
    met: bool,
}

/// What the answers of an audit say.
pub(super) struct Answers<'a> {
    pub(super) definitions: &'a Definitions,
    pub(super) digits: &'a [Digit],
    pub(super) worked: &'a Worked,
}

impl Requirement {
    /// The requirement of a point.
    pub(super) fn new(grid: &Grid, cells: &Cells, layout: &Layout, id: PointId) -> Self {
        let point = grid.point(id);
        let top = match &grid.scale(point.scale).kind {
            ScaleKind::Levels(levels) => levels.len().checked_sub(1).and_then(RatingCell::level).map(|cell| (cell, 0)),
            ScaleKind::Interval { high, .. } => {
                let millionths = high * integer(1_000_000);
                let whole = millionths.is_integer().then(|| millionths.to_integer().to_i64()).flatten();
                whole.map(|millionths| (RatingCell::MILLIONTHS, millionths))
            }
        };
        // Where no rating fits, none is the best: what counts always has one.
        let top = top.unwrap_or((RatingCell::NONE, 0));
        let is_computed = matches!(point.rating, Rating::Computed(_));
        let Some(requirement) = &point.requirement else {
            return Self { is_computed, top, meeting: Some(Meeting::of_nothing()), every: [].into(), chosen: None };
        };
        let needs: Vec<_> = requirement.needs.iter().map(|need| Part::new(need, requirement)).collect();
        let words = requirement.elements.len().div_ceil(64);
        let mut every = vec![0; words];
        for need in &needs {
            need.mark_required(&mut every);
        }
        let every = every.into();
        let has_allowance = !point.waivers.is_empty() || !point.substitutes.is_empty();
        let meeting = if has_allowance { None } else { Meeting::new(&needs, requirement.elements.len()) };
        if !has_allowance && needs.iter().all(Part::takes_all) {
            return Self { is_computed, top, meeting, every, chosen: None };
        }
        let over_cells = |condition| compile(cells, condition);
        let waivers = point.waivers.iter().map(|waiver| (waiver.elements.clone(), over_cells(&waiver.condition)));
        let substitutes = point.substitutes.iter().enumerate().map(|(at, substitute)| {
            let keys = substitute
                .stands_for
                .iter()
                .filter_map(|(_, element)| layout.substitute(id, at, *element).map(|key| (key, *element)));
            Substitute { keys: keys.collect(), condition: substitute.condition.as_ref().map(over_cells) }
        });
        let chosen = Chosen { needs, waivers: waivers.collect(), substitutes: substitutes.collect(), words };
        Self { is_computed, top, meeting, every, chosen: Some(Box::new(chosen)) }
    }

    /// The only recorded rating with which elements are asked for; `None` if they may be with any.
    #[inline]
    pub(super) fn asking(&self) -> Option<RatingCell> {
        (!self.is_computed).then_some(self.top.0)
    }

    /// True if what is recorded leaves nothing to ask, whatever the grid says of the point.
    #[inline]
    pub(super) fn asks_nothing(&self, marks: &[u64], nothing_unknown: impl Fn() -> bool) -> bool {
        let is_settled = |chosen: &Chosen| chosen.has_no_allowance() || nothing_unknown();
        match &self.meeting {
            Some(meeting) => meeting.holds(marks),
            None => self.has_every(marks) && self.chosen.as_deref().is_none_or(is_settled),
        }
    }

    /// True for the best rating of the scale.
    pub(super) fn is_asked_of(&self, rating: RatingCell, millionths: impl Fn() -> i64) -> bool {
        rating == self.top.0 && (rating != RatingCell::MILLIONTHS || millionths() == self.top.1)
    }

    /// Whether the marks meet the requirement; `None` if that depends on what is unknown.
    pub(super) fn is_met(&self, marks: &[u64], answers: &Answers<'_>) -> Option<bool> {
        if let Some(meeting) = &self.meeting {
            return Some(meeting.holds(marks));
        }
        match &self.chosen {
            None => Some(self.has_every(marks)),
            // Past the limit even those that have every element say that waivers could not be looked at.
            Some(chosen) if chosen.has_no_allowance() && self.has_every(marks) => Some(true),
            Some(chosen) => chosen.is_met(marks, answers),
        }
    }

    #[inline]
    fn has_every(&self, marks: &[u64]) -> bool {
        self.every.iter().enumerate().all(|(at, required)| marks.get(at).is_none_or(|marks| required & !marks == 0))
    }

    /// Whether a waiver holds or a substitute is admitted, by its place among the waivers, then the substitutes; `None` if that
    /// depends on what is unknown.
    pub(super) fn allows(&self, place: usize, answers: &Answers<'_>) -> Option<bool> {
        let chosen = self.chosen.as_ref()?;
        let condition = match chosen.waivers.get(place) {
            Some((_, condition)) => Some(condition),
            None => chosen.substitutes.get(place.checked_sub(chosen.waivers.len())?)?.condition.as_ref(),
        };
        condition.map_or(Some(true), |condition| answers.hold(condition))
    }
}

impl Requirement {
    /// Adds to a key which waivers hold and which substitutes are admitted, as far as that is known.
    pub(super) fn add_allowed(&self, answers: &Answers<'_>, key: &mut Vec<u64>) {
        let places = self.chosen.as_ref().map_or(0, |chosen| chosen.waivers.len() + chosen.substitutes.len());
        key.extend((0..places).map(|place| self.allows(place, answers).map_or(2, u64::from)));
    }
}

impl Meeting {
    /// How many elements are few.
    const FEW: usize = 10;

    /// Where nothing is required.
    fn of_nothing() -> Self {
        Self([u64::MAX].into())
    }

    /// The combinations that meet these needs, which no waiver and no substitute bear on; nothing of many elements.
    fn new(needs: &[Part], elements: usize) -> Option<Self> {
        if elements > Self::FEW {
            return None;
        }
        let words = elements.div_ceil(64);
        let mut bits = vec![0; (1_usize << elements).div_ceil(64)];
        for marks in 0..1_u64 << elements {
            if are_met(needs, &[marks][..words], &[0][..words]) {
                mark(&mut bits, usize::try_from(marks).ok()?);
            }
        }
        Some(Self(bits.into()))
    }

    #[inline]
    fn holds(&self, marks: &[u64]) -> bool {
        let marks = marks.first().map_or(0, |marks| *marks);
        usize::try_from(marks).is_ok_and(|marks| is_marked(&self.0, marks))
    }
}

impl Answers<'_> {
    /// Whether a condition holds; `None` if that depends on what is unknown.
    fn hold(&self, condition: &Formula<Leaf>) -> Option<bool> {
        self.definitions.holds(condition, self.digits, self.worked).known().ok()
    }
}

impl Chosen {
    fn has_no_allowance(&self) -> bool {
        self.waivers.is_empty() && self.substitutes.is_empty()
    }

    fn is_met(&self, marks: &[u64], answers: &Answers<'_>) -> Option<bool> {
        let holds = |condition: &Formula<Leaf>| answers.hold(condition);
        // Most requirements have 64 elements at most, which need no room of their own.
        let (mut few_met, mut few_waived) = ([0; 1], [0; 1]);
        let (mut many_met, mut many_waived);
        let (met, waived): (&mut [u64], &mut [u64]) = if self.words <= 1 {
            (&mut few_met[..self.words], &mut few_waived[..self.words])
        } else {
            (many_met, many_waived) = (vec![0; self.words], vec![0; self.words]);
            (&mut many_met, &mut many_waived)
        };
        met.copy_from_slice(marks.get(..self.words)?);
        for Substitute { keys, condition } in &self.substitutes {
            let mut here = keys.iter().filter(|(key, _)| is_marked(marks, *key)).peekable();
            if here.peek().is_some() && condition.as_ref().map_or(Some(true), holds)? {
                here.for_each(|(_, element)| mark(met, *element));
            }
        }
        for (elements, condition) in &self.waivers {
            if holds(condition)? {
                for element in elements {
                    mark(waived, *element);
                }
            }
        }
        // Marks of substitutes may share the last word with those of elements; no element looks at them.
        Some(are_met(&self.needs, met, waived))
    }
}

impl Part {
    fn new(need: &Need, requirement: &grid::Requirement) -> Self {
        let at_least = need.at_least.map(|wanted| usize::try_from(wanted).unwrap_or(usize::MAX));
        let mut part = Self { at_least, ..Self::none(requirement) };
        for inner in &need.parts {
            match inner {
                NeedPart::Element(at) => part.add(*at, requirement),
                NeedPart::Need(inner) => part.needs.push(Self::new(inner, requirement)),
            }
        }
        part
    }

    /// A need of nothing.
    fn none(requirement: &grid::Requirement) -> Self {
        let bits = || vec![0; requirement.elements.len().div_ceil(64)].into();
        Self { required: bits(), if_any: bits(), ..Self::default() }
    }

    /// Adds an element; one that is written twice counts twice.
    fn add(&mut self, element: usize, requirement: &grid::Requirement) {
        if is_marked(&self.required, element) || is_marked(&self.if_any, element) {
            let mut again = Self::none(requirement);
            again.add(element, requirement);
            self.needs.push(again);
        } else {
            mark(if requirement.elements[element].if_any { &mut self.if_any } else { &mut self.required }, element);
        }
    }

    /// True if all within is required that may be.
    fn takes_all(&self) -> bool {
        self.at_least.is_none() && self.needs.iter().all(Self::takes_all)
    }

    fn mark_required(&self, required: &mut [u64]) {
        for (bits, own) in required.iter_mut().zip(&self.required) {
            *bits |= own;
        }
        for need in &self.needs {
            need.mark_required(required);
        }
    }

    fn tally(&self, met: &[u64], waived: &[u64]) -> Tally {
        let mut count = Count::default();
        for (at, own) in self.required.iter().enumerate() {
            let (asked, optional) = (own & !waived[at], self.if_any[at] & !waived[at]);
            count.candidate |= asked | optional != 0;
            count.required |= asked != 0;
            count.found |= (asked | optional) & met[at] != 0;
            count.unmet |= asked & !met[at] != 0;
            if self.at_least.is_some() {
                count.all_required += asked.count_ones() as usize;
                count.all_found += ((asked | optional) & met[at]).count_ones() as usize;
            }
        }
        for part in self.needs.iter().map(|need| need.tally(met, waived)).filter(|part| part.candidate) {
            count.candidate = true;
            count.required |= part.required;
            count.found |= part.met;
            count.unmet |= part.required && !part.met;
            count.all_required += usize::from(part.required);
            count.all_found += usize::from(part.met);
        }
        let enough = match self.at_least {
            None => !count.unmet,
            Some(wanted) => count.all_found >= wanted.min(count.all_required),
        };
        Tally {
            candidate: count.candidate,
            required: count.required,
            met: if count.required { enough } else { count.found },
        }
    }
}

/// True if all that is required is met.
fn are_met(needs: &[Part], met: &[u64], waived: &[u64]) -> bool {
    needs.iter().map(|need| need.tally(met, waived)).all(|part| !part.required || part.met)
}

fn is_marked(marks: &[u64], key: usize) -> bool {
    marks.get(key / 64).is_some_and(|word| word >> (key % 64) & 1 == 1)
}

fn mark(marks: &mut [u64], key: usize) {
    if let Some(word) = marks.get_mut(key / 64) {
        *word |= 1 << (key % 64);
    }
}
