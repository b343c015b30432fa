//! Coverage: what the cases of a grid try of it, and ready cases for the rest.
//!
//! A goal is something a case can show: a line of a `barème` that decides, an input on one side of a border, a clause that puts a
//! point aside or lets it apply. A case shows a goal of a point if it passes, comes there, and expects something of that point or of
//! a total.

use std::collections::BTreeSet;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::write;
use super::{Case, ExpectationKind, Ran};
use crate::check::Analysis;
use crate::check::table::{self, Row, Table};
use crate::diagnostic::Span;
use crate::grid::{
    Atom, Child, Common, DecisionId, Formula, Grid, GroupId, InputId, PointId, Rating, ResultAtom, Test, Value,
};
use crate::region::Space;
use crate::score::{DecisionOutcome, Outcome, PointStatus};

/// What the cases try of a grid.
#[derive(Debug)]
pub struct Coverage {
    /// The grid, as audits cite it.
    pub grid: String,
    /// Every goal, in the order of the grid.
    pub goals: Vec<Goal>,
}

/// Something a case can show.
#[derive(Debug)]
pub struct Goal {
    /// What it is a goal of: `6.2`, or a decision's name.
    pub of: String,
    /// What is to be shown.
    pub kind: GoalKind,
    /// True if some case shows it.
    pub covered: bool,
    /// A case that shows it, ready to be added.
    pub ready: String,
}

/// The kinds of goals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoalKind {
    /// A level of a `barème` or of a decision.
    Level,
    /// A line of one.
    Line,
    /// An input on one side of a border.
    Side,
    /// A clause of applicability or an opt-in that puts a point aside, or lets it apply.
    Clause,
}

impl GoalKind {
    const ALL: [Self; 4] = [Self::Level, Self::Line, Self::Side, Self::Clause];

    /// What they are called, in the plural.
    fn word(self) -> &'static str {
        match self {
            Self::Level => "niveaux",
            Self::Line => "lignes",
            Self::Side => "bords",
            Self::Clause => "conditions",
        }
    }
}

impl Coverage {
    /// What these cases, all of this grid, try of it.
    pub fn of(analysis: &Analysis, ran: &[(&Case, &Ran)]) -> Self {
        let passing: Vec<Passing<'_>> = ran
            .iter()
            .filter_map(|(case, ran)| {
                let outcome = ran.outcome.as_ref().ok().filter(|_| ran.passes())?;
                Some(Passing { case, ran, outcome })
            })
            .collect();
        let mut work = Work { analysis, grid: &analysis.grid, passing, goals: Vec::new() };
        work.scales();
        work.clauses();
        Self { grid: analysis.grid.citation(), goals: work.goals }
    }

    /// How many goals of a kind are covered, and how many there are.
    fn count(&self, kind: GoalKind) -> (usize, usize) {
        let goals = || self.goals.iter().filter(move |goal| goal.kind == kind);
        (goals().filter(|goal| goal.covered).count(), goals().count())
    }

    /// The points and decisions that have goals, and those of which none is covered.
    fn untried(&self) -> (usize, Vec<&str>) {
        let all: BTreeSet<_> = self.goals.iter().map(|goal| goal.of.as_str()).collect();
        let mut untried: Vec<&str> = Vec::new();
        for goal in &self.goals {
            let of = goal.of.as_str();
            if !untried.contains(&of) && !self.goals.iter().any(|other| other.of == of && other.covered) {
                untried.push(of);
            }
        }
        (all.len(), untried)
    }

    /// Ready cases for what no case shows; of those that differ by their title alone, the first.
    fn ready(&self) -> Vec<&str> {
        let mut ready: Vec<&str> = Vec::new();
        let body = |case: &str| case.split_once('\n').map(|(_, body)| body.to_owned());
        for goal in self.goals.iter().filter(|goal| !goal.covered) {
            if !ready.iter().any(|known| body(known) == body(&goal.ready)) {
                ready.push(&goal.ready);
            }
        }
        ready
    }

