//! An audit laid out for the old grid, laid out for the new one: what [`Lineage::follow`] says, cell by cell. Most cells are copied.

use crate::audit::{Answer, Layout, RatingCell, Slots};
use crate::grid::{Domain, Grid, InputId, PointId, ScaleKind};
use crate::version::lineage::{InputLink, Lineage, Lost, PointLink, Record, in_order, rated, target};

/// How audits of the old grid become audits of the new one, worked out once.
pub(super) struct Carrier<'g> {
    old: &'g Grid,
    new: &'g Grid,
    lineage: &'g Lineage,
    /// For each old input what becomes of its answers.
    answers: Vec<Answers<'g>>,
    /// For each new point where its rating comes from.
    ratings: Vec<Rating<'g>>,
    /// For each old point the new ones that take up it alone, and how its marks follow.
    followers: Vec<Vec<(PointId, Marks)>>,
    /// The new points that merge several, with how the marks of each follow.
    merging: Vec<(PointId, Vec<Marks>)>,
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

/// Where the rating of a new point comes from.
enum Rating<'g> {
    /// Nowhere: it is new, or merges several points.
    None,
    /// From one point, level by level: by the index of each cell the new cell, `NONE` if it is lost.
    Levels(&'g PointLink, Vec<RatingCell>),
    /// From one point, worked out each time.
    Other(&'g PointLink),
}

/// The new keys each old key marks.
struct Marks(Vec<Vec<usize>>);

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
            let marks = lineage.points[at].links.iter().map(|link| Marks::new(link, PointId(at), layouts));
            (PointId(at), marks.collect())
        });
        Self {
            old,
            new,
            lineage,
            answers: (0..old.inputs.len()).map(|at| Answers::new(old, new, lineage, InputId(at))).collect(),
            ratings: (0..new.points.len())
                .map(|at| single(at).map_or(Rating::None, |link| Rating::new(old, new, PointId(at), link)))
                .collect(),
            followers: points().map(followers).collect(),
            merging: merging.collect(),
            retired: points().filter(|old| lineage.points_of(*old).is_empty()).collect(),
        }
    }

    /// Fills `to` with an audit of the old grid, and says what could not follow.
    pub(super) fn carry(&self, from: &Slots, to: &mut Slots, lost: &mut Vec<Lost>) {
        to.clear();
        lost.clear();
        to.id.push_str(&from.id);
        for (at, answer) in from.answers().iter().enumerate() {
            if *answer != Answer::None {
                self.answer(InputId(at), *answer, from, to, lost);
            }
        }
        for (at, rating) in self.ratings.iter().enumerate() {
            match rating {
                Rating::Levels(link, levels) => {
                    let cell = from.ratings()[link.old.0];
                    match levels.get(cell.index()) {
                        Some(level) if *level >= RatingCell::FIRST_LEVEL => to.rate_cell(PointId(at), *level),
                        _ => self.rate(PointId(at), link, from, to, lost),
                    }
                }
                Rating::Other(link) => self.rate(PointId(at), link, from, to, lost),
                Rating::None => {}
            }
        }
        for (point, reason) in from.all_set_aside() {
            for (follower, _) in &self.followers[point.0] {
                to.set_aside(*follower, reason);
            }
        }
        for (point, words) in from.all_recorded() {
            for (follower, marks) in &self.followers[point.0] {
                to.record(*follower);
                marks.carry(words, to);
            }
        }
        self.merging.iter().for_each(|(point, marks)| self.merge(*point, marks, from, to, lost));
        for point in &self.retired {
            if from.ratings()[point.0] != RatingCell::NONE {
                lost.push(Lost::Retired(*point));
            }
        }
        in_order(lost);
    }

    fn answer(&self, input: InputId, answer: Answer, from: &Slots, to: &mut Slots, lost: &mut Vec<Lost>) {
        match (&self.answers[input.0], answer) {
            (Answers::Gone, _) => lost.push(Lost::Input(input)),
            (Answers::Same(new), Answer::Other) => {
                if let Some(value) = from.other_answer(input) {
                    to.answer_value(*new, value);
                }
            }
            (Answers::Same(new), _) => to.answer(*new, answer),
            (Answers::Options(new, options), Answer::Option(option)) => {
                match options.get(option as usize).copied().flatten() {
                    Some(option) => to.answer(*new, Answer::Option(option)),
                    None => lost.push(Lost::Answer(input)),
                }
            }
            (Answers::Options(new, _), _) | (Answers::Other(new, _), Answer::None) => to.answer(*new, Answer::None),
            (Answers::Other(new, link), _) => {
                let value = match answer {
                    Answer::Other => from.other_answer(input).cloned(),
                    answer => answer.value(&self.old.input(input).domain),
                };
                match value.and_then(|value| link.value(&value, &self.new.input(*new).domain)) {
                    Some(value) => to.answer_value(*new, &value),
                    None => lost.push(Lost::Answer(input)),
                }
            }
        }
    }

    /// A rating that is not simply another level.
    fn rate(&self, point: PointId, link: &PointLink, from: &Slots, to: &mut Slots, lost: &mut Vec<Lost>) {
        if let Some(rating) = from.rating(link.old)
            && let Some(rating) = rated(self.new, point, link, &rating, lost)
        {
            to.rate_as(point, &rating);
        }
    }

    /// What was recorded of the points a new one merges.
    fn merge(&self, point: PointId, marks: &[Marks], from: &Slots, to: &mut Slots, lost: &mut Vec<Lost>) {
        let recorded = |old: PointId| match from.reason(old) {
            Some(reason) => Some(Record::Aside(reason.to_owned())),
            None => from.rating(old).map(Record::Rated),
        };
        match self.lineage.merged(self.new, point, recorded, lost) {
            Some(Record::Rated(rating)) => to.rate_as(point, &rating),
            Some(Record::Aside(reason)) => to.set_aside(point, &reason),
            None => {}
        }
        let links = &self.lineage.points[point.0].links;
        let words = |link: &PointLink| from.all_recorded().find(|(old, _)| *old == link.old).map(|(_, words)| words);
        if links.iter().all(|link| words(link).is_some()) {
            to.record(point);
            for (link, marks) in links.iter().zip(marks) {
                marks.carry(words(link).unwrap_or_default(), to);
            }
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
        let kind = |grid: &'g Grid, point| &grid.scale(grid.point(point).scale).kind;
        match (kind(old, link.old), kind(new, point)) {
            (ScaleKind::Levels(levels), ScaleKind::Levels(_)) => {
                let mut cells = vec![RatingCell::NONE; RatingCell::FIRST_LEVEL.index() + levels.len()];
                for at in 0..levels.len() {
                    if let Some(cell) = target(&link.levels, at).and_then(RatingCell::level) {
                        cells[RatingCell::FIRST_LEVEL.index() + at] = cell;
                    }
                }
                Self::Levels(link, cells)
            }
            _ => Self::Other(link),
        }
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
        Self(keys)
    }

    /// Marks the keys of the last point recorded that those marked stand for.
    fn carry(&self, words: &[u64], to: &mut Slots) {
        for (at, word) in words.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let key = at * 64 + left.trailing_zeros() as usize;
                self.0.get(key).into_iter().flatten().for_each(|key| to.mark(*key));
                left &= left - 1;
            }
        }
    }
}
