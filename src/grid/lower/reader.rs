//! Lines written outside the grid, read with its names: the inputs, ratings and conditions of a file of cases.
//!
//! Whatever the grid itself would say of such a line is said here too, with the same words and corrections. Places are those of
//! the file the lines stand in; what would point into the grid's own text is left out.

use super::constant::literal_value;
use super::names::{Symbol, unknown, unknown_id};
use super::{Lowering, Override, lowering};
use crate::diagnostic::{Case, Diagnostic, Fix, Named, Naming, Span, Wanted};
use crate::exact::{self, Exact};
use crate::grid::{
    Aggregate, Comparison, Domain, Formula, Grid, InputId, ParameterValue, Point, PointId, ResultAtom, ScaleKind, Test,
    Value,
};
use crate::syntax::case::{Answer, Rating};
use crate::syntax::tree::{Expression, ExpressionKind, File, Name, Operand};

/// A grid's names, and what is wrong with the lines read so far.
pub struct Reader<'a>(Lowering<'a>);

/// A rating on the scale of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenRating {
    /// A level, by index.
    Level(usize),
    /// A value on an interval scale.
    Value(Exact),
}

/// Elements recorded for a point.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GivenElements {
    /// Those met, by index, sorted.
    pub met: Vec<usize>,
    /// Substitutes met, by index, each with the element it stands for, sorted.
    pub substituted: Vec<(usize, usize)>,
}

impl<'a> Reader<'a> {
    /// Reads with the names of a grid, its parameters at their effective values.
    pub fn new(file: &'a File, overrides: &[Override]) -> Self {
        let mut lowering = lowering(file, overrides);
        lowering.diagnostics.clear();
        Self(lowering)
    }

    /// The grid.
    pub fn grid(&self) -> &Grid {
        &self.0.grid
    }

    /// What is wrong with the lines read since this was last asked.
    pub fn findings(&mut self) -> Vec<Diagnostic> {
        let mut found = std::mem::take(&mut self.0.diagnostics);
        // They point into the grid's text.
        for diagnostic in &mut found {
            diagnostic.labels.clear();
        }
        found
    }

    /// Adds to what is wrong.
    pub fn report(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.0.diagnostics.extend(found);
    }

    /// A condition over inputs and results, as those of decisions. A score compared with `=` or `≠` is the score as it is
    /// written, rounded half up to two decimals; every other comparison is exact.
    pub fn condition(&mut self, expression: &Expression) -> Option<Formula<ResultAtom>> {
        self.0.formula(expression, Lowering::result_test).map(as_written)
    }

    /// The value a line gives to an input.
    pub fn answer(&mut self, input: &Name, answer: &Answer) -> Option<(InputId, Value)> {
        let id = self.input(input)?;
        let value = match (&self.0.grid.input(id).domain, answer) {
            (Domain::Set(members), Answer::Several(named)) => {
                let count = members.len();
                self.members(id, named).map(|held| Value::Set((0..count).map(|at| held.contains(&at)).collect()))
            }
            (Domain::Set(members), Answer::One(operand)) => {
                let member = match operand {
                    Operand::Name(name) => members.iter().find(|member| member.name == name.text),
                    _ => None,
                };
                let written = member.map(|member| format!("{{ {} }}", member.name));
                let problem = Case::SetNeedsBraces { input: input.text.clone() };
                let diagnostic = Diagnostic::new(problem, operand.span());
                self.0.diagnostics.push(match written {
                    Some(written) => {
                        diagnostic.fix(Fix::replace(format!("écrire `{written}`"), operand.span(), written))
                    }
                    None => diagnostic,
                });
                None
            }
            (_, Answer::Several(named)) => {
                let span = named.first().zip(named.last()).map_or(input.span, |(first, last)| first.span.to(last.span));
                self.0.report(Case::OneValue { input: input.text.clone() }, span);
                None
            }
            (Domain::YesNo, Answer::Bare(answer)) => Some(Value::YesNo(*answer)),
            (_, Answer::Bare(_)) => {
                self.0.report(Case::NoValue { input: input.text.clone() }, input.span);
                None
            }
            (_, Answer::One(operand)) => self.one_value(input, operand),
        };
        value.map(|value| (id, value))
    }

