//! Small random grids and partial audits, drawn from a list of numbers so that they shrink well.

use crate::audit::{Audit, RecordedElements, RecordedRating};
use crate::diagnostic::Span;
use crate::exact::{Exact, integer};
use crate::grid::{
    Aggregate, Aggregation, Applicability, Atom, Bound, Child, Choice, Common, Comparison, Constraint, Decision,
    DecisionKind, DecisionLine, Definition, DefinitionId, Domain, Element, Formula, GradeLine, GradedScale, Grid,
    Group, GroupId, Input, InputId, InputSection, Level, Need, NeedPart, NumberKind, OptIn, Point, PointId, Rating,
    Requirement, ResultAtom, Scale, ScaleId, ScaleKind, Test, Value, Waiver, Weight,
};

/// Numbers that decide everything drawn; zeros once they run out.
pub(crate) struct Dice<'r> {
    rolls: std::slice::Iter<'r, u32>,
}

impl<'r> Dice<'r> {
    pub(crate) fn new(rolls: &'r [u32]) -> Self {
        Self { rolls: rolls.iter() }
    }

    /// A number below `n`.
    fn below(&mut self, n: usize) -> usize {
        self.rolls.next().map_or(0, |roll| *roll as usize % n)
    }

    /// A number below `n`, exactly.
    fn number(&mut self, n: usize) -> Exact {
        Exact::from_integer(self.below(n).into())
    }

    /// True once in `n` times; false when the rolls have run out.
    fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }
}

/// Every value an input of a random grid can have, those that no test tells apart included once or more.
pub(super) fn values(domain: &Domain) -> Vec<Value> {
    match domain {
        Domain::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Domain::Choice { options, .. } => (0..options.len()).map(Value::Choice).collect(),
        Domain::Set(_) => {
            [[false, false], [true, false], [false, true], [true, true]].map(|set| Value::Set(set.to_vec())).to_vec()
        }
        Domain::Number { kind, .. } if kind.is_discrete() => (0..3).map(|n| Value::Number(integer(n))).collect(),
        Domain::Number { .. } => (0..5).map(|n| Value::Number(integer(n) / integer(2))).collect(),
    }
}

/// A grid. Its graded scales and weights may well have gaps and overlaps: the meaning covers those too.
pub(crate) fn grid(dice: &mut Dice<'_>) -> Grid {
    let mut grid = Grid {
        name: "hasard".into(),
        version: "1".into(),
        title: None,
        replaces: None,
        plan: Vec::new(),
        scales: scales(),
        inputs: Vec::new(),
        parameters: Vec::new(),
        definitions: Vec::new(),
        constraints: Vec::new(),
        checklists: Vec::new(),
        groups: Vec::new(),
        points: Vec::new(),
        decisions: Vec::new(),
        retired: Vec::new(),
    };
    for _ in 0..=dice.below(3) {
        input(dice, &mut grid);
    }
    for at in 0..dice.below(3) {
        let condition = condition(dice, &grid, 2);
        let (name, label) = (format!("d{at}"), String::new());
        grid.definitions.push(Definition { name, label, condition, name_span: span(), span: span() });
    }
    if dice.once_in(2) {
        let condition = condition(dice, &grid, 2);
        grid.constraints.push(Constraint { label: "règle".into(), condition, span: span() });
    }
    let aggregation = if dice.once_in(2) { Aggregation::WeightedMean } else { Aggregation::WeightedSum };
    for _ in 0..=dice.below(3) {
        group(dice, &mut grid, aggregation);
    }
    for _ in 0..=dice.below(3) {
        point(dice, &mut grid);
    }
    decisions(dice, &mut grid);
    grid
}

