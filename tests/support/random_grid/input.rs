//! Inputs: their domains, how they are declared, and random values in them.

use super::super::rng::Rng;
use super::condition::Condition;
use super::layout::{EDGE, END, NEXT, SOFT};
use super::words::{self, Names};

/// A value; numbers count hundredths (of the unit of a duration, of a percent, of a day).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    YesNo(bool),
    Choice(usize),
    Set(Vec<usize>),
    Number(i64),
}

/// What kind of number an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Number,
    Integer,
    Percentage,
    Days,
    Months,
    Date,
}

/// The values an input may take.
#[derive(Debug, Clone)]
pub enum Domain {
    YesNo,
    Choice { ordered: bool, options: Vec<String> },
    Set(Vec<String>),
    Number(Kind),
}

/// An input.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name.
    pub name: String,
    /// `profil` or `mesures`.
    pub section: &'static str,
    /// Its values.
    pub domain: Domain,
    /// When it exists.
    pub exists_if: Option<Condition>,
    /// The least and greatest number, in hundredths.
    pub bounds: (i64, i64),
    /// The numbers that conditions compare it with, inside the bounds.
    pub landmarks: Vec<i64>,
    /// Parameters that stand for a landmark or an option.
    pub parameters: Vec<(String, usize)>,
    /// Its type as declared.
    pub written_type: String,
}

/// A constant of a kind, as the language writes it.
pub fn constant(kind: Kind, hundredths: i64) -> String {
    match kind {
        Kind::Percentage => format!("{} %", words::decimal(hundredths, ',')),
        Kind::Days if hundredths % 700 == 0 && hundredths != 0 => plural(hundredths / 700, "semaine"),
        Kind::Days => plural(hundredths / 100, "jour"),
        Kind::Months if hundredths % 1200 == 0 && hundredths != 0 => plural(hundredths / 1200, "an"),
        Kind::Months => format!("{} mois", hundredths / 100),
        Kind::Date => {
            let (year, month, day) = grille::syntax::date_from_days(hundredths / 100);
            format!("{day:02}/{month:02}/{year:04}")
        }
        Kind::Number | Kind::Integer => words::decimal(hundredths, ','),
    }
}

fn plural(count: i64, word: &str) -> String {
    if count < 2 { format!("{count} {word}") } else { format!("{count} {word}s") }
}

impl Input {
    /// A random input; `types` are the declared types, each an ordered choice.
    pub fn random(names: &mut Names, types: &[(String, Vec<String>)], rng: &mut Rng) -> Self {
        let mut input = Self {
            name: names.fresh(&["svi", "effectif", "délai", "taux", "été_2023", "œuvre", "activité", "Nature"], rng),
            section: if rng.chance(50) { "profil" } else { "mesures" },
            domain: Domain::YesNo,
            exists_if: None,
            bounds: (0, 0),
            landmarks: Vec::new(),
            parameters: Vec::new(),
            written_type: "oui_non".to_owned(),
        };
        let label = if rng.chance(80) { format!(" {}", words::quoted(rng)) } else { String::new() };
        match rng.below(12) {
            0..=2 => input.written_type.push_str(&label),
            3 if !types.is_empty() => {
                let (name, options) = rng.pick(types);
                input.domain = Domain::Choice { ordered: true, options: options.clone() };
                input.written_type = format!("{name}{label}");
            }
            3..=5 => {
                let ordered = rng.chance(40);
                let options: Vec<_> =
                    (0..2 + rng.below(4)).map(|_| names.fresh(&["option", "cas", "or"], rng)).collect();
                let word = if ordered { "choix ordonné" } else { "choix" };
                input.written_type = format!("{word}{label} {}", list(&options, ordered, rng));
                input.domain = Domain::Choice { ordered, options };
            }
            6 | 7 => {
                let members: Vec<_> = (0..2 + rng.below(3)).map(|_| names.fresh(&["membre", "métier"], rng)).collect();
                input.written_type = format!("ensemble{label} {}", list(&members, false, rng));
                input.domain = Domain::Set(members);
            }
            _ => {
                let kind = *rng.pick(&[
                    Kind::Number,
                    Kind::Integer,
                    Kind::Percentage,
                    Kind::Percentage,
                    Kind::Days,
                    Kind::Months,
                    Kind::Date,
                ]);
                input.number(kind, &label, rng);
            }
        }
        input
    }