    /// The input of a name.
    fn input(&mut self, name: &Name) -> Option<InputId> {
        let kind = match self.0.names.get(&name.text) {
            Some(Symbol::Input(id)) => return Some(id),
            Some(Symbol::Broken) => return None,
            Some(Symbol::Parameter(_)) => "un paramètre",
            Some(Symbol::Definition(_)) => "une définition",
            Some(Symbol::Decision(_)) => "une décision",
            None => {
                self.0.unknown_name(name, |symbol| matches!(symbol, Symbol::Input(_)));
                return None;
            }
        };
        self.0.report(Case::NotAnInput { name: name.text.clone(), kind }, name.span);
        None
    }

    /// The value an input must have for `input = operand` to hold.
    fn one_value(&mut self, input: &Name, operand: &Operand) -> Option<Value> {
        let span = input.span.to(operand.span());
        let kind = ExpressionKind::Compare {
            left: Operand::Name(input.clone()),
            comparison: Comparison::Equal,
            sign: Span { start: input.span.end, end: operand.span().start },
            right: operand.clone(),
        };
        match self.0.input_test(&Expression { kind, span })? {
            Formula::Atom(atom) => match atom.test {
                Test::Is(answer) => Some(Value::YesNo(answer)),
                Test::Among(options) => options.first().copied().map(Value::Choice),
                Test::Compare(_, bound) => Some(Value::Number(bound.value)),
                Test::Contains { .. } => None,
            },
            _ => None,
        }
    }

    /// The members of a set, by index; there may be none.
    fn members(&mut self, input: InputId, named: &[Name]) -> Option<Vec<usize>> {
        let mut held = Vec::new();
        let mut at_fault = false;
        for (at, name) in named.iter().enumerate() {
            if let Some(first) = named[..at].iter().find(|first| first.text == name.text) {
                self.0.repeated(Named::Listed, name, first.span);
                at_fault = true;
            } else if let Some(member) = self.0.grid.input(input).domain.option_named(&name.text) {
                held.push(member);
            } else {
                self.0.not_an_option(input, name);
                at_fault = true;
            }
        }
        (!at_fault).then_some(held)
    }

    /// The point of an id.
    pub fn point(&mut self, id: &Name) -> Option<PointId> {
        let found = self.0.grid.point_named(&id.text);
        if found.is_none() {
            let unknown = unknown_id(id, self.0.grid.points.iter().map(|point| point.id.as_str()).collect());
            self.0.unknown(|id| Naming::UnknownSection { id, wanted: Wanted::Point }, unknown, id.span);
        }
        found
    }

    /// A rating on the scale of a point.
    pub fn rating(&mut self, point: PointId, rating: &Rating) -> Option<GivenRating> {
        let scale = self.0.grid.point(point).scale;
        match rating {
            Rating::Level(name) => self.0.level_named(scale, name).map(GivenRating::Level),
            Rating::Value(literal) => {
                let ParameterValue::Number(value) = literal_value(literal)? else {
                    return self.no_such_rating(point, literal.span);
                };
                let worth = match &self.0.grid.scale(scale).kind {
                    ScaleKind::Levels(levels) => {
                        levels.iter().position(|level| level.value.as_ref() == Some(&value)).map(GivenRating::Level)
                    }
                    ScaleKind::Interval { low, high } => {
                        let fine = (&value * exact::integer(1_000_000)).is_integer();
                        (*low <= value && value <= *high && fine).then_some(GivenRating::Value(value))
                    }
                };
                worth.or_else(|| self.no_such_rating(point, literal.span))
            }
        }
    }

