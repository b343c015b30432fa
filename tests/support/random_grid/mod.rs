//! Random valid grids, as text: every feature of the language, in a random layout, the same for the same seed.
//!
//! The generator goes by types: it draws inputs first, then a few hundred full assignments that their existence conditions and
//! the constraints allow ([`RandomGrid::samples`]); every condition it then writes is one those samples show both true and
//! false where it stands. Graded scales and conditional weights are cut along random trees of tests: they are exclusive and
//! exhaustive by construction, and no level is out of reach. Decisions are tried on full audits ([`decision`]).

mod condition;
mod decision;
pub mod input;
mod layout;
mod requirement;
mod section;
mod words;

use super::rng::Rng;
use condition::{Condition, Vocabulary};
use input::{Domain, Input, Kind};
use layout::{EDGE, END, SOFT};
use words::Names;

pub use condition::Assignment;

/// How many full assignments are drawn before the constraints.
const SAMPLES: usize = 250;

/// A grid, and what is needed to write audits of it.
#[derive(Debug)]
pub struct RandomGrid {
    /// The grid file.
    pub text: String,
    /// `name@version`.
    pub citation: String,
    /// Its inputs.
    pub inputs: Vec<Input>,
    /// Full assignments that it allows.
    pub samples: Vec<Assignment>,
    /// Its points, in the order written.
    pub points: Vec<Point>,
}

/// A point.
#[derive(Debug)]
pub struct Point {
    /// Its id.
    pub id: String,
    /// The scale it is rated on.
    pub scale: Scale,
    /// True if it has a `barème`.
    pub computed: bool,
    /// The keys under which its elements, and what is admitted for them, are recorded.
    pub elements: Vec<String>,
}

/// A scale.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Its name.
    pub name: String,
    /// Its levels, worst first, each with its value in hundredths; none on an interval.
    pub levels: Vec<(String, Option<i64>)>,
    /// The bounds of an interval.
    pub interval: Option<(i64, i64)>,
    /// True if a point may be set aside.
    pub sets_aside: bool,
}

/// The grid being made.
struct Generator {
    rng: Rng,
    names: Names,
    inputs: Vec<Input>,
    definitions: Vec<(String, Condition)>,
    samples: Vec<Assignment>,
    scales: Vec<Scale>,
    /// Shared checklists: name, names of the elements.
    checklists: Vec<(String, Vec<String>)>,
    /// True if levels have values, so that the grid has totals.
    valued: bool,
    /// True if the grid replaces another version.
    replaces: bool,
    /// Words of the ranks of groups, outermost first.
    ranks: Vec<String>,
    points: Vec<Point>,
    /// Ids and words of the groups that have an id and whose total counts something.
    groups: Vec<(String, String)>,
    /// Declarations, in an order that may be shuffled.
    declarations: Vec<String>,
}

impl RandomGrid {
    /// The grid of a seed.
    pub fn new(seed: u64) -> Self {
        let mut generator = Generator {
            rng: Rng::new(seed),
            names: Names::default(),
            inputs: Vec::new(),
            definitions: Vec::new(),
            samples: vec![Vec::new(); SAMPLES],
            scales: Vec::new(),
            checklists: Vec::new(),
            valued: true,
            replaces: false,
            ranks: Vec::new(),
            points: Vec::new(),
            groups: Vec::new(),
            declarations: Vec::new(),
        };
        let text = generator.grid();
        let text = layout::resolve(&text, &mut generator.rng);
        let Generator { inputs, samples, points, .. } = generator;
        Self { text, citation: "essai@2".to_owned(), inputs, samples, points }
    }
}

impl Generator {
    /// The words conditions may use where `samples` can happen.
    fn vocabulary<'a>(&'a self, samples: &'a [Assignment]) -> Vocabulary<'a> {
        Vocabulary { inputs: &self.inputs, definitions: &self.definitions, samples }
    }

    /// A condition that is not settled where `samples` can happen.
    fn open(&mut self, depth: usize, samples: &[Assignment]) -> Option<Condition> {
        let mut rng = self.rng.clone();
        let condition = self.vocabulary(samples).open(depth, &mut rng);
        self.rng = rng;
        condition
    }

    /// Exclusive and exhaustive conditions.
    fn partition(&mut self, most: usize, samples: &[Assignment]) -> Vec<Condition> {
        let mut rng = self.rng.clone();
        let parts = self.vocabulary(samples).partition(most, &mut rng);
        self.rng = rng;
        parts
    }

    /// The whole file.
    fn grid(&mut self) -> String {
        self.replaces = self.rng.chance(30);
        self.valued = self.rng.chance(88);
        let replaces = match (self.replaces, self.rng.chance(50)) {
            (false, _) => String::new(),
            (true, true) => " remplace \"1\"".to_owned(),
            (true, false) => format!("{END}remplace \"1\""),
        };
        let head = format!("grille essai version \"2\"{replaces}{END}");
        self.inputs_and_conditions();
        self.scales();
        self.checklists();
        self.texts();
        let plan = self.plan();
        let sections = self.sections();
        let decisions = self.decisions(&format!("{head}{plan}{sections}"));
        self.declarations.extend(decisions);
        let mut body = std::mem::take(&mut self.declarations);
        body.push(sections);
        if self.rng.chance(30) {
            for at in (1..body.len()).rev() {
                let other = self.rng.below(at + 1);
                body.swap(at, other);
            }
        }
        let start = if self.rng.chance(20) { END.to_string() } else { String::new() };
        format!("{start}{head}{plan}{}", body.concat())
    }

