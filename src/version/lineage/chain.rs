//! Versions in a chain: lineages one after the other.

use super::names::through;
use super::{Admission, InputLink, Lineage, PointLink, PointOrigin};

impl Lineage {
    /// The lineage over both: from the first version of `self` to the last of `next`.
    ///
    /// Where merges follow each other, differing ratings become one only if every merge on the way says so in the same way.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let input = |link: &InputLink| {
            let first = self.inputs.get(link.old.0)?.as_ref()?;
            Some(InputLink {
                old: first.old,
                options: through(&first.options, &link.options),
                factor: &first.factor * &link.factor,
            })
        };
        let from = |place: Option<usize>, known: &[Option<crate::grid::GroupId>]| {
            place.and_then(|at| known.get(at).copied().flatten())
        };
        Self {
            inputs: next.inputs.iter().map(|link| link.as_ref().and_then(input)).collect(),
            points: next.points.iter().map(|origin| self.origin(origin)).collect(),
            groups: next.groups.iter().map(|group| from(group.map(|group| group.0), &self.groups)).collect(),
            decisions: next
                .decisions
                .iter()
                .map(|decision| decision.and_then(|decision| self.decisions.get(decision.0).copied().flatten()))
                .collect(),
        }
    }

    /// What a point that takes up some of the version in between takes up of the first.
    fn origin(&self, then: &PointOrigin) -> PointOrigin {
        let middles: Vec<_> = then.links.iter().filter_map(|link| Some((link, self.points.get(link.old.0)?))).collect();
        let mut links: Vec<PointLink> = Vec::new();
        for (link, middle) in &middles {
            for first in &middle.links {
                if links.iter().all(|known| known.old != first.old) {
                    links.push(composed(first, link));
                }
            }
        }
        let mut merges: Vec<_> =
            middles.iter().filter(|(_, middle)| middle.links.len() > 1).map(|(_, middle)| middle.merge).collect();
        if then.links.len() > 1 {
            merges.push(then.merge);
        }
        let merge = merges.first().copied().flatten().filter(|first| merges.iter().all(|one| *one == Some(*first)));
        PointOrigin { links, merge }
    }
}

fn composed(first: &PointLink, then: &PointLink) -> PointLink {
    let admission = |admission: &Admission| {
        let before = admission.old.and_then(|(substitute, element)| {
            first.substitutes.get(substitute)?.iter().find(|first| first.element == element)?.old
        });
        Admission { element: admission.element, old: before }
    };
    PointLink {
        old: first.old,
        levels: through(&first.levels, &then.levels),
        elements: through(&first.elements, &then.elements),
        substitutes: then.substitutes.iter().map(|one| one.iter().map(admission).collect()).collect(),
    }
}