    /// For people: figures, then the cases to add.
    pub fn human(&self) -> String {
        if self.goals.is_empty() {
            return format!("Couverture de `{}`\u{a0}: rien à éprouver, l’auditeur cote tous les points\n", self.grid);
        }
        let (points, untried) = self.untried();
        // Writing into a string cannot fail.
        let mut out = format!("Couverture de `{}`\n", self.grid);
        let _ = writeln!(out, "  points et décisions\u{a0}: {} sur {points}", points - untried.len());
        for kind in GoalKind::ALL {
            let (covered, all) = self.count(kind);
            if all > 0 {
                let _ = writeln!(out, "  {}\u{a0}: {covered} sur {all}", kind.word());
            }
        }
        if !untried.is_empty() {
            let _ = writeln!(out, "  jamais éprouvés\u{a0}: {}", untried.join(", "));
        }
        let ready = self.ready();
        if !ready.is_empty() {
            let plural = if ready.len() > 1 { "s" } else { "" };
            let _ = write!(out, "\n# {} cas à ajouter, prêt{plural} à relire\n\n{}", ready.len(), ready.join("\n"));
        }
        out
    }

    /// For programs.
    pub fn json(&self) -> Json {
        let counts = GoalKind::ALL.map(|kind| {
            let (covered, all) = self.count(kind);
            (kind.word().to_owned(), json!({ "éprouvés": covered, "possibles": all }))
        });
        let (points, untried) = self.untried();
        json!({
            "grille": self.grid,
            "points": { "éprouvés": points - untried.len(), "possibles": points, "jamais": untried },
            "figures": Json::Object(counts.into_iter().collect()),
            "à_ajouter": self.ready(),
        })
    }
}

/// A case that came out as expected.
struct Passing<'a> {
    case: &'a Case,
    ran: &'a Ran,
    outcome: &'a Outcome,
}

impl Passing<'_> {
    /// True if the case expects something of a point, or of a total it may count in.
    fn speaks_of(&self, point: PointId) -> bool {
        self.case.expectations.iter().any(|expectation| match &expectation.kind {
            ExpectationKind::Status(of, _) | ExpectationKind::Rating(of, _) => *of == point,
            ExpectationKind::Anomaly(_, of) => of.is_none_or(|of| of == point),
            ExpectationKind::NoAnomaly | ExpectationKind::Complete(_) | ExpectationKind::Refusal(_) => false,
            ExpectationKind::Holds(condition) => {
                let mut speaks = false;
                let mut look = |atom: &ResultAtom| {
                    speaks |= match atom {
                        ResultAtom::Compare { .. } | ResultAtom::NotComputable(..) | ResultAtom::Decision { .. } => {
                            true
                        }
                        ResultAtom::Level { point: of, .. } | ResultAtom::Applicable(of, _) => *of == point,
                        ResultAtom::Input(_) => false,
                    };
                };
                condition.walk(&mut look, &mut |_| {});
                speaks
            }
        })
    }
}

/// What goals belong to.
#[derive(Clone, Copy)]
enum Owner {
    Point(PointId),
    Decision(DecisionId),
}

struct Work<'g> {
    analysis: &'g Analysis,
    grid: &'g Grid,
    passing: Vec<Passing<'g>>,
    goals: Vec<Goal>,
}

impl<'g> Work<'g> {
    /// The levels, lines and borders of every `barème` and of every decision on inputs.
    fn scales(&mut self) {
        for table in table::tables(self.grid, &self.analysis.source, None) {
            let owner = if table.is_decision {
                self.grid
                    .decisions
                    .iter()
                    .position(|known| known.name == table.name)
                    .map(DecisionId)
                    .map(Owner::Decision)
            } else {
                self.grid.point_named(&table.name).map(Owner::Point)
            };
            if let Some(owner) = owner {
                self.scale(&table, owner);
            }
        }
    }

