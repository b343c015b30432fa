//! Witnesses: the shortest convincing audit that shows a condition holding.

use super::diagram::Region;
use super::limit::Limit;
use super::partial::Signature;
use super::space::{Observable, Space};
use crate::grid::{Grid, InputId, Value};

/// A partial audit all of whose completions satisfy a condition, and from which no input can be left out
/// (`semantics.md` §2). Inputs that do not exist are not in it: that follows from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// The values given, in the order the inputs are declared.
    pub values: Vec<(InputId, Value)>,
}

impl Witness {
    /// The values as people read them: `taux_décroché = 85 %, fréquence = semestrielle`.
    pub fn text(&self, grid: &Grid) -> String {
        let given = |(input, value): &(InputId, Value)| {
            let input = grid.input(*input);
            format!("{} = {}", input.name, input.value_text(value))
        };
        self.values.iter().map(given).collect::<Vec<_>>().join(", ")
    }

    /// The values as an audit holds them, one entry an input of the grid, of which there are so many.
    pub fn by_input(&self, inputs: usize) -> Vec<Option<Value>> {
        let mut values = vec![None; inputs];
        for (input, value) in &self.values {
            if let Some(place) = values.get_mut(input.0) {
                *place = Some(value.clone());
            }
        }
        values
    }
}

impl Space {
    /// A witness of the condition, boundary values first. None if it never holds.
    pub fn witness(&self, condition: &Observable) -> Option<Witness> {
        let (given, _) = self.essential(condition, &self.assignment(condition.holds)?);
        Some(self.written(&given))
    }

    /// A witness of the condition that lies in a region. None if the condition never holds there.
    pub fn witness_in(&mut self, condition: &Observable, region: Region) -> Result<Option<Witness>, Limit> {
        let there = self.and(condition.holds, region)?;
        Ok(self.assignment(there).map(|cells| self.written(&self.essential(condition, &cells).0)))
    }

    /// A cell for each variable such that the region holds the assignment; none if it is empty. What the region does not depend
    /// on gets the cell a witness prefers.
    pub(super) fn assignment(&self, region: Region) -> Option<Vec<usize>> {
        let way = self.store.way(region, |level| self.variables[level].preference())?;
        let mut cells: Vec<_> =
            self.variables.iter().map(|variable| variable.preference().first().copied().unwrap_or_default()).collect();
        for (level, cell) in way {
            cells[level] = cell;
        }
        Some(cells)
    }

    /// Of an assignment where the condition holds, the inputs that are enough for it to hold, none of which can be left out;
    /// and how many runs it took to find them.
    ///
    /// First go those the condition does not speak of, then the deepest: so an input on which the existence of others depends
    /// is left out in the end where these others say enough.
    pub(super) fn essential(&self, condition: &Observable, cells: &[usize]) -> (Signature, usize) {
        let exists = |level: usize| condition.reach[level] && self.variables[level].present().contains(&cells[level]);
        let given = |level: usize| exists(level).then(|| u32::try_from(cells[level]).unwrap_or_default());
        let mut given = Signature((0..cells.len()).map(given).collect());
        let deepest_first = self.variables.iter().zip(&condition.support).enumerate().rev();
        let mut inputs: Vec<(InputId, bool)> = Vec::new();
        for (_, (variable, spoken_of)) in deepest_first.filter(|(level, _)| given.0[*level].is_some()) {
            match inputs.last_mut() {
                Some((input, any)) if *input == variable.input => *any |= spoken_of,
                _ => inputs.push((variable.input, *spoken_of)),
            }
        }
        inputs.sort_by_key(|(_, spoken_of)| *spoken_of);
        let mut walked = 0;
        for (input, _) in inputs {
            let without = self.without(&given, input);
            let (fails, runs) = self.store.meets(condition.fails, |level, range| without.allows(level, &range));
            walked += runs;
            if !fails {
                given = without;
            }
        }
        (given, walked)
    }