    /// Types, inputs, parameters, definitions, constraints; and the samples.
    fn inputs_and_conditions(&mut self) {
        let mut types = Vec::new();
        for _ in 0..self.rng.below(3) {
            let name = self.names.fresh(&["périodicité", "Maturité"], &mut self.rng);
            let count = 2 + self.rng.below(3);
            let options: Vec<_> =
                (0..count).map(|_| self.names.fresh(&["niveau", "annuelle"], &mut self.rng)).collect();
            let list = input::list(&options, true, &mut self.rng);
            self.declarations.push(format!("type {name} : choix ordonné {list}{END}"));
            types.push((name, options));
        }
        let count = 1 + self.rng.below(8);
        for at in 0..count {
            let mut input = Input::random(&mut self.names, &types, &mut self.rng);
            self.parameter(&mut input, &types);
            let samples = std::mem::take(&mut self.samples);
            if at > 0 && self.rng.chance(35) {
                input.exists_if = self.open(1, &samples);
            }
            if self.replaces && self.rng.chance(10) {
                let old = self.names.fresh(&["ancien"], &mut self.rng);
                input.written_type.push_str(&format!(" reprend {old}"));
            }
            self.samples = samples;
            for sample in &mut self.samples {
                let exists = input.exists_if.as_ref().is_none_or(|when| when.holds(sample));
                sample.push(exists.then(|| input.value(&mut self.rng)));
            }
            self.inputs.push(input);
            if self.rng.chance(25) {
                self.definition();
            }
        }
        for section in ["profil", "mesures"] {
            let inputs: String =
                self.inputs.iter().filter(|input| input.section == section).map(Input::written).collect();
            if !inputs.is_empty() {
                self.declarations.push(format!("{section} {{{END}{inputs}}}{END}"));
            }
        }
        for _ in 0..self.rng.below(3) {
            self.constraint();
        }
    }

    /// Perhaps a parameter for one of the constants an input is compared with.
    fn parameter(&mut self, input: &mut Input, types: &[(String, Vec<String>)]) {
        if !self.rng.chance(50) {
            return;
        }
        let name = self.names.fresh(&["seuil", "objectif"], &mut self.rng);
        let label = if self.rng.chance(60) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
        let (at, declared) = match &input.domain {
            Domain::Number(kind) => {
                let at = self.rng.below(input.landmarks.len());
                (at, format!("{name} = {}", input::constant(*kind, input.landmarks[at])))
            }
            Domain::Choice { options, .. } => {
                let Some((ty, _)) = types.iter().find(|(_, known)| known == options) else { return };
                let at = self.rng.below(options.len());
                (at, format!("{name} : {ty} = {}", options[at]))
            }
            _ => return,
        };
        input.parameters.push((name, at));
        self.declarations.push(format!("paramètre {declared}{label}{END}"));
    }

    /// Perhaps a definition over the inputs so far.
    fn definition(&mut self) {
        let samples = std::mem::take(&mut self.samples);
        if let Some(condition) = self.open(2, &samples) {
            let name = self.names.fresh(&["concerné", "éligible"], &mut self.rng);
            let label = if self.rng.chance(30) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
            self.declarations.push(format!("définition {name}{label} : {}{END}", condition.written()));
            self.definitions.push((name, condition));
        }
        self.samples = samples;
    }

    /// Perhaps a constraint, one that leaves most of the samples.
    fn constraint(&mut self) {
        let samples = std::mem::take(&mut self.samples);
        let (premise, conclusion) = (self.open(1, &samples), self.open(1, &samples));
        self.samples = samples;
        let (Some(premise), Some(conclusion)) = (premise, conclusion) else { return };
        let implies = self.rng.chance(70);
        let holds = |sample: &Assignment| (implies && !premise.holds(sample)) || conclusion.holds(sample);
        let kept: Vec<_> = self.samples.iter().filter(|sample| holds(sample)).cloned().collect();
        let all_exist = (0..self.inputs.len()).all(|at| kept.iter().any(|sample| sample[at].is_some()));
        if kept.len() < SAMPLES / 3 || !all_exist {
            return;
        }
        self.samples = kept;
        let label = if self.rng.chance(70) { format!("{} ", words::quoted(&mut self.rng)) } else { String::new() };
        let written = if implies {
            let gap = if self.rng.chance(50) { SOFT } else { ' ' };
            format!("{gap}si {}{SOFT}alors {}", premise.written(), conclusion.written())
        } else {
            format!(" {}", conclusion.written())
        };
        self.declarations.push(format!("contrainte {label}:{written}{END}"));
    }

