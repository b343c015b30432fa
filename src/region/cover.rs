//! Covers: a region said as a few readable conditions (`semantics.md` §2).
//!
//! Take an assignment of what is left, free the inputs that do not matter, widen the cells of the others as long as all that U
//! has of the box stays inside, take the box away, and again. What lies outside U never stops a box from growing.

use super::cells::Cell;
use super::diagram::{Operation, Region};
use super::limit::Limit;
use super::space::{Observable, Space};
use super::witness::Witness;
use crate::grid::{Atom, Formula, Grid};

/// Maximal boxes that together are a region, none of them redundant.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// The boxes, in the order found.
    pub zones: Vec<Zone>,
    /// False if the region has more, which the limits did not let us find.
    pub complete: bool,
}

/// A box: conditions on single inputs, all of which hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// What defines it, within U; the empty `et` where nothing is asked.
    pub condition: Formula<Atom>,
    /// An audit of the region that lies in this box.
    pub witness: Witness,
    pub(super) allowed: Allowed,
}

/// For each level the cells allowed (true at their index); all of them where there is nothing.
pub(super) type Allowed = Vec<Option<Vec<bool>>>;

/// The most boxes looked for.
const MOST_ZONES: usize = 500;
/// How much of the diagrams may be gone through while boxes grow, in multiples of the runs a space may build.
const WALKS: usize = 8;

impl Space {
    /// A cover of where a condition holds. Never fails: past the limits it is incomplete, and says so.
    pub fn cover(&mut self, grid: &Grid, condition: &Observable) -> Cover {
        let mut search = Search { allowance: self.bounds.runs.saturating_mul(WALKS), space: self, condition };
        let (boxes, complete) = search.boxes();
        let boxes = self.irredundant(boxes, condition.holds);
        let zone = |(allowed, witness)| Zone { condition: self.condition_of(grid, &allowed), witness, allowed };
        Cover { zones: boxes.into_iter().map(zone).collect(), complete }
    }

    /// The region of a box, U left aside.
    pub fn zone(&mut self, zone: &Zone) -> Result<Region, Limit> {
        self.box_region(&zone.allowed)
    }

    pub(super) fn box_region(&mut self, allowed: &Allowed) -> Result<Region, Limit> {
        let mut region = Region::ALL;
        for (level, cells) in allowed.iter().enumerate().rev() {
            if let Some(cells) = cells {
                region = self.store.branch(level, |cell| if cells[cell] { region } else { Region::NONE })?;
            }
        }
        Ok(region)
    }

    /// The boxes without those the others make superfluous. Past the limits all are kept.
    fn irredundant(&mut self, boxes: Vec<(Allowed, Witness)>, holds: Region) -> Vec<(Allowed, Witness)> {
        let Ok(needed) = self.needed(&boxes, holds) else { return boxes };
        boxes.into_iter().zip(needed).filter_map(|(found, needed)| needed.then_some(found)).collect()
    }

    /// For each box whether it holds something that neither the needed ones before nor any after do.
    fn needed(&mut self, boxes: &[(Allowed, Witness)], holds: Region) -> Result<Vec<bool>, Limit> {
        let mut regions = Vec::new();
        for (allowed, _) in boxes {
            let region = self.box_region(allowed)?;
            regions.push(self.and(region, holds)?);
        }
        let mut after = vec![Region::NONE];
        for region in regions.iter().skip(1).rev() {
            after.push(self.or(after[after.len() - 1], *region)?);
        }
        let mut before = Region::NONE;
        let mut needed = Vec::new();
        for (region, after) in regions.into_iter().zip(after.into_iter().rev()) {
            let others = self.or(before, after)?;
            needed.push(self.minus(region, others)? != Region::NONE);
            if needed.last() == Some(&true) {
                before = self.or(before, region)?;
            }
        }
        Ok(needed)
    }
}

/// The search for boxes.
struct Search<'a> {
    space: &'a mut Space,
    condition: &'a Observable,
    allowance: usize,
}