    fn scale(&mut self, table: &Table, owner: Owner) {
        let (mut levels, mut lines) = (BTreeSet::new(), BTreeSet::new());
        let mut sides: Vec<(InputId, Value, String)> = Vec::new();
        let tests = self.tests(owner);
        for row in &table.rows {
            let goal = |kind, covered, values: &[(InputId, Value)], level: &str, title: String| Goal {
                of: table.name.clone(),
                kind,
                covered,
                ready: write::case(self.grid, &title, values, &expected(table, level)),
            };
            let mut found = Vec::new();
            let title = format!("{} : {}", table.name, row.level);
            if levels.insert(&row.level) {
                let covered = self.comes(owner, |level, _| level == row.level);
                found.push(goal(GoalKind::Level, covered, &row.case.values, &row.level, title.clone()));
            }
            if lines.insert(row.line) {
                let covered = self.comes(owner, |_, line| line == row.line);
                found.push(goal(GoalKind::Line, covered, &row.case.values, &row.level, title));
            }
            for (input, value, level, values) in sides_of(self.grid, row) {
                let same = |other: &Value| {
                    let of_input = |(of, _): &&(InputId, &Test)| *of == input;
                    tests.iter().filter(of_input).all(|(_, test)| test.holds(other) == test.holds(&value))
                };
                if sides.iter().any(|(of, known, at)| *of == input && at == level && same(known)) {
                    continue;
                }
                let covered = self.passing.iter().any(|passing| {
                    passing.ran.audit.value(input).is_some_and(same)
                        && self.came(passing, owner).is_some_and(|(came, _)| came == level)
                });
                let name = &self.grid.input(input).name;
                let title = format!("{} : {level}, au bord de {name}", table.name);
                found.push(goal(GoalKind::Side, covered, values, level, title));
                sides.push((input, value, level.to_owned()));
            }
            self.goals.append(&mut found);
        }
    }

    /// True if some case comes to a level by a line of a scale.
    fn comes(&self, owner: Owner, wanted: impl Fn(&str, usize) -> bool) -> bool {
        self.passing.iter().any(|passing| self.came(passing, owner).is_some_and(|(level, line)| wanted(&level, line)))
    }

    /// The level a case comes to, and the line of the source that decides.
    fn came(&self, passing: &Passing<'_>, owner: Owner) -> Option<(String, usize)> {
        let line = |span: Span| self.analysis.source.line(span.start);
        match owner {
            Owner::Point(point) => {
                let came = &passing.outcome.points[point.0];
                let decided = came.status == PointStatus::Computed && passing.speaks_of(point);
                let Some(crate::audit::RecordedRating::Level(level)) = came.rating.as_ref().filter(|_| decided) else {
                    return None;
                };
                let level = self.grid.scale(self.grid.point(point).scale).levels().get(*level)?;
                Some((level.name.clone(), line(came.clause?)))
            }
            Owner::Decision(decision) => {
                let DecisionOutcome::Decided(at) = passing.outcome.decisions[decision.0] else { return None };
                let decided = self.grid.decisions[decision.0].lines.get(at)?;
                Some((decided.level.clone(), line(decided.span)))
            }
        }
    }