    fn no_such_rating(&mut self, point: PointId, span: Span) -> Option<GivenRating> {
        let number = exact::to_text;
        let expected = match &self.0.grid.scale(self.0.grid.point(point).scale).kind {
            ScaleKind::Levels(levels) => levels
                .iter()
                .map(|level| match &level.value {
                    Some(value) => format!("`{}` ({})", level.name, number(value, ',')),
                    None => format!("`{}`", level.name),
                })
                .collect(),
            ScaleKind::Interval { low, high } => {
                vec![format!("un nombre de {} à {}, à six décimales au plus", number(low, ','), number(high, ','))]
            }
        };
        let point = self.0.grid.point(point).id.clone();
        self.0.report(Case::NoSuchRating { point, expected }, span);
        None
    }

    /// The elements named, of a point.
    pub fn elements(&mut self, point: PointId, named: &[Name]) -> Option<GivenElements> {
        let mut given = GivenElements::default();
        let mut at_fault = false;
        for (at, name) in named.iter().enumerate() {
            if let Some(first) = named[..at].iter().find(|first| first.text == name.text) {
                self.0.repeated(Named::Listed, name, first.span);
                at_fault = true;
                continue;
            }
            match recordable(self.0.grid.point(point), &name.text) {
                Some(Recorded::Element(element)) => given.met.push(element),
                Some(Recorded::Substitute(pair)) => given.substituted.push(pair),
                None => {
                    let unknown = unknown(name, keys(self.0.grid.point(point)));
                    self.0.unknown(Naming::UnknownElement, unknown, name.span);
                    at_fault = true;
                }
            }
        }
        given.met.sort_unstable();
        given.substituted.sort_unstable();
        (!at_fault).then_some(given)
    }
}

/// What a key of a point's elements stands for.
enum Recorded {
    Element(usize),
    Substitute((usize, usize)),
}

fn recordable(point: &Point, key: &str) -> Option<Recorded> {
    let elements = point.requirement.iter().flat_map(|requirement| &requirement.elements);
    let element = elements.enumerate().find(|(_, element)| element.key == key).map(|(at, _)| Recorded::Element(at));
    element.or_else(|| {
        let substitutes = point.substitutes.iter().enumerate();
        let mut pairs = substitutes.flat_map(|(at, other)| other.stands_for.iter().map(move |pair| (at, pair)));
        pairs.find(|(_, (name, _))| name == key).map(|(at, (_, element))| Recorded::Substitute((at, *element)))
    })
}

/// The keys of a point's elements.
fn keys(point: &Point) -> Vec<&str> {
    let elements = point.requirement.iter().flat_map(|requirement| &requirement.elements);
    let substitutes = point.substitutes.iter().flat_map(|other| &other.stands_for);
    elements.map(|element| element.key.as_str()).chain(substitutes.map(|(key, _)| key.as_str())).collect()
}

/// `score = 87,81 %` read as « the score written is 87,81 % »: from half a hundredth below, included, to half a hundredth above.
fn as_written(formula: Formula<ResultAtom>) -> Formula<ResultAtom> {
    match formula {
        Formula::Not(inner, span) => Formula::Not(Box::new(as_written(*inner)), span),
        Formula::All(parts, span) => Formula::All(parts.into_iter().map(as_written).collect(), span),
        Formula::Any(parts, span) => Formula::Any(parts.into_iter().map(as_written).collect(), span),
        Formula::Atom(ResultAtom::Compare {
            aggregate: aggregate @ (Aggregate::Score(_) | Aggregate::LeastScore { .. }),
            comparison: comparison @ (Comparison::Equal | Comparison::Different),
            bound,
            parameter,
            span,
        }) => {
            let half = exact::integer(1) / exact::integer(200);
            let side = |comparison, bound| {
                Formula::Atom(ResultAtom::Compare { aggregate: aggregate.clone(), comparison, bound, parameter, span })
            };
            if comparison == Comparison::Equal {
                let sides = [(Comparison::GreaterOrEqual, &bound - &half), (Comparison::Less, &bound + &half)];
                Formula::All(sides.map(|(comparison, bound)| side(comparison, bound)).to_vec(), span)
            } else {
                let sides = [(Comparison::Less, &bound - &half), (Comparison::GreaterOrEqual, &bound + &half)];
                Formula::Any(sides.map(|(comparison, bound)| side(comparison, bound)).to_vec(), span)
            }
        }
        other => other,
    }
}