impl Search<'_> {
    /// The boxes found, and whether they are all.
    fn boxes(&mut self) -> (Vec<(Allowed, Witness)>, bool) {
        let mut boxes = Vec::new();
        let mut rest = self.condition.holds;
        while let Some(cells) = self.space.assignment(rest) {
            if boxes.len() == MOST_ZONES {
                return (boxes, false);
            }
            let Some((allowed, witness)) = self.grow(&cells) else { return (boxes, false) };
            let region = self.space.box_region(&allowed);
            boxes.push((allowed, witness));
            match region.and_then(|region| self.space.store.apply(Operation::Minus, rest, region)) {
                Ok(smaller) => rest = smaller,
                Err(_) => return (boxes, false),
            }
        }
        (boxes, true)
    }

    /// The largest box around an assignment that stays inside the condition; none past the limits.
    fn grow(&mut self, cells: &[usize]) -> Option<(Allowed, Witness)> {
        let (given, walked) = self.space.essential(self.condition, cells);
        self.allowance = self.allowance.checked_sub(walked)?;
        let witness = self.space.written(&given);
        let only = |(level, cell): (usize, &Option<u32>)| {
            cell.map(|cell| (0..self.space.variables[level].cells.len()).map(|at| at == cell as usize).collect())
        };
        let mut allowed: Allowed = given.0.iter().enumerate().map(only).collect();
        for level in (0..cells.len()).rev() {
            if let Some(cells) = allowed[level].take()
                && !self.stays_inside(&allowed)?
            {
                allowed[level] = Some(cells);
            }
        }
        for (level, cell) in cells.iter().enumerate() {
            if allowed[level].is_some() {
                self.widen(&mut allowed, level, *cell)?;
            }
        }
        Some((allowed, witness))
    }

    /// Adds to the cells allowed at a level what can be added: numbers and ordered options from neighbour to neighbour, others
    /// one by one. Absence is never added: it would be said by a negation nobody reads that way.
    fn widen(&mut self, allowed: &mut Allowed, level: usize, cell: usize) -> Option<()> {
        let variable = &self.space.variables[level];
        let present = variable.present();
        let by_neighbours = variable.ordered || matches!(variable.cells[cell], Cell::Numbers(_));
        for candidates in [(cell + 1..present.end).collect::<Vec<_>>(), (present.start..cell).rev().collect()] {
            for candidate in candidates {
                let added = self.try_adding(allowed, level, candidate)?;
                if by_neighbours && !added {
                    break;
                }
            }
        }
        Some(())
    }

    fn try_adding(&mut self, allowed: &mut Allowed, level: usize, cell: usize) -> Option<bool> {
        let mut set = |value| {
            if let Some(cells) = &mut allowed[level] {
                cells[cell] = value;
            }
        };
        set(true);
        if self.stays_inside(allowed)? {
            return Some(true);
        }
        let cells = allowed[level].as_mut()?;
        cells[cell] = false;
        Some(false)
    }

    /// True if all that U has of the box satisfies the condition; none past the limits.
    fn stays_inside(&mut self, allowed: &Allowed) -> Option<bool> {
        let allows = |level: usize, mut range: std::ops::RangeInclusive<usize>| match &allowed[level] {
            None => true,
            Some(cells) => range.any(|cell| cells[cell]),
        };
        let (fails, walked) = self.space.store.meets(self.condition.fails, allows);
        self.allowance = self.allowance.checked_sub(walked)?;
        Some(!fails)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::integer;
    use crate::grid::{Comparison, Domain};
    use crate::region::sample::{
        all, among, answered_calls, any, choice, compare, conditional, contains, grid, input, not, number, set, yes,
    };
    use crate::region::{Bounds, write_condition};

    /// The boxes of a condition with their witnesses, as people read them.
    fn shown(grid: &Grid, condition: &Formula<Atom>) -> Vec<String> {
        let (mut space, regions) = Space::new(grid, &[condition]).unwrap();
        let observable = space.observe(regions[0]).unwrap();
        let cover = space.cover(grid, &observable);
        assert!(cover.complete);
        let zone = |zone: &Zone| format!("{} ({})", write_condition(grid, &zone.condition), zone.witness.text(grid));
        cover.zones.iter().map(zone).collect()
    }

    #[test]
    fn every_hole_of_a_scale_is_said_in_the_words_of_the_grid() {
        let above = || compare(1, Comparison::Greater, integer(85));
        let official = any(vec![
            not(yes(0)),
            compare(1, Comparison::Less, integer(85)),
            all(vec![above(), among(2, &[0])]),
            all(vec![above(), among(2, &[2, 3])]),
        ]);
        assert_eq!(
            shown(&answered_calls(), &not(official)),
            [
                "taux_décroché = 85 % (taux_décroché = 85 %)",
                "taux_décroché ≥ 85 % et fréquence_taux_décroché = semestrielle \
                 (taux_décroché = 86 %, fréquence_taux_décroché = semestrielle)",
            ]
        );
    }

    #[test]
    fn absence_is_said_by_what_it_depends_on() {
        let low = compare(1, Comparison::Less, integer(85));
        assert_eq!(
            shown(&answered_calls(), &not(low.clone())),
            ["taux_décroché ≥ 85 % (taux_décroché = 85 %)", "non taux_décroché_mesuré (taux_décroché_mesuré = non)"]
        );
        let exists = any(vec![low.clone(), all(vec![not(low), yes(0)])]);
        assert_eq!(shown(&answered_calls(), &exists), ["taux_décroché_mesuré (taux_décroché_mesuré = oui)"]);
    }

    #[test]
    fn each_kind_of_input_is_written_as_the_language_does() {
        let days = crate::grid::NumberKind::Duration(crate::grid::TimeUnit::Days);
        let sets = conditional("activités", set(&["contrôle", "conseil", "recouvrement"]), yes(0));
        let grid = grid(vec![
            input("svi", Domain::YesNo),
            input("nature", choice(false, &["état", "commune", "hôpital", "école"])),
            input("délai", number(days, Some(0), None)),
            input("ouverture", number(crate::grid::NumberKind::Date, None, None)),
            sets,
            conditional("répondeur", Domain::YesNo, yes(0)),
        ]);
        let hour = integer(1) / integer(24);
        for (condition, text) in [
            (not(yes(0)), "non svi"),
            (among(1, &[1, 2]), "nature parmi { commune, hôpital }"),
            (not(among(1, &[1])), "nature ≠ commune"),
            (compare(2, Comparison::Greater, hour), "délai > 1 heure"),
            (
                all(vec![
                    compare(2, Comparison::GreaterOrEqual, integer(1)),
                    compare(2, Comparison::Less, integer(14)),
                ]),
                "délai ≥ 1 jour et délai < 14 jours",
            ),
            (compare(3, Comparison::LessOrEqual, integer(19_642)), "ouverture ≤ 12/10/2023"),
            (contains(4, &[0], 1), "activités contient contrôle"),
            (contains(4, &[0, 2], 2), "activités contient tous { contrôle, recouvrement }"),
            (
                all(vec![contains(4, &[0], 1), not(contains(4, &[1], 1))]),
                "activités contient contrôle et non activités contient conseil",
            ),
            (all(vec![yes(0), not(contains(4, &[1], 1))]), "svi et non activités contient conseil"),
            (all(vec![yes(0), not(yes(5))]), "répondeur = non"),
        ] {
            let shown = shown(&grid, &condition);
            assert_eq!(shown.iter().map(|zone| zone.split(" (").next().unwrap()).collect::<Vec<_>>(), [text]);
        }
    }

    #[test]
    fn a_cover_past_the_limits_says_so() {
        // An odd number of yes: every box is a single assignment, 2⁹ of them.
        let grid = grid((0..10).map(|at| input(&format!("x{at}"), Domain::YesNo)).collect());
        let odd = (0..10).map(yes).reduce(|a, b| any(vec![all(vec![a.clone(), not(b.clone())]), all(vec![not(a), b])]));
        let odd = odd.unwrap();
        let (mut space, regions) = Space::over(&grid, &[], &[&odd], Bounds::default()).unwrap();
        let observable = space.observe(regions[0]).unwrap();
        let cover = space.cover(&grid, &observable);
        assert_eq!((cover.zones.len(), cover.complete), (MOST_ZONES, false));
    }
}
