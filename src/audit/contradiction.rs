//! Refusals of meaning: an audit that is well written, but that nothing can be true of.

/// The reasons, one variant a code (R1xx). Names and values are already in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contradiction {
    /// R101: a value for an input that cannot exist beside the other answers.
    CannotExist {
        /// The answer: `taux_décroché = 87,5 %`.
        answer: String,
        /// The input.
        input: String,
        /// Its existence condition.
        exists_if: String,
        /// What else was answered, or must hold, that rules it out.
        because: Vec<String>,
    },
    /// R102: answers that cannot be true together.
    Conflict {
        /// The answers that clash: `respect_mesuré = oui`.
        answers: Vec<String>,
        /// The constraints and existence conditions that forbid them.
        rules: Vec<String>,
    },
    /// R103: a rating and `sans_objet` for the same point.
    RatedAndSetAside(String),
    /// R104: `sans_objet` on a point whose scale has no such line.
    CannotBeSetAside {
        /// The point.
        point: String,
        /// Its scale.
        scale: String,
    },
}

impl Contradiction {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CannotExist { .. } => "R101",
            Self::Conflict { .. } => "R102",
            Self::RatedAndSetAside(_) => "R103",
            Self::CannotBeSetAside { .. } => "R104",
        }
    }

    /// The reason, in French.
    pub fn message(&self) -> String {
        match self {
            Self::CannotExist { answer, input, exists_if, because } => {
                let because = if because.is_empty() {
                    "ce qui n’arrive jamais".to_owned()
                } else {
                    let verb = if because.len() == 1 { "exclut" } else { "excluent" };
                    format!("ce qu’{verb} {}", enumerate(because))
                };
                format!("`{answer}` est donné, mais `{input}` n’existe que si `{exists_if}`, {because}")
            }
            Self::Conflict { answers, rules } if answers.is_empty() => {
                format!("aucun audit n’est possible avec cette grille{NBSP}: {} se contredisent", enumerate(rules))
            }
            Self::Conflict { answers, rules } => {
                let answers: Vec<_> = answers.iter().map(|answer| format!("`{answer}`")).collect();
                let (subject, verb) = match answers.as_slice() {
                    [only] => (format!("la réponse {only}"), "n’est pas possible"),
                    several => (format!("les réponses {}", enumerate(several)), "ne vont pas ensemble"),
                };
                format!("{subject} {verb}, d’après {}", enumerate(rules))
            }
            Self::RatedAndSetAside(point) => {
                format!("le point {point} est à la fois coté et déclaré sans objet")
            }
            Self::CannotBeSetAside { point, scale } => {
                format!(
                    "le point {point} ne peut pas être déclaré sans objet{NBSP}: l’échelle `{scale}` ne le prévoit pas"
                )
            }
        }
    }
}

const NBSP: char = '\u{a0}';

/// A list in a sentence: `a, b et c`.
fn enumerate(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} et {last}", first.join(", ")),
    }
}
