//! The canonical form of conditions: definitions inlined, negation normal form with negated atoms kept, `et` and `ou`
//! flattened, sorted and deduplicated.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::hexadecimal;
use crate::exact::{Exact, to_text};
use crate::grid::{Aggregate, Atom, DefinitionId, Formula, Grid, GroupId, ResultAtom, Test};

/// A canonical condition: the distinct parts joined by `et` or `ou`. One part alone is that part, whatever joins it.
#[derive(Debug, Clone)]
struct Form {
    /// True for `ou`.
    any: bool,
    /// Each part: an atom, or the digest of a condition joined the other way.
    parts: BTreeSet<String>,
}

impl Form {
    fn leaf(part: String) -> Self {
        Self { any: false, parts: BTreeSet::from([part]) }
    }

    fn join(any: bool, forms: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = BTreeSet::new();
        for form in forms {
            if form.any == any || form.parts.len() == 1 {
                parts.extend(form.parts);
            } else {
                parts.insert(form.text());
            }
        }
        Self { any, parts }
    }

    /// A text that stands for the condition. Inner conditions are digests, so that inlining a definition many times over
    /// costs no more than once.
    fn text(&self) -> String {
        match self.parts.first() {
            Some(only) if self.parts.len() == 1 => only.clone(),
            _ => {
                let word = if self.any { "ou" } else { "et" };
                format!(
                    "{word} {}",
                    hexadecimal(self.parts.iter().map(String::as_str).collect::<Vec<_>>().join("\n").as_bytes())
                )
            }
        }
    }
}

/// The canonical forms of a grid's conditions.
pub(super) struct Conditions<'g> {
    grid: &'g Grid,
    /// Definitions already put in form, by polarity.
    definitions: HashMap<(DefinitionId, bool), Form>,
}

impl<'g> Conditions<'g> {
    /// For the conditions of a grid.
    pub(super) fn new(grid: &'g Grid) -> Self {
        Self { grid, definitions: HashMap::new() }
    }

    /// A condition over inputs.
    pub(super) fn inputs(&mut self, condition: &Formula<Atom>) -> String {
        self.over_inputs(condition, true).text()
    }

    /// A condition of a decision.
    pub(super) fn results(&mut self, condition: &Formula<ResultAtom>) -> String {
        let grid = self.grid;
        self.form(condition, true, &|atom| result_atom(grid, atom)).text()
    }

    /// Conditions that must all hold.
    pub(super) fn all<'a>(&mut self, conditions: impl IntoIterator<Item = (bool, &'a Formula<Atom>)>) -> String {
        let forms: Vec<_> =
            conditions.into_iter().map(|(positive, condition)| self.over_inputs(condition, positive)).collect();
        Form::join(false, forms).text()
    }

    fn over_inputs(&mut self, condition: &Formula<Atom>, positive: bool) -> Form {
        let grid = self.grid;
        self.form(condition, positive, &|atom| input_atom(grid, atom))
    }

    fn form<A>(&mut self, condition: &Formula<A>, positive: bool, leaf: &impl Fn(&A) -> Value) -> Form {
        match condition {
            Formula::Atom(atom) if positive => Form::leaf(leaf(atom).to_string()),
            Formula::Atom(atom) => Form::leaf(json!(["non", leaf(atom)]).to_string()),
            Formula::Not(inner, _) => self.form(inner, !positive, leaf),
            Formula::All(parts, _) => self.join(!positive, parts, positive, leaf),
            Formula::Any(parts, _) => self.join(positive, parts, positive, leaf),
            Formula::Definition(id, _) => self.definition(*id, positive),
        }
    }

    fn join<A>(&mut self, any: bool, parts: &[Formula<A>], positive: bool, leaf: &impl Fn(&A) -> Value) -> Form {
        let forms: Vec<_> = parts.iter().map(|part| self.form(part, positive, leaf)).collect();
        Form::join(any, forms)
    }

    fn definition(&mut self, id: DefinitionId, positive: bool) -> Form {
        if let Some(form) = self.definitions.get(&(id, positive)) {
            return form.clone();
        }
        // Definitions of a sound grid are acyclic; what stands here meanwhile keeps a faulty one from going round for ever.
        self.definitions.insert((id, positive), Form::leaf(json!(["définition", id.0]).to_string()));
        let grid = self.grid;
        let form = self.over_inputs(&grid.definitions[id.0].condition, positive);
        self.definitions.insert((id, positive), form.clone());
        form
    }
}

fn input_atom(grid: &Grid, atom: &Atom) -> Value {
    let input = grid.input(atom.input);
    let names = |indices: &[usize]| {
        let options = input.domain.options();
        sorted(indices.iter().filter_map(|index| options.get(*index)).map(|option| option.name.as_str()))
    };
    match &atom.test {
        Test::Is(value) => json!([input.name, value]),
        Test::Among(options) => json!([input.name, "parmi", names(options)]),
        Test::Contains { members, at_least } => json!([input.name, "contient", at_least, names(members)]),
        Test::Compare(comparison, bound) => json!([input.name, comparison.sign(), number(&bound.value)]),
    }
}

fn result_atom(grid: &Grid, atom: &ResultAtom) -> Value {
    match atom {
        ResultAtom::Input(atom) => json!(["entrée", input_atom(grid, atom)]),
        ResultAtom::Compare { aggregate: of, comparison, bound, .. } => {
            json!([aggregate(grid, of), comparison.sign(), number(bound)])
        }
        ResultAtom::NotComputable(of, _) => json!([aggregate(grid, of), "non calculable"]),
        ResultAtom::Level { point, levels, .. } => {
            let point = grid.point(*point);
            let scale = grid.scale(point.scale).levels();
            let names = sorted(levels.iter().filter_map(|level| scale.get(*level)).map(|level| level.name.as_str()));
            json!(["niveau", point.id, names])
        }
        ResultAtom::Applicable(point, _) => json!(["applicable", grid.point(*point).id]),
        ResultAtom::Decision { decision, lines, .. } => {
            let decision = &grid.decisions[decision.0];
            let names = sorted(lines.iter().filter_map(|at| decision.lines.get(*at)).map(|line| line.level.as_str()));
            json!(["décision", decision.name, names])
        }
    }
}

fn aggregate(grid: &Grid, aggregate: &Aggregate) -> Value {
    let key = |group: &GroupId| grid.group(*group).key.as_str();
    match aggregate {
        Aggregate::Score(group) => json!(["score", key(group)]),
        Aggregate::LeastScore { groups, within } => {
            json!(["score_minimum", sorted(groups.iter().map(key)), key(within)])
        }
        Aggregate::Obtained(group) => json!(["obtenus", key(group)]),
        Aggregate::Possible(group) => json!(["possibles", key(group)]),
        Aggregate::Count { level, within } => json!(["compte", level, key(within)]),
    }
}

/// An exact number, normalised.
pub(super) fn number(value: &Exact) -> String {
    to_text(value, '.')
}

/// Distinct names, in order.
pub(super) fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.collect()
}
