//! Groups and points.

use super::condition::{Assignment, Condition};
use super::layout::{END, NEXT, SOFT};
use super::{Generator, Point, words};

impl Generator {
    /// Every group of the grid.
    pub(super) fn sections(&mut self) -> String {
        let samples = self.samples.clone();
        let count = 1 + self.rng.below(3);
        (1..=count).map(|at| self.group(0, &at.to_string(), &samples, false)).collect()
    }

    /// A group of a rank, in a place where `samples` can happen. `out` tells that an enclosing one is out of the total.
    fn group(&mut self, rank: usize, id: &str, samples: &[Assignment], out: bool) -> String {
        let word = self.ranks[rank].clone();
        let has_id = rank == 0 || self.rng.chance(60);
        let title = words::quoted(&mut self.rng);
        let mut text = match (has_id, self.rng.chance(70)) {
            (true, true) => format!("{word} {id} {title} {{{END}"),
            (true, false) => format!("{word} {id} {{{END}"),
            // A title of its own keeps the key of the group apart from its siblings'.
            (false, _) => format!("{word} \"{} {}\" {{{END}", id, title.trim_matches('"')),
        };
        let (clauses, inner, hors_total) = self.common(samples, out);
        text.push_str(&clauses);
        if self.rng.chance(20) {
            text.push_str(&format!(
                "{} {}{END}",
                self.rng.pick(&["source", "note", "interprétation"]).to_owned(),
                words::text(&mut self.rng)
            ));
        }
        let mut counts = false;
        let groups = if rank + 1 < self.ranks.len() { self.rng.below(3) } else { 0 };
        for at in 1..=groups {
            let first = self.points.len();
            text.push_str(&self.group(rank + 1, &format!("{id}.G{at}"), &inner, out || hors_total));
            counts |= self.counts_from(first);
        }
        let points = if groups > 0 { self.rng.below(3) } else { 1 + self.rng.below(3) };
        for at in 1..=points {
            let first = self.points.len();
            text.push_str(&self.point(&format!("{id}.{at}"), &inner, out || hors_total));
            counts |= self.counts_from(first);
        }
        if has_id && counts {
            self.groups.push((id.to_owned(), word));
        }
        text.push_str(&format!("}}{END}"));
        text
    }

    /// True if one of the points from an index on is on a scale with values.
    pub(super) fn counts_from(&self, first: usize) -> bool {
        let valued =
            |point: &Point| point.scale.interval.is_some() || point.scale.levels.iter().any(|(_, v)| v.is_some());
        self.points[first..].iter().any(valued)
    }

    /// What groups and points share; the samples where the section applies; whether it is out of the total.
    fn common(&mut self, samples: &[Assignment], out: bool) -> (String, Vec<Assignment>, bool) {
        let mut text = String::new();
        let mut inner = samples.to_vec();
        let narrow = |inner: &[Assignment], condition: &Condition, wanted: bool| -> Vec<Assignment> {
            inner.iter().filter(|sample| condition.holds(sample) == wanted).cloned().collect()
        };
        if self.rng.chance(25)
            && let Some(condition) = self.open(2, &inner)
        {
            let negated = self.rng.chance(40);
            let lead = if negated { "non applicable" } else { "applicable" };
            text.push_str(&format!("{lead}{SOFT}si {}{END}", condition.written()));
            inner = narrow(&inner, &condition, !negated);
        }
        if self.rng.chance(10)
            && let Some(optional) = self.open(1, &inner)
        {
            let where_optional = narrow(&inner, &optional, true);
            if let Some(retained) = self.open(1, &where_optional) {
                let (optional_if, retained_if) = (optional.written(), retained.written());
                text.push_str(&format!("facultatif si {optional_if}{SOFT}retenu si {retained_if}{END}"));
                inner.retain(|sample| !optional.holds(sample) || retained.holds(sample));
            }
        }
        text.push_str(&self.weight(&inner));
        let hors_total = !out && self.rng.chance(6);
        if hors_total {
            text.push_str(&format!("hors total{END}"));
        }
        (text, inner, hors_total)
    }

