//! Conditions: generated, written in the language, and evaluated on full assignments, which is how the generator knows that what
//! it writes can happen.

use super::super::rng::Rng;
use super::input::{Domain, Input, Value};
use super::layout::{EDGE, NEXT, SOFT};

/// A full assignment: one entry an input, `None` where it does not exist.
pub type Assignment = Vec<Option<Value>>;

/// A condition over inputs.
#[derive(Debug, Clone)]
pub enum Condition {
    /// A test on one input.
    Test(usize, Test),
    /// `non …`
    Not(Box<Condition>),
    /// `… et …`
    All(Vec<Condition>),
    /// `… ou …`
    Any(Vec<Condition>),
    /// A definition, by its name and what it stands for.
    Named(String, Box<Condition>),
}

/// A test on an input: how it is written, and what it means.
#[derive(Debug, Clone)]
pub struct Test {
    written: String,
    meaning: Meaning,
}

#[derive(Debug, Clone)]
enum Meaning {
    Is(bool),
    Among(Vec<usize>),
    Contains(Vec<usize>, usize),
    Compare(&'static str, i64),
}

impl Condition {
    /// Whether it holds. A test on an input that does not exist is false, and its negation true.
    pub fn holds(&self, on: &Assignment) -> bool {
        match self {
            Self::Test(input, test) => on[*input].as_ref().is_some_and(|value| test.meaning.holds(value)),
            Self::Not(inner) => !inner.holds(on),
            Self::All(parts) => parts.iter().all(|part| part.holds(on)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(on)),
            Self::Named(_, inner) => inner.holds(on),
        }
    }

    /// The condition as the language writes it, with the signs of the layout.
    pub fn written(&self) -> String {
        let chain = |parts: &[Self], word: &str| {
            let parts: Vec<_> = parts.iter().map(Self::enclosed).collect();
            parts.join(&format!("{SOFT}{word} "))
        };
        match self {
            Self::Test(_, test) => test.written.clone(),
            Self::Not(inner) => format!("non {}", inner.enclosed()),
            Self::All(parts) => chain(parts, "et"),
            Self::Any(parts) => chain(parts, "ou"),
            Self::Named(name, _) => name.clone(),
        }
    }

    /// The same, in parentheses where it is a chain.
    fn enclosed(&self) -> String {
        match self {
            Self::All(_) | Self::Any(_) => format!("({EDGE}{}{EDGE})", self.written()),
            _ => self.written(),
        }
    }
}

impl Meaning {
    fn holds(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Is(wanted), Value::YesNo(given)) => wanted == given,
            (Self::Among(options), Value::Choice(given)) => options.contains(given),
            (Self::Contains(members, at_least), Value::Set(given)) => {
                members.iter().filter(|member| given.contains(member)).count() >= *at_least
            }
            (Self::Compare(sign, bound), Value::Number(given)) => match *sign {
                "=" => given == bound,
                "≠" => given != bound,
                "<" => given < bound,
                "≤" => given <= bound,
                ">" => given > bound,
                _ => given >= bound,
            },
            _ => false,
        }
    }
}

/// The same comparison with its sides exchanged.
fn mirrored(sign: &str) -> &'static str {
    match sign {
        "<" => ">",
        "≤" => "≥",
        ">" => "<",
        "≥" => "≤",
        "≠" => "≠",
        _ => "=",
    }
}

