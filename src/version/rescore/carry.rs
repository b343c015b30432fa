//! Audits laid out for the old grid, laid out for the new one: what [`Lineage::follow`] says, column by column. Most columns are copied.

use std::ops::Range;

use smallvec::SmallVec;

use crate::audit::{Answer, Layout, RatingCell, Slots};
use crate::grid::{Domain, Grid, InputId, Merge, PointId, ScaleKind};
use crate::version::lineage::{InputLink, Lineage, Lost, PointLink, Record, in_order, rated, target};

/// How audits of the old grid become audits of the new one, worked out once.
pub(super) struct Carrier<'g> {
    old: &'g Grid,
    new: &'g Grid,
    lineage: &'g Lineage,
    /// For each old input what becomes of its answers.
    answers: Vec<Answers<'g>>,
    /// Points of both whose ratings say the same: those of the old grid, and the first of the new.
    same: Vec<(Range<usize>, usize)>,
    /// For each other new point where its rating comes from.
    ratings: Vec<(PointId, Rating<'g>)>,
    /// For each old point the new ones that take up it alone, and how its marks follow.
    followers: Vec<Vec<(PointId, Marks)>>,
    /// The new points that merge several.
    merging: Vec<Merging>,
    /// The old points nothing takes up.
    retired: Vec<PointId>,
}

/// What becomes of the answers to an old input.
enum Answers<'g> {
    /// The new version does not ask.
    Gone,
    /// They are the same.
    Same(InputId),
    /// They are others: of each option the new one, if there is one.
    Options(InputId, Vec<Option<u32>>),
    /// They are worked out one by one.
    Other(InputId, &'g InputLink),
}

/// A new point that merges several.
struct Merging {
    point: PointId,
    /// For each of them the old point and its cells on the new scale; `NONE` if a level is lost, or if it has none.
    cells: Vec<(PointId, Vec<RatingCell>)>,
    /// How the marks of each follow.
    marks: Vec<Marks>,
}