    /// Perhaps a weight.
    fn weight(&mut self, samples: &[Assignment]) -> String {
        const WEIGHTS: [&str; 9] = ["2", "3", "1/2", "3/2", "5/4", "0,5", "1,250", "2/3", "0"];
        if !self.valued || !self.rng.chance(25) {
            return String::new();
        }
        let mut weight = || {
            let known = if self.rng.chance(10) { &WEIGHTS } else { &WEIGHTS[..8] };
            *self.rng.pick(known)
        };
        let weights = [weight(), weight(), weight()];
        let parts = if self.rng.chance(50) { self.partition(3, samples) } else { Vec::new() };
        if parts.len() < 2 {
            return format!("poids {}{END}", weights[0]);
        }
        let explicit = if self.rng.chance(30) { parts.len() } else { parts.len() - 1 };
        let cases: Vec<_> = parts[..explicit]
            .iter()
            .zip(weights)
            .map(|(when, weight)| format!("{weight} si {}", when.written()))
            .collect();
        let rest = if explicit < parts.len() { format!("{SOFT}sinon 1") } else { String::new() };
        format!("poids {}{rest}{END}", cases.join(", "))
    }

    /// A point.
    fn point(&mut self, id: &str, samples: &[Assignment], out: bool) -> String {
        let title = if self.rng.chance(20) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
        let (common, inner, _) = self.common(samples, out);
        let (wording, requirement, elements) = self.requirement(&inner);
        let mut clauses = vec![format!("exigence {wording}{END}{requirement}"), common];
        let at = if self.rng.chance(70) { 0 } else { self.rng.below(self.scales.len()) };
        let scale = self.scales[at].clone();
        if at > 0 {
            clauses.push(format!("échelle {}{END}", scale.name));
        }
        let mut computed = false;
        if scale.levels.len() > 1 && self.rng.chance(40) {
            let parts = self.partition(scale.levels.len(), &inner);
            if parts.len() > 1 {
                computed = true;
                clauses.push(self.grading(&parts, &scale.levels));
            }
        }
        for word in ["exemples", "note", "référence", "preuve", "interprétation", "hors champ"] {
            if self.rng.chance(10) {
                clauses.push(format!("{word} {}{END}", words::text(&mut self.rng)));
            }
        }
        if self.replaces && self.rng.chance(30) {
            clauses.push(match self.rng.below(3) {
                0 => format!("nouveau{END}"),
                1 => format!("reprend A.{id}{END}"),
                _ => format!("reprend A.{id}, B.{id} par {}{END}", self.rng.pick(&["minimum", "maximum"])),
            });
        }
        if self.rng.chance(50) {
            let last = clauses.len() - 1;
            let (left, right) = (self.rng.below(last + 1), self.rng.below(last + 1));
            clauses.swap(left, right);
        }
        self.points.push(Point { id: id.to_owned(), scale, computed, elements });
        format!("point {id}{title} {{{END}{}}}{END}", clauses.concat())
    }

    /// A `barème`: a level for each part, in any order.
    fn grading(&mut self, parts: &[Condition], levels: &[(String, Option<i64>)]) -> String {
        let mut free: Vec<_> = levels.iter().map(|(name, _)| name.clone()).collect();
        let rest = if self.rng.chance(40) { self.rng.below(parts.len()) } else { parts.len() };
        let mut lines = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let chosen = self.rng.below(free.len());
            let level = free.remove(chosen);
            let condition = if at == rest { "sinon".to_owned() } else { format!("si {}", part.written()) };
            lines.push(format!("{level}{SOFT}{condition}{END}"));
        }
        if self.rng.chance(50) {
            lines.reverse();
        }
        format!("barème {{{END}{}}}{END}", lines.concat())
    }

    /// Members of a list.
    pub(super) fn members(members: &[String]) -> String {
        members.join(&NEXT.to_string())
    }
}
