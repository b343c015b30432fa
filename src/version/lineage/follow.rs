//! Audits of the old version read as audits of the new one (`semantics.md` §5). What cannot follow is named.

use super::{Lineage, PointLink, target};
use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::exact::Exact;
use crate::grid::{Grid, InputId, Merge, PointId, ScaleKind, Value};

/// An audit carried over.
#[derive(Debug, Clone)]
pub struct Followed {
    /// The audit, resolved against the new grid.
    pub audit: Audit,
    /// For each new point whether its rating is inherited from a point that was split.
    pub inherited: Vec<bool>,
    /// What could not follow, in the order of the old grid.
    pub lost: Vec<Lost>,
}

/// Something recorded that cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// An answer the new version has no question for.
    Input(InputId),
    /// An answer the new version's question does not have: the audit cannot be read as it stands.
    Answer(InputId),
    /// A rating or `sans_objet` of a point that is retired.
    Retired(PointId),
    /// A rating at a level, or outside the bounds, that the new scale does not have.
    Rating(PointId),
    /// A rating that differs from those it is merged with, without a rule that decides.
    Merged(PointId),
}

impl Followed {
    /// True if every answer given can be read by the new version.
    pub fn is_readable(&self) -> bool {
        !self.lost.iter().any(|lost| matches!(lost, Lost::Answer(_)))
    }
}

/// What was recorded of a point: a rating, or the reason it was set aside.
pub(in crate::version) enum Record {
    Rated(RecordedRating),
    Aside(String),
}

impl Lineage {
    /// An audit of the old grid as one of the new. Children of a split point inherit its rating; merged points keep a rating on
    /// which all agree, or the lowest or highest where the grid says so.
    pub fn follow(&self, old: &Grid, new: &Grid, audit: &Audit) -> Followed {
        let mut lost = Vec::new();
        let mut values: Vec<Option<Value>> = vec![None; new.inputs.len()];
        for (at, value) in audit.values.iter().enumerate() {
            let (id, Some(value)) = (InputId(at), value) else { continue };
            match self.input_of(id) {
                None => lost.push(Lost::Input(id)),
                Some((to, link)) => match link.value(value, &new.input(to).domain) {
                    None => lost.push(Lost::Answer(id)),
                    followed => values[to.0] = followed,
                },
            }
        }
        let recorded = |point: PointId| audit.rating(point).is_some() || audit.reason_set_aside(point).is_some();
        for id in (0..old.points.len()).map(PointId) {
            if recorded(id) && self.points_of(id).is_empty() {
                lost.push(Lost::Retired(id));
            }
        }
        let count = new.points.len();
        let mut followed = Audit {
            id: audit.id.clone(),
            values,
            ratings: vec![None; count],
            elements: vec![None; count],
            set_aside: vec![None; count],
        };
        let mut inherited = vec![false; count];
        for (at, origin) in self.points.iter().enumerate() {
            if let [link] = origin.links.as_slice() {
                // As it is, even where both were recorded: then the audit is refused, as it was.
                let rating = audit.rating(link.old);
                followed.ratings[at] = rating.and_then(|rating| rated(new, PointId(at), link, rating, &mut lost));
                followed.set_aside[at] = audit.reason_set_aside(link.old).map(str::to_owned);
            } else {
                let recorded = |old| match audit.reason_set_aside(old) {
                    Some(reason) => Some(Record::Aside(reason.to_owned())),
                    None => audit.rating(old).cloned().map(Record::Rated),
                };
                match self.merged(new, PointId(at), recorded, &mut lost) {
                    Some(Record::Rated(rating)) => followed.ratings[at] = Some(rating),
                    Some(Record::Aside(reason)) => followed.set_aside[at] = Some(reason),
                    None => {}
                }
            }
            inherited[at] = origin.links.iter().any(|link| self.points_of(link.old).len() > 1);
            followed.elements[at] = elements(origin.links.iter(), audit);
        }
        in_order(&mut lost);
        Followed { audit: followed, inherited, lost }
    }

    /// What becomes of the records of the points a new one merges, each as it was.
    pub(in crate::version) fn merged(
        &self,
        new: &Grid,
        to: PointId,
        recorded: impl Fn(PointId) -> Option<Record>,
        lost: &mut Vec<Lost>,
    ) -> Option<Record> {
        let origin = &self.points[to.0];
        let mut record = |link: &PointLink| match recorded(link.old)? {
            Record::Rated(rating) => rated(new, to, link, &rating, lost).map(Record::Rated),
            aside @ Record::Aside(_) => Some(aside),
        };
        let records = origin.links.iter().map(&mut record).collect();
        merged(records, origin.merge).unwrap_or_else(|Differ| {
            lost.extend(origin.links.iter().map(|link| Lost::Merged(link.old)));
            None
        })
    }
}

