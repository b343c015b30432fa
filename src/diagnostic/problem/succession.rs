//! G6xx: what becomes of the version replaced.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages!["G601", "G602", "G603", "G604", "G605", "G606"];

/// The most names listed in a message.
const LISTED: usize = 12;

/// A problem between a grid and the version it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    /// G601: old points nothing takes up and nothing retires.
    Vanished {
        /// Their ids.
        points: Vec<String>,
        /// The version they were in.
        version: String,
    },
    /// G602: something taken up or retired that the version replaced does not have.
    Unknown {
        /// What: « point », « entrée ».
        what: &'static str,
        /// The name.
        name: String,
        /// The version replaced.
        version: String,
        /// The name it was probably meant to be.
        near: Option<String>,
    },
    /// G603: answers or ratings that no audit can keep.
    CannotFollow {
        /// What: « la réponse `a` à `nature` ».
        what: String,
        /// What becomes of an audit that holds it.
        consequence: Consequence,
    },
    /// G604: the version replaced was not found beside the grid.
    NotFound {
        /// The grid's name.
        name: String,
        /// The version.
        version: String,
    },
    /// G604: several files hold it.
    Several {
        /// The version.
        version: String,
        /// Their names.
        files: Vec<String>,
    },
    /// G606: the grid is not what was released under its version.
    Edited {
        /// The version.
        version: String,
        /// The date of the release.
        date: String,
        /// True if what it means changed, and not its text alone.
        meaning: bool,
    },
    /// G605: the version replaced has errors.
    Faulty {
        /// The version.
        version: String,
        /// The file.
        file: String,
    },
}

/// What becomes of an audit that holds what cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// It can no longer be read.
    Refused,
    /// The answer is left out.
    LeftOut,
    /// The point is without rating.
    Unrated,
}

impl Succession {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, severity, message, help) = match self {
            Self::Vanished { points, version } => (
                "G601",
                Severity::Error,
                match points.as_slice() {
                    [only] => format!("le point `{only}` de la version « {version} » n’est ni repris ni retiré"),
                    several => format!(
                        "{} points de la version « {version} » ne sont ni repris ni retirés\u{a0}: {}",
                        several.len(),
                        listed(several)
                    ),
                },
                "Chaque point ancien est repris (même identifiant, ou `reprend`) ou retiré avec son motif (`retire { 1.1 \"…\" }`) : \
                 sans cela, les cotations des audits archivés se perdraient sans que personne l’ait décidé."
                    .to_owned(),
            ),
            Self::Unknown { what, name, version, near } => (
                "G602",
                Severity::Error,
                format!("la version « {version} » n’a pas {} `{name}`", article(what)),
                match near {
                    Some(near) => format!("Vouliez-vous dire `{near}` ?"),
                    None => "On reprend ou retire ce que la version remplacée déclare, sous le nom qu’elle lui donne.".to_owned(),
                },
            ),
            Self::CannotFollow { what, consequence } => (
                "G603",
                Severity::Warning,
                format!("ne peut pas suivre dans cette version : {what}"),
                match consequence {
                    Consequence::Refused => {
                        "Un audit archivé qui la contient serait refusé. `reprend` dit quelle réponse prend sa place."
                    }
                    Consequence::LeftOut => {
                        "Les audits archivés les perdent, et la question leur manque. Sous un autre nom, l’entrée dirait \
                         qu’elle est nouvelle."
                    }
                    Consequence::Unrated => {
                        "Un point ainsi coté se retrouve sans cotation. `reprend` dit quel niveau prend la place de l’ancien."
                    }
                }
                .to_owned(),
            ),
            Self::NotFound { name, version } => (
                "G604",
                Severity::Advice,
                format!("la version « {version} » n’a pas été trouvée à côté de cette grille"),
                format!(
                    "Ce que deviennent ses points n’est donc pas vérifié. Il suffit de placer dans le même dossier le fichier qui \
                     commence par `grille {name} version \"{version}\"`."
                ),
            ),
            Self::Several { version, files } => (
                "G604",
                Severity::Advice,
                format!("plusieurs fichiers contiennent la version « {version} »\u{a0}: {}", listed(files)),
                "Rien ne dit laquelle est remplacée : ce que deviennent ses points n’est pas vérifié. Gardez-en une dans ce dossier."
                    .to_owned(),
            ),
            Self::Faulty { version, file } => (
                "G605",
                Severity::Warning,
                format!("la version « {version} » a des erreurs (`{file}`)"),
                "Tant qu’elle en a, ce que deviennent ses points n’est pas vérifié.".to_owned(),
            ),
            Self::Edited { version, date, meaning } => (
                "G606",
                Severity::Warning,
                if *meaning {
                    format!("la version « {version} », publiée le {date}, ne dit plus ce qu’elle disait")
                } else {
                    format!("le texte de la version « {version} », publiée le {date}, a été retouché")
                },
                "Une version publiée ne se modifie plus : donnez à celle-ci un autre numéro, avec `remplace`, ou publiez-la à \
                 nouveau. `grille release --check` montre ce qui s’en écarte."
                    .to_owned(),
            ),
        };
        let spaced = |text: String| {
            text.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»").replace(" : ", "\u{a0}: ").replace(" ?", "\u{a0}?")
        };
        Wording { code, severity, message: spaced(message), help: Some(spaced(help)) }
    }
}

/// `de point`, `d’entrée`.
fn article(what: &str) -> String {
    if what.starts_with(['e', 'é']) { format!("d’{what}") } else { format!("de {what}") }
}

/// Names one after the other, up to a number of them.
fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} et {more} autres", shown.join(", ")),
    }
}