    /// Makes it a number.
    fn number(&mut self, kind: Kind, label: &str, rng: &mut Rng) {
        let (word, low, high, step) = match kind {
            Kind::Number => ("nombre", 0, 100_000, 25),
            Kind::Integer => ("entier", 0, 50_000, 100),
            Kind::Percentage => ("pourcentage", 0, 10_000, 50),
            Kind::Days => ("durée en jours", 0, 9_000, 100),
            Kind::Months => ("durée en mois", 0, 6_000, 100),
            Kind::Date => ("date", 1_700_000, 2_000_000, 100),
        };
        let bounded = kind != Kind::Date && rng.chance(50);
        let bounds = if bounded && kind != Kind::Days && kind != Kind::Months {
            format!(" de {} à {}", constant(kind, low), constant(kind, high))
        } else {
            String::new()
        };
        let unit = match kind {
            Kind::Number | Kind::Integer if rng.chance(40) => " en \"agents\"",
            _ => "",
        };
        self.written_type = format!("{word}{bounds}{unit}{label}");
        self.domain = Domain::Number(kind);
        self.bounds = (low, high);
        let mut landmarks: Vec<_> =
            (0..=rng.below(3)).map(|_| rng.between(low / step + 2, high / step - 2) * step).collect();
        landmarks.sort_unstable();
        landmarks.dedup();
        self.landmarks = landmarks;
    }

    /// A constant to compare it with: its value, and how it is written (a number or the name of a parameter).
    pub fn bound(&self, rng: &mut Rng) -> (i64, String) {
        let at = rng.below(self.landmarks.len());
        let Domain::Number(kind) = self.domain else { return (0, "0".to_owned()) };
        let named = self.parameters.iter().find(|(_, landmark)| *landmark == at).filter(|_| rng.chance(70));
        let written = named.map_or_else(|| constant(kind, self.landmarks[at]), |(name, _)| name.clone());
        (self.landmarks[at], written)
    }

    /// How an option is written in a comparison: its name, or that of a parameter.
    pub fn bound_of_option(&self, option: usize, rng: &mut Rng) -> String {
        let Domain::Choice { options, .. } = &self.domain else { return String::new() };
        let named = self.parameters.iter().find(|(_, at)| *at == option).filter(|_| rng.chance(70));
        named.map_or_else(|| options[option].clone(), |(name, _)| name.clone())
    }

    /// A random value: numbers fall on, just beside and far from the landmarks.
    pub fn value(&self, rng: &mut Rng) -> Value {
        match &self.domain {
            Domain::YesNo => Value::YesNo(rng.chance(50)),
            Domain::Choice { options, .. } => Value::Choice(rng.below(options.len())),
            Domain::Set(members) => Value::Set(rng.some(&(0..members.len()).collect::<Vec<_>>(), 0)),
            Domain::Number(kind) => {
                let (low, high) = self.bounds;
                let step = if matches!(kind, Kind::Number | Kind::Percentage) { 1 } else { 100 };
                let landmark = *rng.pick(&self.landmarks);
                let value = match rng.below(6) {
                    0 | 1 => landmark,
                    2 => landmark - step,
                    3 => landmark + step,
                    _ => rng.between(low / step, high / step) * step,
                };
                Value::Number(value.clamp(low, high))
            }
        }
    }

    /// A value as an audit gives it.
    pub fn json(&self, value: &Value) -> serde_json::Value {
        match (value, &self.domain) {
            (Value::YesNo(value), _) => (*value).into(),
            (Value::Choice(at), Domain::Choice { options, .. }) => options[*at].as_str().into(),
            (Value::Set(at), Domain::Set(members)) => at.iter().map(|at| members[*at].as_str()).collect(),
            (Value::Number(value), Domain::Number(Kind::Date)) => {
                let (year, month, day) = grille::syntax::date_from_days(value / 100);
                format!("{year:04}-{month:02}-{day:02}").into()
            }
            (Value::Number(value), Domain::Number(kind @ (Kind::Days | Kind::Months))) => {
                constant(*kind, *value).into()
            }
            (Value::Number(value), _) => serde_json::from_str(&words::decimal(*value, '.')).unwrap(),
            _ => serde_json::Value::Null,
        }
    }

    /// Its declaration.
    pub fn written(&self) -> String {
        let exists = self.exists_if.as_ref().map(|when| format!("{SOFT}existe si {}", when.written()));
        format!("{} : {}{}{END}", self.name, self.written_type, exists.unwrap_or_default())
    }
}

/// Options or members between braces.
pub fn list(names: &[String], ordered: bool, rng: &mut Rng) -> String {
    let entries: Vec<_> = names
        .iter()
        .map(|name| if rng.chance(60) { format!("{name} {}", words::quoted(rng)) } else { name.clone() })
        .collect();
    let between = if ordered { format!("{SOFT}< ") } else { NEXT.to_string() };
    format!("{{{EDGE}{}{EDGE}}}", entries.join(&between))
}