/// What is lost, in the order of the old grid, each once.
pub(in crate::version) fn in_order(lost: &mut Vec<Lost>) {
    lost.sort_by_key(Lost::place);
    lost.dedup();
}

impl Lost {
    /// Its place in the order of the old grid: inputs, then points.
    fn place(&self) -> (bool, usize) {
        match self {
            Self::Input(id) | Self::Answer(id) => (false, id.0),
            Self::Retired(id) | Self::Rating(id) | Self::Merged(id) => (true, id.0),
        }
    }
}

/// The rating of an old point, on the scale of the new one.
pub(in crate::version) fn rated(
    new: &Grid,
    to: PointId,
    link: &PointLink,
    rating: &RecordedRating,
    lost: &mut Vec<Lost>,
) -> Option<RecordedRating> {
    let followed = rating_on(new, to, link, rating);
    if followed.is_none() {
        lost.push(Lost::Rating(link.old));
    }
    followed
}

/// A rating of an old point on the scale of the new one.
fn rating_on(new: &Grid, to: PointId, link: &PointLink, rating: &RecordedRating) -> Option<RecordedRating> {
    match (&new.scale(new.point(to).scale).kind, rating) {
        (ScaleKind::Levels(_), RecordedRating::Level(at)) => target(&link.levels, *at).map(RecordedRating::Level),
        (ScaleKind::Interval { low, high }, RecordedRating::Value(value)) => {
            (low <= value && value <= high).then(|| rating.clone())
        }
        _ => None,
    }
}

/// Merged ratings that differ, and nothing says how they become one.
struct Differ;

/// One record of several: the one all agree on; where the grid says how, the lowest or highest of the ratings. A point set aside
/// leaves the word to those that are rated, a point of which nothing was recorded leaves it open.
fn merged(records: Vec<Option<Record>>, merge: Option<Merge>) -> Result<Option<Record>, Differ> {
    if records.iter().any(Option::is_none) {
        return Ok(None);
    }
    let (mut ratings, mut reasons) = (Vec::new(), Vec::new());
    for record in records.into_iter().flatten() {
        match record {
            Record::Rated(rating) => ratings.push(rating),
            Record::Aside(reason) => reasons.push(reason),
        }
    }
    let Some(first) = ratings.first().cloned() else {
        reasons.dedup();
        return Ok((!reasons.is_empty()).then(|| Record::Aside(reasons.join(" ; "))));
    };
    let alike = reasons.is_empty() && ratings.iter().all(|rating| *rating == first);
    let rank = |rating: &RecordedRating| -> (usize, Exact) {
        match rating {
            RecordedRating::Level(at) => (*at, crate::exact::integer(0)),
            RecordedRating::Value(value) => (0, value.clone()),
        }
    };
    match merge {
        _ if alike => Ok(Some(Record::Rated(first))),
        None => Err(Differ),
        Some(Merge::Minimum) => Ok(ratings.into_iter().min_by_key(rank).map(Record::Rated)),
        Some(Merge::Maximum) => Ok(ratings.into_iter().max_by_key(rank).map(Record::Rated)),
    }
}

/// The elements recorded of old points, as those of the new one: an element is met if it was in any of them. Nothing is recorded
/// if nothing was in one of them.
fn elements<'a>(mut links: impl Iterator<Item = &'a PointLink>, audit: &Audit) -> Option<RecordedElements> {
    let mut all = RecordedElements::default();
    let mut any = false;
    let complete = links.all(|link| {
        any = true;
        audit.recorded(link.old).is_some_and(|recorded| {
            let met = |source: &Option<usize>| source.is_some_and(|old| recorded.met.contains(&old));
            all.met.extend((0..link.elements.len()).filter(|at| met(&link.elements[*at])));
            for (substitute, admissions) in link.substitutes.iter().enumerate() {
                let met = |old: Option<(usize, usize)>| old.is_some_and(|old| recorded.substituted.contains(&old));
                let met = admissions.iter().filter(|admission| met(admission.old));
                all.substituted.extend(met.map(|admission| (substitute, admission.element)));
            }
            true
        })
    });
    all.met.sort_unstable();
    all.met.dedup();
    all.substituted.sort_unstable();
    all.substituted.dedup();
    (any && complete).then_some(all)
}
