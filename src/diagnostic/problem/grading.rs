//! G4xx: graded scales: what has no level, what has two, what is never reached.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages!["G401", "G402", "G403", "G404", "G405", "G406", "G407"];

/// A problem of a graded scale. Cases and regions are written in the language of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grading {
    /// G401: no line holds.
    Gap {
        /// A case without a line; empty if there is none at all.
        witness: String,
        /// True for weights.
        weight: bool,
        /// Everything left out, as conditions, up to a number of them.
        regions: Vec<String>,
        /// How many conditions more are known.
        more: usize,
        /// False if there is more that was not looked for.
        all: bool,
    },
    /// G402: two lines hold at once.
    Overlap {
        /// A case where they do; empty if they always do.
        witness: String,
        /// The levels or weights of the lines.
        levels: [String; 2],
        /// True for weights.
        weight: bool,
    },
    /// G403: no audit reaches a line.
    NeverReached {
        /// The level or weight.
        level: String,
        /// True for weights.
        weight: bool,
        /// True if its condition can hold, but only where the section does not apply.
        elsewhere: bool,
    },
    /// G404: nothing is left to `sinon`.
    OtherwiseNeverReached {
        /// The level or weight.
        level: String,
        /// True for weights.
        weight: bool,
    },
    /// G405: `sinon` takes in the very value of a threshold.
    OtherwiseHides {
        /// The level.
        level: String,
        /// All that it covers, as conditions.
        regions: Vec<String>,
    },
    /// G406: along an input the level rises and then falls.
    RisesAndFalls {
        /// The input.
        input: String,
        /// The values of the others; empty if they do not matter.
        others: String,
        /// Three values of the input in order, each with its level.
        steps: [(String, String); 3],
    },
    /// G407: past the limit.
    NotVerified {
        /// The scale.
        scale: String,
        /// What was too much.
        limit: String,
        /// True if only the direction of levels and `sinon` were left unverified.
        direction: bool,
    },
}

impl Grading {
    /// All that is said of the problem.
    pub(super) fn wording(&self) -> Wording {
        let (code, severity, message, help) = match self {
            Self::Gap { witness, weight, regions, more, all } => {
                let (what, why) = if *weight {
                    ("aucun poids", "Un audit qui le dit n’aurait pas de total.")
                } else {
                    ("aucun niveau", "Tout ce qu’un audit peut dire donne un niveau, et un seul.")
                };
                ("G401", Severity::Error, case(witness, what), Some(format!("{}{why}", left_out(regions, *more, *all))))
            }
            Self::Overlap { witness, levels: [one, other], weight } => {
                let (what, why) = if *weight {
                    ("deux poids", "Les cas d’un poids s’excluent : leur ordre ne compte pas.")
                } else {
                    ("deux niveaux", "Les niveaux s’excluent : l’ordre des lignes ne compte pas.")
                };
                let message = format!("{}, `{one}` et `{other}`", case(witness, what));
                ("G402", Severity::Error, message, Some(why.to_owned()))
            }
            Self::NeverReached { level, weight, elsewhere } => {
                let (what, severity) =
                    if *weight { ("le poids", Severity::Warning) } else { ("le niveau", Severity::Error) };
                let help = if *elsewhere {
                    "Sa condition ne tient que là où rien ne s’applique : la ligne n’y est jamais lue."
                } else {
                    "Aucune réponse permise par les entrées et les contraintes ne remplit sa condition."
                };
                ("G403", severity, format!("{what} `{level}` n’est jamais atteint"), Some(help.to_owned()))
            }
            Self::OtherwiseNeverReached { level, weight } => {
                let what = if *weight { "les cas" } else { "les autres lignes" };
                (
                    "G404",
                    Severity::Warning,
                    format!("`sinon` ne donne jamais `{level}` : {what} couvrent déjà tout"),
                    Some(
                        "La ligne n’a pas d’effet ; si elle devait en avoir, une autre condition prend trop."
                            .to_owned(),
                    ),
                )
            }
            Self::OtherwiseHides { level, regions } => (
                "G405",
                Severity::Advice,
                format!("`sinon` donne `{level}` à une valeur de seuil qu’aucune ligne ne nomme"),
                Some(format!(
                    "Il couvre exactement : {}. Si c’est voulu, la condition écrite le montrerait.",
                    listed(regions)
                )),
            ),
            Self::RisesAndFalls { input, others, steps: [before, top, after] } => {
                let given = if others.is_empty() { String::new() } else { format!("à `{others}`, ") };
                (
                    "G406",
                    Severity::Warning,
                    format!("{given}le niveau monte puis redescend quand `{input}` augmente"),
                    Some(format!(
                        "`{}` : `{}` ; `{}` : `{}` ; `{}` : `{}`. Si c’est voulu (une fourchette à tenir), il n’y a rien à changer.",
                        before.0, before.1, top.0, top.1, after.0, after.1
                    )),
                )
            }
            Self::NotVerified { scale, limit, direction } => {
                let what =
                    if *direction { "le sens de variation et `sinon` restent non vérifiés" } else { "non vérifié" };
                (
                    "G407",
                    Severity::Warning,
                    format!("{scale} : {what}, il y faudrait {limit}"),
                    Some(
                        "Des lignes plus simples, ou des définitions qui séparent les questions, ramènent la preuve sous \
                         la limite. Elle ne dépend que de la grille."
                            .to_owned(),
                    ),
                )
            }
        };
        Wording { code, severity, message: spaced(&message), help: help.map(|help| spaced(&help)) }
    }
}

/// `x = 1` : what happens there.
fn case(witness: &str, what: &str) -> String {
    if witness.is_empty() {
        format!("{what}, quelles que soient les réponses")
    } else {
        format!("`{witness}` : {what}")
    }
}

/// Everything without a level, where a case alone does not say it.
fn left_out(regions: &[String], more: usize, all: bool) -> String {
    let more = match (more, all) {
        (0, true) => String::new(),
        (0, false) => " ; et d’autres encore".to_owned(),
        (more, true) => format!(" ; et {more} autres"),
        (more, false) => format!(" ; et plus de {more} autres"),
    };
    match regions {
        [] => String::new(),
        [only] if only.is_empty() => String::new(),
        regions => format!("Restent sans ligne : {}{more}. ", listed(regions)),
    }
}

fn listed(regions: &[String]) -> String {
    regions.iter().map(|region| format!("`{region}`")).collect::<Vec<_>>().join(" ; ")
}

/// No-break spaces before the signs that want one, outside code.
fn spaced(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 1 { part.to_owned() } else { part.replace(" :", "\u{a0}:").replace(" ;", "\u{a0};") }
    });
    parts.collect::<Vec<_>>().join("`")
}