/// An audit of a grid, with gaps.
pub(crate) fn audit(dice: &mut Dice<'_>, grid: &Grid) -> Audit {
    let mut audit = Audit { id: "a".into(), ..Audit::default() };
    for input in &grid.inputs {
        let values = values(&input.domain);
        let value = values[dice.below(values.len())].clone();
        audit.values.push(dice.once_in(2).then_some(value));
    }
    for point in &grid.points {
        let scale = &grid.scales[point.scale.0];
        let rating = match &scale.kind {
            ScaleKind::Levels(levels) => RecordedRating::Level(dice.below(levels.len())),
            ScaleKind::Interval { .. } => RecordedRating::Value(dice.number(3) / integer(2)),
        };
        let rated = dice.once_in(2);
        audit.ratings.push(rated.then_some(rating));
        let aside = !rated && scale.allows_set_aside && dice.once_in(3);
        audit.set_aside.push(aside.then(|| "motif".into()));
        let met = (0..3).filter(|_| dice.once_in(2)).collect();
        audit.elements.push(dice.once_in(2).then(|| RecordedElements { met, substituted: Vec::new() }));
    }
    audit
}

fn span() -> Span {
    Span::default()
}

fn scales() -> Vec<Scale> {
    let level = |name: &str, value: Option<i64>| Level {
        name: name.into(),
        value: value.map(integer),
        label: String::new(),
        resumes: None,
        name_span: span(),
    };
    let scale = |kind, allows_set_aside| Scale {
        name: "é".into(),
        by_default: false,
        kind,
        allows_set_aside,
        name_span: span(),
        span: span(),
    };
    vec![
        scale(ScaleKind::Levels(vec![level("bas", Some(0)), level("moyen", Some(1)), level("haut", Some(2))]), true),
        scale(ScaleKind::Levels(vec![level("bas", Some(1)), level("haut", Some(3))]), false),
        scale(ScaleKind::Interval { low: integer(0), high: integer(1) }, true),
        scale(ScaleKind::Levels(vec![level("bas", None), level("haut", None)]), false),
    ]
}

fn input(dice: &mut Dice<'_>, grid: &mut Grid) {
    let option = |name: &str| Choice { name: name.into(), label: String::new(), resumes: None, span: span() };
    let number = |kind| Domain::Number { kind, low: Some(integer(0)), high: Some(integer(2)), unit: None };
    let domain = match dice.below(5) {
        0 => Domain::YesNo,
        1 => Domain::Choice { ordered: true, options: ["a", "b", "c"].map(option).to_vec() },
        2 => number(NumberKind::Integer),
        3 => Domain::Set(["m", "n"].map(option).to_vec()),
        _ => number(NumberKind::Number),
    };
    let exists_if = (!grid.inputs.is_empty() && dice.once_in(2)).then(|| condition(dice, grid, 1));
    grid.inputs.push(Input {
        name: format!("x{}", grid.inputs.len()),
        section: InputSection::Measures,
        domain,
        label: String::new(),
        exists_if,
        resumes: None,
        name_span: span(),
        span: span(),
    });
}

/// A condition over the inputs and definitions there are so far.
fn condition(dice: &mut Dice<'_>, grid: &Grid, depth: usize) -> Formula<Atom> {
    formula(dice, depth, &mut |dice| {
        if !grid.definitions.is_empty() && dice.once_in(5) {
            return Formula::Definition(DefinitionId(dice.below(grid.definitions.len())), span());
        }
        Formula::Atom(atom(dice, grid))
    })
}

fn formula<A>(dice: &mut Dice<'_>, depth: usize, leaf: &mut impl FnMut(&mut Dice<'_>) -> Formula<A>) -> Formula<A> {
    if depth == 0 {
        return leaf(dice);
    }
    match dice.below(5) {
        0 | 1 => leaf(dice),
        2 => Formula::Not(Box::new(formula(dice, depth - 1, leaf)), span()),
        3 => Formula::All((0..2).map(|_| formula(dice, depth - 1, leaf)).collect(), span()),
        _ => Formula::Any((0..2).map(|_| formula(dice, depth - 1, leaf)).collect(), span()),
    }
}