/// One of the ways to write a sign.
fn spelled(sign: &'static str, rng: &mut Rng) -> &'static str {
    match sign {
        "≤" if rng.chance(20) => "<=",
        "≥" if rng.chance(20) => ">=",
        "≠" if rng.chance(20) => "!=",
        other => other,
    }
}

/// A random test on an input.
pub fn test(inputs: &[Input], at: usize, rng: &mut Rng) -> Condition {
    let input = &inputs[at];
    let name = &input.name;
    let set = |names: Vec<&String>| {
        let names: Vec<_> = names.into_iter().map(String::as_str).collect();
        format!("{{{EDGE}{}{EDGE}}}", names.join(&NEXT.to_string()))
    };
    let test = match &input.domain {
        Domain::YesNo => {
            let (written, is) = match rng.below(6) {
                0 => (format!("{name} = oui"), true),
                1 => (format!("{name} = non"), false),
                2 => (format!("{name} ≠ oui"), false),
                _ => (name.clone(), true),
            };
            Test { written, meaning: Meaning::Is(is) }
        }
        Domain::Choice { ordered, options } => {
            let one = rng.below(options.len());
            if *ordered && rng.chance(60) {
                let sign = *rng.pick(&["<", "≤", ">", "≥"]);
                let among = (0..options.len()).filter(|option| match sign {
                    "<" => *option < one,
                    "≤" => *option <= one,
                    ">" => *option > one,
                    _ => *option >= one,
                });
                let meaning = Meaning::Among(among.collect());
                let bound = input.bound_of_option(one, rng);
                Test { written: format!("{name} {} {bound}", spelled(sign, rng)), meaning }
            } else {
                match rng.below(3) {
                    0 => Test { written: format!("{name} = {}", options[one]), meaning: Meaning::Among(vec![one]) },
                    1 => {
                        let others = (0..options.len()).filter(|option| *option != one).collect();
                        let sign = spelled("≠", rng);
                        Test { written: format!("{name} {sign} {}", options[one]), meaning: Meaning::Among(others) }
                    }
                    _ => {
                        let some = rng.some(&(0..options.len()).collect::<Vec<_>>(), 1);
                        let written =
                            format!("{name}{SOFT}parmi {}", set(some.iter().map(|at| &options[*at]).collect()));
                        Test { written, meaning: Meaning::Among(some) }
                    }
                }
            }
        }
        Domain::Set(members) => {
            let some = rng.some(&(0..members.len()).collect::<Vec<_>>(), 1);
            let names = || some.iter().map(|at| &members[*at]).collect();
            let (written, at_least) = match rng.below(3) {
                0 => (format!("tous {}", set(names())), some.len()),
                1 => {
                    let at_least = 1 + rng.below(some.len());
                    (format!("au moins {at_least} parmi {}", set(names())), at_least)
                }
                _ => {
                    let one = some[0];
                    let meaning = Meaning::Contains(vec![one], 1);
                    let written = format!("{name} contient {}", members[one]);
                    return Condition::Test(at, Test { written, meaning });
                }
            };
            Test { written: format!("{name}{SOFT}contient {written}"), meaning: Meaning::Contains(some, at_least) }
        }
        Domain::Number(_) => {
            let sign = *rng.pick(&["<", "≤", ">", "≥", "<", "≤", ">", "≥", "=", "≠"]);
            let (bound, constant) = input.bound(rng);
            let shown = spelled(sign, rng);
            let written = if rng.chance(10) {
                format!("{constant} {} {name}", spelled(mirrored(sign), rng))
            } else if rng.chance(10) && !shown.starts_with('!') {
                format!("{name}{SOFT}{shown} {constant}")
            } else {
                format!("{name} {shown} {constant}")
            };
            Test { written, meaning: Meaning::Compare(sign, bound) }
        }
    };
    Condition::Test(at, test)
}

/// What conditions may speak of.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a> {
    /// The inputs.
    pub inputs: &'a [Input],
    /// The definitions.
    pub definitions: &'a [(String, Condition)],
    /// Assignments that the constraints allow.
    pub samples: &'a [Assignment],
}

impl Vocabulary<'_> {
    /// Any condition.
    fn any(&self, depth: usize, rng: &mut Rng) -> Condition {
        match rng.below(if depth == 0 { 4 } else { 8 }) {
            4 => Condition::Not(Box::new(self.any(depth - 1, rng))),
            5 | 6 => Condition::All((0..2 + rng.below(2)).map(|_| self.any(depth - 1, rng)).collect()),
            7 => Condition::Any((0..2 + rng.below(2)).map(|_| self.any(depth - 1, rng)).collect()),
            3 if !self.definitions.is_empty() => {
                let (name, meaning) = rng.pick(self.definitions);
                Condition::Named(name.clone(), Box::new(meaning.clone()))
            }
            _ => test(self.inputs, rng.below(self.inputs.len()), rng),
        }
    }

    /// A condition that the samples show both true and false; `None` if chance finds none.
    pub fn open(&self, depth: usize, rng: &mut Rng) -> Option<Condition> {
        (0..30).find_map(|_| {
            let condition = self.any(depth, rng);
            let holding = self.samples.iter().filter(|sample| condition.holds(sample)).count();
            (holding > 0 && holding < self.samples.len()).then_some(condition)
        })
    }

    /// Conditions of which exactly one holds whatever the inputs say, each shown true by a sample: the leaves of a random tree of
    /// tests, gathered in at most `most` bundles. Always at least one.
    pub fn partition(&self, most: usize, rng: &mut Rng) -> Vec<Condition> {
        let mut leaves = Vec::new();
        self.grow(&mut Vec::new(), self.samples, 3, rng, &mut leaves);
        let (seen, unseen): (Vec<_>, Vec<_>) = leaves.into_iter().partition(|(_, seen)| *seen);
        let count = seen.len().min(most).max(1);
        let mut bundles: Vec<Vec<Condition>> = vec![Vec::new(); count];
        for (index, (path, _)) in seen.into_iter().chain(unseen).enumerate() {
            let bundle = if index < count { index } else { rng.below(count) };
            bundles[bundle].push(path);
        }
        bundles
            .into_iter()
            .map(|mut paths| if paths.len() == 1 { paths.remove(0) } else { Condition::Any(paths) })
            .collect()
    }

    /// Splits on a test, down to leaves: each the path to it, and whether a sample takes it.
    fn grow(
        &self,
        path: &mut Vec<Condition>,
        samples: &[Assignment],
        depth: usize,
        rng: &mut Rng,
        leaves: &mut Vec<(Condition, bool)>,
    ) {
        let here = Vocabulary { samples, ..*self };
        let split = if depth > 0 && !(path.len() > 1 && rng.chance(30)) { here.open(0, rng) } else { None };
        let Some(split) = split else {
            let condition = if path.len() == 1 { path[0].clone() } else { Condition::All(path.clone()) };
            leaves.push((condition, !samples.is_empty()));
            return;
        };
        let (yes, no): (Vec<_>, Vec<_>) = samples.iter().cloned().partition(|sample| split.holds(sample));
        for (branch, samples) in [(split.clone(), yes), (Condition::Not(Box::new(split)), no)] {
            path.push(branch);
            self.grow(path, &samples, depth - 1, rng, leaves);
            path.pop();
        }
    }
}