    /// The tests a scale makes, definitions unfolded.
    fn tests(&self, owner: Owner) -> Vec<(InputId, &'g Test)> {
        let grid = self.grid;
        let mut atoms: Vec<&'g Atom> = Vec::new();
        match owner {
            Owner::Point(point) => {
                let Rating::Computed(scale) = &grid.point(point).rating else { return Vec::new() };
                let conditions = scale.lines.iter().filter_map(|line| line.condition.as_ref());
                conditions.for_each(|condition| unfold(grid, condition, &mut atoms));
            }
            Owner::Decision(decision) => {
                let lines = &grid.decisions[decision.0].lines;
                let mut named = Vec::new();
                for condition in lines.iter().filter_map(|line| line.condition.as_ref()) {
                    let mut look = |atom: &'g ResultAtom| {
                        if let ResultAtom::Input(atom) = atom {
                            atoms.push(atom);
                        }
                    };
                    condition.walk(&mut look, &mut |id| named.push(id));
                }
                for id in named {
                    unfold(grid, &grid.definitions[id.0].condition, &mut atoms);
                }
            }
        }
        atoms.into_iter().map(|atom| (atom.input, &atom.test)).collect()
    }

    /// The clauses that put points aside: each must do so in some case, and let a point apply in another.
    fn clauses(&mut self) {
        let groups = (0..self.grid.groups.len()).map(|at| Child::Group(GroupId(at)));
        let points = (0..self.grid.points.len()).map(|at| Child::Point(PointId(at)));
        for child in groups.chain(points).collect::<Vec<_>>() {
            let Some(point) = self.first_point(child) else { continue };
            let common = common(self.grid, child);
            for clause in &common.applicability {
                let out = if clause.negated { clause.condition.clone() } else { negated(&clause.condition) };
                self.clause(child, point, clause.span, &out, PointStatus::NotApplicable);
            }
            if let Some(clause) = &common.opt_in {
                let out = Formula::All(vec![clause.optional_if.clone(), negated(&clause.retained_if)], clause.span);
                self.clause(child, point, clause.span, &out, PointStatus::NotRetained);
            }
        }
    }

    fn clause(&mut self, child: Child, point: PointId, span: Span, out: &Formula<Atom>, status: PointStatus) {
        let of = self.grid.point(point).id.clone();
        let inside = |at: usize| match child {
            Child::Point(point) => point.0 == at,
            Child::Group(group) => self.grid.ancestors(self.grid.points[at].group).any(|around| around == group),
        };
        let applies = |status: PointStatus| {
            !matches!(status, PointStatus::NotApplicable | PointStatus::NotRetained | PointStatus::Undetermined)
        };
        let shown = |wanted: &dyn Fn(usize, &Passing<'_>) -> bool| {
            self.passing.iter().any(|passing| {
                (0..self.grid.points.len())
                    .any(|at| inside(at) && passing.speaks_of(PointId(at)) && wanted(at, passing))
            })
        };
        let put_aside = shown(&|at, passing| passing.outcome.points[at].clause == Some(span));
        let kept = shown(&|at, passing| applies(passing.outcome.points[at].status));
        let sides = [
            (out.clone(), put_aside, status.word().to_owned(), format!("statut {of} = {}", status.word())),
            (negated(out), kept, "applicable".to_owned(), format!("applicable({of})")),
        ];
        for (condition, covered, word, expected) in sides {
            let Some(values) = witness(self.grid, &condition) else { continue };
            let ready = write::case(self.grid, &format!("{of} : {word}"), &values, &expected);
            self.goals.push(Goal { of: of.clone(), kind: GoalKind::Clause, covered, ready });
        }
    }

    /// The point a clause is shown on: itself, or the first inside a group.
    fn first_point(&self, child: Child) -> Option<PointId> {
        match child {
            Child::Point(point) => Some(point),
            Child::Group(group) => self.grid.group(group).children.iter().find_map(|child| self.first_point(*child)),
        }
    }
}

/// The sides of the borders of a region: an input, its value there, the level, the whole audit.
fn sides_of<'r>(
    grid: &'r Grid,
    row: &'r Row,
) -> impl Iterator<Item = (InputId, Value, &'r str, &'r [(InputId, Value)])> {
    row.borders.iter().flat_map(move |border| {
        let input = grid.input_named(&border.input);
        let sides = [(&border.inside, row.level.as_str()), (&border.outside, border.level.as_str())];
        sides.into_iter().filter_map(move |(case, level)| {
            let input = input?;
            let (_, value) = case.values.iter().find(|(of, _)| *of == input)?;
            Some((input, value.clone(), level, case.values.as_slice()))
        })
    })
}

/// What a ready case expects of a scale.
fn expected(table: &Table, level: &str) -> String {
    format!("{} = {level}", table.name)
}

fn common(grid: &Grid, child: Child) -> &Common {
    match child {
        Child::Group(group) => &grid.group(group).common,
        Child::Point(point) => &grid.point(point).common,
    }
}

fn negated(condition: &Formula<Atom>) -> Formula<Atom> {
    Formula::Not(Box::new(condition.clone()), Span::default())
}

/// The tests of a condition, definitions unfolded.
fn unfold<'g>(grid: &'g Grid, condition: &'g Formula<Atom>, atoms: &mut Vec<&'g Atom>) {
    let mut named = Vec::new();
    condition.walk(&mut |atom| atoms.push(atom), &mut |id| named.push(id));
    for id in named {
        unfold(grid, &grid.definitions[id.0].condition, atoms);
    }
}

/// An audit of which a condition holds for certain; none if there is none, or past the limit.
fn witness(grid: &Grid, condition: &Formula<Atom>) -> Option<Vec<(InputId, Value)>> {
    let (mut space, regions) = Space::new(grid, &[condition]).ok()?;
    let observable = space.observe(*regions.first()?).ok()?;
    space.witness(&observable).map(|witness| witness.values)
}
