//! Ratings recorded for computed points whose level function changed (`semantics.md` §5): where inputs are missing, such a rating says
//! what the old version would have computed, and the new level is looked for among what agrees with that.

use std::sync::OnceLock;

use crate::audit::{RatingCell, Slots};
use crate::grid::{InputId, PointId, Rating, Value};
use crate::region::{Limit, Region, Signature, Space};
use crate::score::program::Scorer;
use crate::version::behaviour::{Lines, levels};
use crate::version::diff::{Changes, Nature, Subject, compare};
use crate::version::joint::{Joint, Side};

/// The points of the new version on which recorded ratings do not simply stand.
pub(super) struct Recorded<'g> {
    joint: Joint<'g>,
    points: Vec<Changed>,
}

/// A computed point whose levels changed.
struct Changed {
    point: PointId,
    levels: OnceLock<Option<Levels>>,
}

/// The levels of a point on both sides, in what both versions allow.
struct Levels {
    space: Space,
    /// For each old point, each of its levels.
    old: Vec<(PointId, Vec<(usize, Region)>)>,
    /// Each new level, with where every old point is at one of its levels: by index into the combinations of `old`.
    joined: Vec<Joined>,
}

/// Where old points are at these levels and the new one at that.
struct Joined {
    old: Vec<usize>,
    new: usize,
    region: Region,
}

impl<'g> Recorded<'g> {
    pub(super) fn new(joint: Joint<'g>, found: &Changes) -> Self {
        let computed = |at: &usize| matches!(joint.new.points[*at].rating, Rating::Computed(_));
        let changed = |at: &usize| {
            let origin = &joint.lineage.points[*at];
            let id = &joint.new.points[*at].id;
            let names = |subject: &Subject| matches!(subject, Subject::Point { new, .. } if new.contains(id));
            let levels = |nature| matches!(nature, Nature::Levels | Nature::Rating);
            let is_changed = found.changes.iter().any(|one| levels(one.nature) && one.subjects.iter().any(names));
            // What could not be compared is not known to be equal.
            !origin.links.is_empty() && (origin.links.len() > 1 || is_changed || !found.unproved.is_empty())
        };
        let points = (0..joint.new.points.len()).filter(computed).filter(changed);
        let points = points.map(|at| Changed { point: PointId(at), levels: OnceLock::new() }).collect();
        Self { joint, points }
    }

    /// True if a rating of an audit stands in for what is not known where the level may be another.
    pub(super) fn concerns(&self, slots: &Slots, new: &Scorer<'_, '_>) -> bool {
        self.points.iter().any(|changed| new.point(slots, changed.point).fallback)
    }

    /// Replaces each rating that stands in for what is not known by the level that follows from it, if one alone does. Gives the points
    /// whose level follows.
    pub(super) fn settle(&self, from: &Slots, to: &mut Slots, new: &Scorer<'_, '_>) -> Vec<PointId> {
        let mut settled = Vec::new();
        for changed in &self.points {
            if !new.point(to, changed.point).fallback {
                continue;
            }
            if let Some(level) = self.level(changed, from, to).and_then(RatingCell::level) {
                to.rate_cell(changed.point, level);
                settled.push(changed.point);
            } else {
                to.unrate(changed.point);
            }
        }
        settled
    }

    /// The one new level that agrees with what was recorded.
    fn level(&self, changed: &Changed, from: &Slots, to: &Slots) -> Option<usize> {
        let levels = changed.levels.get_or_init(|| Levels::new(&self.joint, changed.point).unwrap_or_default());
        let levels = levels.as_ref()?;
        let given = self.given(levels, from, to)?;
        let recorded: Vec<_> = levels.old.iter().map(|(old, _)| from.ratings()[old.0].as_level()).collect();
        let mut found: Option<usize> = None;
        for joined in &levels.joined {
            let agrees = joined.old.iter().zip(&recorded).all(|(level, recorded)| Some(*level) == *recorded);
            if agrees && found != Some(joined.new) && levels.space.completes(joined.region, &given) {
                if found.is_some() {
                    return None;
                }
                found = Some(joined.new);
            }
        }
        found
    }

    /// What is given, over the joint inputs.
    fn given(&self, levels: &Levels, from: &Slots, to: &Slots) -> Option<Signature> {
        let (old, new) = (self.joint.old, self.joint.new);
        let (from, to) = (from.to_audit(old), to.to_audit(new));
        let mut values: Vec<Option<Value>> = vec![None; self.joint.model.inputs.len()];
        for (side, audit) in [(Side::Old, &from), (Side::New, &to)] {
            for (at, value) in audit.values.iter().enumerate() {
                if let Some(value) = value {
                    let (input, value) = self.joint.value(side, InputId(at), value);
                    values[input.0] = Some(value);
                }
            }
        }
        levels.space.signature(|input| values[input.0].as_ref())
    }
}

impl Levels {
    /// None if an old point is not computed: then what was recorded says nothing of the inputs.
    fn new(joint: &Joint<'_>, point: PointId) -> Result<Option<Self>, Limit> {
        let links = &joint.lineage.points[point.0].links;
        let old: Option<Vec<Lines<usize>>> = links.iter().map(|link| levels(joint, Side::Old, link.old)).collect();
        let (Some(old), Some(new)) = (old, levels(joint, Side::New, point)) else { return Ok(None) };
        let asked: Vec<_> = old.iter().chain([&new]).flat_map(compare::conditions).collect();
        let mut asked = joint.ask(&asked)?;
        let mut regions = asked.regions.clone().into_iter();
        let mut by_point = Vec::new();
        for (link, lines) in links.iter().zip(&old) {
            let parts = compare::parts(&mut asked, lines, &mut regions)?;
            by_point.push((link.old, parts.into_iter().collect::<Vec<_>>()));
        }
        let new = compare::parts(&mut asked, &new, &mut regions)?;
        let mut joined: Vec<Joined> =
            new.into_iter().map(|(new, region)| Joined { old: Vec::new(), new, region }).collect();
        for one in &mut joined {
            one.region = asked.space.and(one.region, asked.both)?;
        }
        for (_, parts) in &by_point {
            let mut next = Vec::new();
            for one in &joined {
                for (level, region) in parts {
                    let region = asked.space.and(one.region, *region)?;
                    if region != Region::NONE {
                        next.push(Joined { old: [one.old.as_slice(), &[*level]].concat(), new: one.new, region });
                    }
                }
            }
            joined = next;
        }
        Ok(Some(Self { space: asked.space, old: by_point, joined }))
    }
}