    /// Scales; the first is the default one and has levels.
    fn scales(&mut self) {
        let count = 1 + self.rng.below(3);
        for at in 0..count {
            let name = self.names.fresh(&["cotation", "échelle_simple"], &mut self.rng);
            let sets_aside = self.rng.chance(60);
            let default = if at == 0 { " par défaut" } else { "" };
            if self.valued && at > 0 && self.rng.chance(50) {
                let (low, high) = *self.rng.pick(&[(0, 100), (0, 2000), (100, 500)]);
                let list = if sets_aside { format!(" {{{EDGE}sans objet{EDGE}}}") } else { String::new() };
                let bounds = format!("de {} à {}", words::decimal(low, ','), words::decimal(high, ','));
                self.declarations.push(format!("échelle {name}{default} {bounds}{list}{END}"));
                self.scales.push(Scale { name, levels: Vec::new(), interval: Some((low, high)), sets_aside });
                continue;
            }
            let valued = self.valued && (at == 0 || self.rng.chance(85));
            let mut value = *self.rng.pick(&[0, 0, 0, 50]);
            let mut levels = Vec::new();
            let mut lines = String::new();
            for _ in 0..2 + self.rng.below(4) {
                let level = self.names.fresh(&["conforme", "sensible", "écart"], &mut self.rng);
                lines.push_str(&level);
                if valued {
                    let written = match value {
                        25 if self.rng.chance(50) => "1/4".to_owned(),
                        75 if self.rng.chance(50) => "0,750".to_owned(),
                        value => words::decimal(value, ','),
                    };
                    lines.push_str(&format!(" = {written}"));
                }
                if self.rng.chance(70) {
                    lines.push_str(&format!(" {}", words::quoted(&mut self.rng)));
                }
                if self.replaces && self.rng.chance(10) {
                    let old = self.names.fresh(&["ancien"], &mut self.rng);
                    lines.push_str(&format!(" reprend {old}"));
                }
                lines.push(END);
                levels.push((level, valued.then_some(value)));
                value += *self.rng.pick(&[25, 50, 100]);
            }
            if sets_aside {
                lines.push_str(&format!("sans objet{END}"));
            }
            self.declarations.push(format!("échelle {name}{default} {{{END}{lines}}}{END}"));
            self.scales.push(Scale { name, levels, interval: None, sets_aside });
        }
    }

    /// Shared checklists; a later one may include an earlier one.
    fn checklists(&mut self) {
        for _ in 0..self.rng.below(3) {
            let name = self.names.fresh(&["langage_clair", "mentions"], &mut self.rng);
            let mut elements: Vec<String> = Vec::new();
            let mut lines = Vec::new();
            if !self.checklists.is_empty() && self.rng.chance(40) {
                let (inner, inner_elements) = self.rng.pick(&self.checklists).clone();
                lines.push(format!("[{inner}]"));
                elements.extend(inner_elements);
            }
            for _ in 0..=self.rng.below(3) {
                let element = self.names.fresh(&["mention", "règle"], &mut self.rng);
                let if_any = self.rng.chance(15);
                lines.push(words::marked(&element, if_any, &mut self.rng));
                elements.push(element);
            }
            self.declarations.push(format!("liste {name} {}{END}", words::block(&lines)));
            self.checklists.push((name, elements));
        }
    }

    /// Texts of the grid itself.
    fn texts(&mut self) {
        for word in ["titre", "source", "note", "interprétation", "interprétation"] {
            if self.rng.chance(40) {
                let text = if word == "titre" { words::quoted(&mut self.rng) } else { words::text(&mut self.rng) };
                self.declarations.push(format!("{word} {text}{END}"));
            }
        }
        if self.replaces && self.rng.chance(50) {
            let mut entries = String::new();
            for at in 1..=1 + self.rng.below(3) {
                let reason =
                    if self.rng.chance(70) { format!(" {}", words::quoted(&mut self.rng)) } else { String::new() };
                entries.push_str(&format!("R.{at}{reason}{END}"));
            }
            self.declarations.push(format!("retire {{{END}{entries}}}{END}"));
        }
    }

    /// `plan` and `total`.
    fn plan(&mut self) -> String {
        let depth = 1 + self.rng.below(3);
        self.ranks = ["domaine", "thème", "sous_thème"][..depth].iter().map(|&word| word.to_owned()).collect();
        let mut ranks = self.ranks.clone();
        if self.rng.chance(30) {
            ranks[0].push_str(" | annexe");
        }
        let total = match self.rng.below(3) {
            0 if self.valued => format!("total : somme pondérée{END}"),
            1 if self.valued => format!("total : moyenne pondérée{END}"),
            _ => String::new(),
        };
        format!("plan : {} > point{END}{total}", ranks.join(" > "))
    }

    /// A percentage as a decision compares a score with, sometimes through a parameter of its own.
    fn threshold(&mut self) -> String {
        let written = input::constant(Kind::Percentage, self.rng.between(1, 19) * 500);
        if !self.rng.chance(20) {
            return written;
        }
        let name = self.names.fresh(&["seuil"], &mut self.rng);
        self.declarations.push(format!("paramètre {name} = {written}{END}"));
        name
    }
}