/// Where the rating of a new point comes from.
enum Rating<'g> {
    /// From one point, level by level: by the index of each cell the new cell, `NONE` if it is lost.
    Levels(&'g PointLink, Vec<RatingCell>),
    /// From one point, worked out each time.
    Other(&'g PointLink),
}

/// What becomes of the marks of a point.
enum Marks {
    /// They are the same.
    Same,
    /// The new keys each old key marks.
    Keys(Vec<Vec<usize>>),
}

impl<'g> Carrier<'g> {
    /// How audits follow this lineage.
    pub(super) fn new(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage, layouts: (&Layout, &Layout)) -> Self {
        let points = || (0..old.points.len()).map(PointId);
        let single = |at: usize| match lineage.points[at].links.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let followers = |from: PointId| {
            let follows = |at: usize| {
                let link = single(at).filter(|link| link.old == from)?;
                Some((PointId(at), Marks::new(link, PointId(at), layouts)))
            };
            (0..new.points.len()).filter_map(follows).collect()
        };
        let merging = (0..new.points.len()).filter(|at| lineage.points[*at].links.len() > 1).map(|at| {
            let (point, links) = (PointId(at), &lineage.points[at].links);
            let cells = links.iter().map(|link| (link.old, cells(old, new, point, link).unwrap_or_default()));
            let marks = links.iter().map(|link| Marks::new(link, point, layouts));
            Merging { point, cells: cells.collect(), marks: marks.collect() }
        });
        let (mut same, mut ratings): (Vec<(Range<usize>, usize)>, Vec<_>) = (Vec::new(), Vec::new());
        for (at, link) in (0..new.points.len()).filter_map(|at| Some((at, single(at)?))) {
            if !is_same(old, new, PointId(at), link) {
                ratings.push((PointId(at), Rating::new(old, new, PointId(at), link)));
                continue;
            }
            match same.last_mut().filter(|(run, first)| run.end == link.old.0 && first + run.len() == at) {
                Some((run, _)) => run.end += 1,
                None => same.push((link.old.0..link.old.0 + 1, at)),
            }
        }
        Self {
            old,
            new,
            lineage,
            answers: (0..old.inputs.len()).map(|at| Answers::new(old, new, lineage, InputId(at))).collect(),
            same,
            ratings,
            followers: points().map(followers).collect(),
            merging: merging.collect(),
            retired: points().filter(|old| lineage.points_of(*old).is_empty()).collect(),
        }
    }

    /// Fills `to` with the audits of a block of the old grid, and says of each what could not follow. Both have the same room, and
    /// `lost` has a list for each audit.
    pub(super) fn carry(&self, from: &Slots, to: &mut Slots, lost: &mut [Vec<Lost>]) {
        lost.iter_mut().for_each(Vec::clear);
        to.begin_as(from);
        for at in 0..self.answers.len() {
            self.answer(InputId(at), from, to, lost);
        }
        for (run, first) in &self.same {
            to.copy_ratings(from, run.clone(), *first);
        }
        for (point, rating) in &self.ratings {
            self.rate(*point, rating, from, to, lost);
        }
        for (point, audits) in from.records() {
            for (follower, marks) in &self.followers[point.0] {
                marks.record((point, audits), from, *follower, to);
            }
        }
        for (point, audits) in from.asides() {
            for (follower, _) in &self.followers[point.0] {
                to.copy_aside(from, (point, audits), *follower);
            }
        }
        for (audit, lost) in lost.iter_mut().enumerate().take(from.count()) {
            to.turn_to(audit);
            self.merging.iter().for_each(|merging| self.merge(merging, (from, audit), to, lost));
            for point in &self.retired {
                if from.rating_cell(audit, *point) != RatingCell::NONE {
                    lost.push(Lost::Retired(*point));
                }
            }
            in_order(lost);
        }
    }

    /// What becomes of the answers to an input.
    fn answer(&self, input: InputId, from: &Slots, to: &mut Slots, lost: &mut [Vec<Lost>]) {
        let answers = &self.answers[input.0];
        if let Answers::Same(new) = answers {
            return to.copy_answers(from, input, *new);
        }
        let given = from.answers_to(input).iter().enumerate().filter(|(_, answer)| **answer != Answer::None);
        for (audit, answer) in given {
            let (to, lost) = (to.turn_to(audit), &mut lost[audit]);
            match (answers, *answer) {
                (Answers::Gone, _) => lost.push(Lost::Input(input)),
                (Answers::Options(new, options), Answer::Option(option)) => {
                    match options.get(option as usize).copied().flatten() {
                        Some(option) => to.answer(*new, Answer::Option(option)),
                        None => lost.push(Lost::Answer(input)),
                    }
                }
                (Answers::Other(new, link), _) => {
                    let value = from.value_in(audit, input, &self.old.input(input).domain);
                    match value.and_then(|value| link.value(&value, &self.new.input(*new).domain)) {
                        Some(value) => to.answer_value(*new, &value),
                        None => lost.push(Lost::Answer(input)),
                    }
                }
                (Answers::Options(..) | Answers::Same(_), _) => {}
            }
        }
    }

    /// The ratings of a point that are not the same.
    fn rate(&self, point: PointId, rating: &Rating<'_>, from: &Slots, to: &mut Slots, lost: &mut [Vec<Lost>]) {
        let (link, levels) = match rating {
            Rating::Levels(link, levels) => (link, levels.as_slice()),
            Rating::Other(link) => (link, [].as_slice()),
        };
        for (audit, cell) in from.ratings_of(link.old).iter().enumerate() {
            let to = to.turn_to(audit);
            match levels.get(cell.index()) {
                Some(level) if *level >= RatingCell::FIRST_LEVEL => to.rate_cell(point, *level),
                _ => {
                    if let Some(rating) = from.rating_in(audit, link.old)
                        && let Some(rating) = rated(self.new, point, link, &rating, &mut lost[audit])
                    {
                        to.rate_as(point, &rating);
                    }
                }
            }
        }
    }

    /// What an audit recorded of the points a new one merges.
    fn merge(&self, merging: &Merging, (from, audit): (&Slots, usize), to: &mut Slots, lost: &mut Vec<Lost>) {
        let point = merging.point;
        match merging.level((from, audit), self.lineage.points[point.0].merge) {
            Some(level) => to.rate_cell(point, level),
            None => self.merge_records(point, (from, audit), to, lost),
        }
        let recorded: Option<SmallVec<[_; 4]>> =
            merging.cells.iter().map(|(old, _)| from.marks_if(audit, *old)).collect();
        if let Some(recorded) = recorded {
            to.record(point);
            recorded.into_iter().zip(&merging.marks).for_each(|(words, marks)| marks.carry(words, to));
        }
    }

    /// The same of records that are not all levels, or that do not become one.
    fn merge_records(&self, point: PointId, (from, audit): (&Slots, usize), to: &mut Slots, lost: &mut Vec<Lost>) {
        let recorded = |old: PointId| match from.reason_in(audit, old) {
            Some(reason) => Some(Record::Aside(reason.to_owned())),
            None => from.rating_in(audit, old).map(Record::Rated),
        };
        match self.lineage.merged(self.new, point, recorded, lost) {
            Some(Record::Rated(rating)) => to.rate_as(point, &rating),
            Some(Record::Aside(reason)) => to.set_aside(point, &reason),
            None => {}
        }
    }
}

impl Merging {
    /// The level that points which are all rated on levels become, if they become one.
    fn level(&self, (from, audit): (&Slots, usize), merge: Option<Merge>) -> Option<RatingCell> {
        let mut ends: Option<(RatingCell, RatingCell)> = None;
        for (old, cells) in &self.cells {
            let rated = from.rating_cell(audit, *old);
            let cell = *cells.get(rated.index()).filter(|cell| **cell >= RatingCell::FIRST_LEVEL)?;
            ends = Some(ends.map_or((cell, cell), |(low, high)| (low.min(cell), high.max(cell))));
        }
        let (low, high) = ends?;
        match merge {
            _ if low == high => Some(low),
            Some(Merge::Minimum) => Some(low),
            Some(Merge::Maximum) => Some(high),
            None => None,
        }
    }
}

impl<'g> Answers<'g> {
    fn new(old: &'g Grid, new: &'g Grid, lineage: &'g Lineage, input: InputId) -> Self {
        let Some((to, link)) = lineage.input_of(input) else { return Self::Gone };
        let (before, after) = (&old.input(input).domain, &new.input(to).domain);
        let count = before.options().len();
        let kept = || (0..count).all(|at| target(&link.options, at) == Some(at)) && after.options().len() == count;
        match (before, after) {
            (Domain::YesNo, _) => Self::Same(to),
            (Domain::Choice { .. } | Domain::Set(_), _) if kept() => Self::Same(to),
            (Domain::Choice { .. }, _) => {
                let option = |at| target(&link.options, at).and_then(|at| u32::try_from(at).ok());
                Self::Options(to, (0..count).map(option).collect())
            }
            (Domain::Number { low, high, .. }, Domain::Number { low: new_low, high: new_high, .. })
                if (low, high) == (new_low, new_high) && link.factor == crate::exact::integer(1) =>
            {
                Self::Same(to)
            }
            _ => Self::Other(to, link),
        }
    }
}

impl<'g> Rating<'g> {
    fn new(old: &'g Grid, new: &'g Grid, point: PointId, link: &'g PointLink) -> Self {
        cells(old, new, point, link).map_or(Self::Other(link), |cells| Self::Levels(link, cells))
    }
}

/// For each cell of an old point the one that follows on levels, `NONE` if it is lost; none if either is not rated on levels.
fn cells(old: &Grid, new: &Grid, point: PointId, link: &PointLink) -> Option<Vec<RatingCell>> {
    let kind = |grid: &'_ Grid, point| matches!(grid.scale(grid.point(point).scale).kind, ScaleKind::Levels(_));
    if !kind(old, link.old) || !kind(new, point) {
        return None;
    }
    let levels = old.scale(old.point(link.old).scale).levels().len();
    let follows = |at| target(&link.levels, at).and_then(RatingCell::level).unwrap_or(RatingCell::NONE);
    Some(
        std::iter::repeat_n(RatingCell::NONE, RatingCell::FIRST_LEVEL.index())
            .chain((0..levels).map(follows))
            .collect(),
    )
}

/// True if whatever is recorded as the rating of an old point says the same of the new one.
fn is_same(old: &Grid, new: &Grid, point: PointId, link: &PointLink) -> bool {
    let kind = |grid: &'_ Grid, point| grid.scale(grid.point(point).scale).kind.clone();
    match (kind(old, link.old), kind(new, point)) {
        (ScaleKind::Levels(before), ScaleKind::Levels(_)) => {
            (0..before.len()).all(|at| target(&link.levels, at) == Some(at))
        }
        (ScaleKind::Interval { low, high }, ScaleKind::Interval { low: new_low, high: new_high }) => {
            (low, high) == (new_low, new_high)
        }
        _ => false,
    }
}

impl Marks {
    fn new(link: &PointLink, point: PointId, (old, new): (&Layout, &Layout)) -> Self {
        let mut keys = vec![Vec::new(); old.elements(link.old) + old.substitutes(link.old).len()];
        for (at, source) in link.elements.iter().enumerate() {
            if let Some(key) = source.and_then(|from| keys.get_mut(from)) {
                key.push(at);
            }
        }
        for (substitute, admissions) in link.substitutes.iter().enumerate() {
            for admission in admissions {
                let from = admission.old.and_then(|(was, element)| old.substitute(link.old, was, element));
                let to = new.substitute(point, substitute, admission.element);
                if let (Some(from), Some(to)) = (from, to) {
                    keys[from].push(to);
                }
            }
        }
        let count = new.elements(point) + new.substitutes(point).len();
        let is_same = count == keys.len() && keys.iter().enumerate().all(|(at, to)| to.as_slice() == [at]);
        if is_same { Self::Same } else { Self::Keys(keys) }
    }

    /// Records for a new point what was marked of an old one in these audits, given as bits.
    fn record(&self, (old, audits): (PointId, u64), from: &Slots, point: PointId, to: &mut Slots) {
        if matches!(self, Self::Same) {
            return to.copy_record(from, (old, audits), point);
        }
        let mut left = audits;
        while left != 0 {
            let audit = left.trailing_zeros() as usize;
            left &= left - 1;
            to.turn_to(audit).record(point);
            self.carry(from.marks_in(audit, old), to);
        }
    }

    /// Marks the keys of the last point recorded that those marked stand for.
    fn carry(&self, words: &[u64], to: &mut Slots) {
        for (at, word) in words.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let key = at * 64 + left.trailing_zeros() as usize;
                match self {
                    Self::Same => to.mark(key),
                    Self::Keys(keys) => keys.get(key).into_iter().flatten().for_each(|key| to.mark(*key)),
                }
                left &= left - 1;
            }
        }
    }
}