    /// The values that stand for given cells.
    pub(super) fn written(&self, given: &Signature) -> Witness {
        let mut values: Vec<(InputId, Value)> = Vec::new();
        for (level, variable) in self.variables.iter().enumerate() {
            let Some(value) = given.0[level].and_then(|cell| variable.value(cell as usize)) else { continue };
            match (variable.member, value, values.last_mut()) {
                (Some(_), Value::YesNo(is_in), Some((input, Value::Set(members)))) if *input == variable.input => {
                    members.push(is_in);
                }
                (Some(_), Value::YesNo(is_in), _) => values.push((variable.input, Value::Set(vec![is_in]))),
                (_, value, _) => values.push((variable.input, value)),
            }
        }
        values.sort_by_key(|(input, _)| *input);
        Witness { values }
    }
}

#[cfg(test)]
mod tests {
    use crate::exact::integer;
    use crate::grid::{Atom, Comparison, Formula, Grid};
    use crate::region::Space;
    use crate::region::sample::{
        all, among, answered_calls, any, compare, conditional, contains, grid, input, not, set, yes,
    };

    /// The witness of a condition, as people read it.
    fn shown(grid: &Grid, condition: &Formula<Atom>) -> Option<String> {
        let (mut space, regions) = Space::new(grid, &[condition]).unwrap();
        let observable = space.observe(regions[0]).unwrap();
        space.witness(&observable).map(|witness| witness.text(grid))
    }

    /// The lines of 6.2, as its official text has them.
    fn official() -> Vec<Formula<Atom>> {
        let above = || compare(1, Comparison::Greater, integer(85));
        vec![
            not(yes(0)),
            compare(1, Comparison::Less, integer(85)),
            all(vec![above(), among(2, &[0])]),
            all(vec![above(), among(2, &[2, 3])]),
        ]
    }

    #[test]
    fn a_gap_is_shown_at_its_boundary_and_what_follows_is_left_out() {
        let grid = answered_calls();
        assert_eq!(shown(&grid, &not(any(official()))).as_deref(), Some("taux_décroché = 85 %"));
        let strictly = all(vec![not(any(official())), compare(1, Comparison::Greater, integer(85))]);
        let witness = "taux_décroché = 86 %, fréquence_taux_décroché = semestrielle";
        assert_eq!(shown(&grid, &strictly).as_deref(), Some(witness));
    }

    #[test]
    fn what_does_not_exist_is_shown_by_what_it_depends_on() {
        let grid = answered_calls();
        let absent = not(any(vec![
            compare(1, Comparison::Less, integer(85)),
            compare(1, Comparison::GreaterOrEqual, integer(85)),
        ]));
        assert_eq!(shown(&grid, &absent).as_deref(), Some("taux_décroché_mesuré = non"));
        assert_eq!(shown(&grid, &yes(0)).as_deref(), Some("taux_décroché_mesuré = oui"));
        assert_eq!(shown(&grid, &all(vec![absent, yes(0)])), None);
        assert_eq!(shown(&grid, &any(vec![yes(0), not(yes(0))])).as_deref(), Some(""));
    }

    #[test]
    fn a_set_is_given_whole_with_no_member_too_many() {
        let grid = grid(vec![
            input("svi", crate::grid::Domain::YesNo),
            conditional("activités", set(&["contrôle", "conseil", "recouvrement"]), yes(0)),
        ]);
        assert_eq!(shown(&grid, &contains(1, &[0, 2], 1)).as_deref(), Some("activités = { recouvrement }"));
        assert_eq!(shown(&grid, &contains(1, &[0, 2], 2)).as_deref(), Some("activités = { contrôle, recouvrement }"));
        let none = all(vec![yes(0), not(contains(1, &[0, 2], 1))]);
        assert_eq!(shown(&grid, &none).as_deref(), Some("activités = { }"));
        assert_eq!(shown(&grid, &contains(1, &[], 0)).as_deref(), Some("activités = { }"));
    }
}