fn atom(dice: &mut Dice<'_>, grid: &Grid) -> Atom {
    let input = InputId(dice.below(grid.inputs.len()));
    let test = match &grid.input(input).domain {
        Domain::YesNo => Test::Is(!dice.once_in(3)),
        Domain::Choice { .. } => Test::Among((0..3).filter(|_| dice.once_in(2)).collect()),
        Domain::Set(_) => {
            let members: Vec<_> = if dice.once_in(2) { vec![0, 1] } else { vec![dice.below(2)] };
            Test::Contains { at_least: 1 + dice.below(members.len()), members }
        }
        Domain::Number { .. } => Test::Compare(comparison(dice), Bound { value: dice.number(3), parameter: None }),
    };
    Atom { input, test, span: span() }
}

fn comparison(dice: &mut Dice<'_>) -> Comparison {
    use Comparison::{Different, Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    [GreaterOrEqual, Less, Equal, Different, Greater, LessOrEqual][dice.below(6)]
}

fn common(dice: &mut Dice<'_>, grid: &Grid) -> Common {
    let mut common = Common { out_of_total: dice.once_in(8), ..Common::default() };
    if dice.once_in(3) {
        let (negated, condition) = (dice.once_in(2), condition(dice, grid, 1));
        common.applicability.push(Applicability { negated, condition, span: span() });
    }
    if dice.once_in(5) {
        let (optional_if, retained_if) = (condition(dice, grid, 1), condition(dice, grid, 1));
        common.opt_in = Some(OptIn { optional_if, retained_if, span: span() });
    }
    if dice.once_in(3) {
        let weight = |dice: &mut Dice<'_>| dice.number(3);
        let cases = (0..=dice.below(2)).map(|_| (weight(dice), condition(dice, grid, 1))).collect();
        common.weight = Weight { cases, otherwise: (!dice.once_in(6)).then(|| weight(dice)), span: Some(span()) };
    }
    common
}

/// A group; the first is the grid.
fn group(dice: &mut Dice<'_>, grid: &mut Grid, aggregation: Aggregation) {
    let id = GroupId(grid.groups.len());
    let parent = (id != GroupId::ROOT).then(|| GroupId(dice.below(id.0)));
    let common = if parent.is_some() { common(dice, grid) } else { Common::default() };
    if let Some(parent) = parent {
        grid.groups[parent.0].children.push(Child::Group(id));
    }
    grid.groups.push(Group {
        word: "groupe".into(),
        rank: 0,
        id: Some(id.0.to_string()),
        key: id.0.to_string(),
        title: String::new(),
        parent,
        children: Vec::new(),
        aggregation,
        common,
    });
}

fn point(dice: &mut Dice<'_>, grid: &mut Grid) {
    let id = PointId(grid.points.len());
    let group = GroupId(dice.below(grid.groups.len()));
    let mut scale = ScaleId([0, 0, 1, 2, 3][dice.below(5)]);
    let rating = if dice.once_in(2) {
        scale = ScaleId(dice.below(2));
        let levels = grid.scales[scale.0].levels().len();
        let mut lines: Vec<_> =
            (0..=dice.below(3)).map(|_| (dice.below(levels), Some(condition(dice, grid, 2)))).collect();
        if !dice.once_in(4) {
            lines.push((dice.below(levels), None));
        }
        let line = |(level, condition)| GradeLine { level, condition, level_span: span(), span: span() };
        Rating::Computed(GradedScale { lines: lines.into_iter().map(line).collect(), span: span() })
    } else {
        Rating::Auditor
    };
    let element = |at: usize, if_any| Element {
        key: format!("e{at}"),
        name: format!("e{at}"),
        label: String::new(),
        if_any,
        supports: Vec::new(),
        resumes: None,
        span: span(),
    };
    let elements = (0..3).map(|at| element(at, dice.once_in(4))).collect();
    let need = |at_least, parts| Need { at_least, parts, name: String::new(), span: span() };
    let inner = need(dice.once_in(2).then_some(1), vec![NeedPart::Element(1), NeedPart::Element(2)]);
    let parts = vec![NeedPart::Element(0), NeedPart::Need(inner)];
    let needs = vec![need(dice.once_in(2).then_some(if dice.once_in(2) { 2 } else { 1 }), parts)];
    let waivers = (0..dice.below(3)).map(|_| Waiver {
        elements: vec![dice.below(3)],
        name: String::new(),
        condition: condition(dice, grid, 1),
        span: span(),
    });
    let waivers = waivers.collect();
    grid.groups[group.0].children.push(Child::Point(id));
    let common = common(dice, grid);
    grid.points.push(Point {
        id: format!("p{}", id.0),
        title: String::new(),
        group,
        wording: String::new(),
        wording_span: None,
        requirement: Some(Requirement { needs, elements }),
        waivers,
        substitutes: Vec::new(),
        scale,
        rating,
        common,
    });
}

/// One decision over inputs, one over results (and perhaps over the first), one by tiers over a score.
fn decisions(dice: &mut Dice<'_>, grid: &mut Grid) {
    let line =
        |level: &str, condition| DecisionLine { level: level.into(), label: String::new(), condition, span: span() };
    let decision = |name: &str, kind, lines| Decision {
        name: name.into(),
        label: String::new(),
        kind,
        lines,
        name_span: span(),
        span: span(),
    };
    let over_inputs = |dice: &mut Dice<'_>, grid: &Grid| {
        formula(dice, 2, &mut |dice| Formula::Atom(ResultAtom::Input(atom(dice, grid))))
    };
    let over_results =
        |dice: &mut Dice<'_>, grid: &Grid| formula(dice, 2, &mut |dice| Formula::Atom(result_atom(dice, grid)));
    let lines =
        vec![line("a", Some(over_inputs(dice, grid))), line("b", Some(over_inputs(dice, grid))), line("c", None)];
    grid.decisions.push(decision("entrées", DecisionKind::Exclusive, lines));
    let lines =
        vec![line("a", Some(over_results(dice, grid))), line("b", Some(over_results(dice, grid))), line("c", None)];
    grid.decisions.push(decision("résultats", DecisionKind::Exclusive, lines));
    let lines = vec![
        line("aucun", None),
        line("bronze", Some(over_results(dice, grid))),
        line("or", Some(over_results(dice, grid))),
    ];
    grid.decisions.push(decision("paliers", DecisionKind::Tiered, lines));
}

