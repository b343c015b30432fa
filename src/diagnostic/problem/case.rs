//! G7xx: cases: what a file of cases asks that its grid does not have, and what did not come out as expected.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G701", "G702", "G703", "G704", "G705", "G706", "G707", "G708", "G709", "G710", "G720", "G721", "G722", "G723",
];

/// A problem of a case. Names, values and conditions are written in the language of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Case {
    /// G701: no grid of that name and version stands beside the file.
    UnknownGrid {
        /// The grid asked for, as audits cite it.
        cited: String,
        /// Those that were found.
        found: Vec<String>,
    },
    /// G702: the grid has errors.
    BrokenGrid {
        /// The grid, as audits cite it.
        cited: String,
    },
    /// G703: a value is given to something that is no input.
    NotAnInput {
        /// The name.
        name: String,
        /// What it is: « un paramètre ».
        kind: &'static str,
    },
    /// G704: an input named without the value it is given.
    NoValue {
        /// The input.
        input: String,
    },
    /// G705: the members of a set, without braces.
    SetNeedsBraces {
        /// The input.
        input: String,
    },
    /// G705: several values for an input that has one.
    OneValue {
        /// The input.
        input: String,
    },
    /// G706: the same thing given twice in a case.
    GivenTwice {
        /// What: `taux_décroché`, `cotation 1.1`.
        what: String,
    },
    /// G707: two cases of the same title for one grid.
    RepeatedCase {
        /// The title.
        title: String,
    },
    /// G708: a case that expects nothing.
    ExpectsNothing {
        /// The title.
        title: String,
    },
    /// G709: a word that is no status, or a code that is none of anomalies or refusals.
    UnknownWord {
        /// What was looked for: « un statut ».
        kind: &'static str,
        /// The word.
        word: String,
        /// Those there are.
        known: Vec<&'static str>,
    },
    /// G710: a rating that the scale of a point does not have.
    NoSuchRating {
        /// The point.
        point: String,
        /// What the scale has.
        expected: Vec<String>,
    },
    /// G720: the audit is refused.
    Refused {
        /// The code of the refusal.
        code: &'static str,
        /// Why.
        reason: String,
    },
    /// G721: the audit should have been refused.
    NotRefused {
        /// The refusal it got; none if it was accepted.
        instead: Option<String>,
    },
    /// G722: something else came out.
    Otherwise {
        /// What was expected.
        expected: String,
        /// What came out.
        obtained: String,
    },
    /// G723: nothing tells whether what is expected holds.
    Undecided {
        /// What was expected.
        expected: String,
        /// What is missing to tell.
        missing: Vec<String>,
    },
}

impl Case {
    /// All that is said of the problem.
    pub(super) fn wording(&self) -> Wording {
        let (code, message, help) = match self {
            Self::UnknownGrid { cited, found } => (
                "G701",
                format!("aucune grille `{cited}` à côté de ce fichier"),
                if found.is_empty() {
                    "Un fichier de cas se range dans le dossier de sa grille ; ce dossier n’en contient aucune.".to_owned()
                } else {
                    format!("Un fichier de cas se range dans le dossier de sa grille. On y trouve {}.", listed(found))
                },
            ),
            Self::BrokenGrid { cited } => (
                "G702",
                format!("la grille `{cited}` a des erreurs"),
                "Ses cas ne peuvent pas être joués : corrigez-la d’abord, `grille check` dit quoi.".to_owned(),
            ),
            Self::NotAnInput { name, kind } => (
                "G703",
                format!("`{name}` est {kind}, et non une entrée"),
                "Un cas donne des valeurs aux entrées de `profil` et de `mesures` ; le reste en découle. Ce qu’on en attend \
                 s’écrit `attendu …`."
                    .to_owned(),
            ),
            Self::NoValue { input } => (
                "G704",
                format!("il manque la valeur de `{input}`"),
                "On écrit `entrée = valeur`. Seules les entrées par oui ou non s’écrivent seules, ou après `non`."
                    .to_owned(),
            ),
            Self::SetNeedsBraces { input } => (
                "G705",
                format!("`{input}` est un ensemble : ses membres s’écrivent entre accolades"),
                "On écrit par exemple `activités = { contrôle, recouvrement }`, ou `{ }` s’il est vide.".to_owned(),
            ),
            Self::OneValue { input } => (
                "G705",
                format!("`{input}` n’a qu’une valeur"),
                "Les accolades ne vont qu’aux ensembles.".to_owned(),
            ),
            Self::GivenTwice { what } => (
                "G706",
                format!("`{what}` est donné deux fois"),
                "La première ligne est gardée ; un cas ne dit chaque chose qu’une fois.".to_owned(),
            ),
            Self::RepeatedCase { title } => (
                "G707",
                format!("deux cas ont le même titre, « {title} »"),
                "Le titre désigne le cas dans les rapports : donnez-en un à chacun.".to_owned(),
            ),
            Self::ExpectsNothing { title } => (
                "G708",
                format!("le cas « {title} » n’attend rien"),
                "Ajoutez au moins une ligne `attendu …` : sans elle, le cas ne vérifie rien.".to_owned(),
            ),
            Self::UnknownWord { kind, word, known } => {
                let known: Vec<_> = known.iter().map(|word| (*word).to_owned()).collect();
                ("G709", format!("`{word}` n’est pas {kind}"), format!("On attend {}.", any_of(&known)))
            }
            Self::NoSuchRating { point, expected } => (
                "G710",
                format!("ce n’est pas une cotation du point {point}"),
                format!("Son échelle attend {}.", expected.join(", ")),
            ),
            Self::Refused { code, reason } => (
                "G720",
                format!("l’audit de ce cas est refusé ({code}) : {reason}"),
                "Corrigez ce que donne le cas ; s’il doit être refusé, écrivez `attendu refus`.".to_owned(),
            ),
            Self::NotRefused { instead } => (
                "G721",
                match instead {
                    Some(other) => format!("l’audit est refusé pour une autre raison, {other}"),
                    None => "l’audit devait être refusé, et il est accepté".to_owned(),
                },
                "Une contrainte ou une condition d’existence de la grille a peut-être changé.".to_owned(),
            ),
            Self::Otherwise { expected, obtained } => (
                "G722",
                format!("attendu {expected}, obtenu {obtained}"),
                "Ou bien la grille ne dit pas ce qu’on voulait, ou bien le cas est à revoir.".to_owned(),
            ),
            Self::Undecided { expected, missing } => (
                "G723",
                format!("attendu {expected}, mais rien ne permet d’en décider"),
                if missing.is_empty() {
                    "Le cas ne donne pas de quoi trancher.".to_owned()
                } else {
                    format!("Il manque au cas {}.", listed(missing))
                },
            ),
        };
        let severity = if matches!(self, Self::ExpectsNothing { .. }) { Severity::Warning } else { Severity::Error };
        Wording { code, severity, message: spaced(&message), help: Some(spaced(&help)) }
    }
}

/// No-break spaces where French wants them.
fn spaced(text: &str) -> String {
    text.replace(" :", "\u{a0}:").replace(" ;", "\u{a0};").replace("« ", "«\u{a0}").replace(" »", "\u{a0}»")
}

/// `a`, `b` et `c`
fn listed(names: &[String]) -> String {
    joined(names, "et")
}

/// `a`, `b` ou `c`
fn any_of(names: &[String]) -> String {
    joined(names, "ou")
}

fn joined(names: &[String], word: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