fn result_atom(dice: &mut Dice<'_>, grid: &Grid) -> ResultAtom {
    let group = GroupId(dice.below(grid.groups.len()));
    let point = PointId(dice.below(grid.points.len()));
    let compare = |dice: &mut Dice<'_>, aggregate, bound: Exact| ResultAtom::Compare {
        aggregate,
        comparison: comparison(dice),
        bound,
        parameter: None,
        span: span(),
    };
    match dice.below(9) {
        0 | 1 => {
            let bound = integer(25) * dice.number(5);
            compare(dice, Aggregate::Score(group), bound)
        }
        2 => {
            let aggregate = Aggregate::Count { level: "haut".into(), within: group };
            let bound = dice.number(3);
            compare(dice, aggregate, bound)
        }
        3 => ResultAtom::NotComputable(Aggregate::Score(group), span()),
        4 => ResultAtom::Level { point, levels: vec![0], span: span() },
        5 => ResultAtom::Applicable(point, span()),
        6 => {
            let bound = dice.number(4);
            let of = if dice.once_in(2) { Aggregate::Obtained(group) } else { Aggregate::Possible(group) };
            compare(dice, of, bound)
        }
        7 => {
            let groups = (1..grid.groups.len()).map(GroupId).collect();
            compare(dice, Aggregate::LeastScore { groups, within: GroupId::ROOT }, integer(50))
        }
        _ => ResultAtom::Decision { decision: crate::grid::DecisionId(0), lines: vec![0, 2], span: span() },
    }
}
