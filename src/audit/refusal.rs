//! Why an audit is refused. A refused audit has no result; it is written out whole with its reason.

use super::Contradiction;

/// Why an audit was refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The key it is about, dotted as in a wide file: `mesures.taux_décroché`; empty for the whole audit.
    pub at: String,
    /// What is wrong.
    pub kind: RefusalKind,
}

/// The reasons, one variant a code (R0xx).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalKind {
    /// R001: what was given is no JSON object.
    Malformed(String),
    /// R002: `audit` is missing.
    NoIdentifier,
    /// R003: the audit was made for another grid, or another version of it.
    OtherGrid {
        /// The grid the audit cites.
        cited: String,
        /// The grid it is scored with.
        grid: String,
    },
    /// R004: no input, point or element has this name.
    UnknownKey {
        /// What the grid does not declare: « aucune entrée de ce nom ».
        what: String,
        /// How to mend it, where it can be told: « vouliez-vous dire … ? ».
        remedy: Option<String>,
    },
    /// R005: a key is given twice.
    RepeatedKey,
    /// R005: a name is listed twice.
    RepeatedMember(String),
    /// R006: the value is of another kind than the one declared.
    WrongKind {
        /// What is expected: « un pourcentage ».
        expected: String,
        /// What was given: « un texte ».
        found: String,
        /// How to write it.
        remedy: Option<String>,
    },
    /// R007: no option, member or level has this name.
    UnknownName {
        /// What was given.
        name: String,
        /// The name it was probably meant to be, or those that are possible.
        remedy: Option<String>,
    },
    /// R008: a number outside its bounds.
    OutOfBounds {
        /// The number, with its unit.
        value: String,
        /// What is expected: « de 0 à 100 % ».
        bounds: String,
    },
    /// R009: a number with more digits than the input or the scale takes.
    TooFine {
        /// The number as given.
        value: String,
        /// What is expected: « un nombre entier ».
        expected: String,
    },
    /// R010: a number that is no level's value.
    NoSuchLevel {
        /// The number as given.
        value: String,
        /// Those that are possible.
        remedy: Option<String>,
    },
    /// R011: more bytes than an audit may have.
    TooLong,
    /// R1xx: nothing can be true of it.
    Meaning(Contradiction),
}

impl Refusal {
    /// A refusal about one key, given by its section and name.
    pub fn new(at: impl Into<String>, kind: RefusalKind) -> Self {
        Self { at: at.into(), kind }
    }

    /// The codes of refusals of meaning: what a grid refuses in an audit that is well written.
    pub const CODES_OF_MEANING: [&'static str; 4] = ["R101", "R102", "R103", "R104"];

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            RefusalKind::Malformed(_) => "R001",
            RefusalKind::Meaning(contradiction) => contradiction.code(),
            RefusalKind::NoIdentifier => "R002",
            RefusalKind::OtherGrid { .. } => "R003",
            RefusalKind::UnknownKey { .. } => "R004",
            RefusalKind::RepeatedKey | RefusalKind::RepeatedMember(_) => "R005",
            RefusalKind::WrongKind { .. } => "R006",
            RefusalKind::UnknownName { .. } => "R007",
            RefusalKind::OutOfBounds { .. } => "R008",
            RefusalKind::TooFine { .. } => "R009",
            RefusalKind::NoSuchLevel { .. } => "R010",
            RefusalKind::TooLong => "R011",
        }
    }

    /// The reason, in French: the place, the cause and, where it can be told, the remedy.
    pub fn message(&self) -> String {
        let at = &self.at;
        match &self.kind {
            RefusalKind::Meaning(contradiction) => contradiction.message(),
            RefusalKind::Malformed(detail) => format!("ce n’est pas un audit : {detail}"),
            RefusalKind::NoIdentifier => "l’audit n’a pas d’identifiant : la clé `audit` est obligatoire".to_owned(),
            RefusalKind::OtherGrid { cited, grid } => {
                format!("l’audit est fait pour la grille `{cited}` et non pour `{grid}`")
            }
            RefusalKind::UnknownKey { what, remedy } => with_remedy(&format!("`{at}` : {what}"), remedy.as_deref()),
            RefusalKind::RepeatedKey => format!("`{at}` est donné deux fois ; une seule valeur est attendue"),
            RefusalKind::RepeatedMember(name) => format!("`{at}` : `{name}` est cité deux fois"),
            RefusalKind::WrongKind { expected, found, remedy } => {
                with_remedy(&format!("`{at}` : on attend {expected}, et non {found}"), remedy.as_deref())
            }
            RefusalKind::UnknownName { name, remedy } => {
                with_remedy(&format!("`{at}` : `{name}` n’est pas une réponse possible"), remedy.as_deref())
            }
            RefusalKind::OutOfBounds { value, bounds } => {
                format!("`{at}` : {value} est hors des bornes ; on attend {bounds}")
            }
            RefusalKind::TooFine { value, expected } => {
                format!("`{at}` : {value} est donné là où {expected} est attendu")
            }
            RefusalKind::TooLong => format!(
                "l’audit dépasse {} Mio, ce qu’aucun audit n’atteint ; le fichier a sans doute perdu des fins de ligne ou des guillemets, et seul le début est gardé",
                super::LONGEST_AUDIT >> 20
            ),
            RefusalKind::NoSuchLevel { value, remedy } => {
                with_remedy(&format!("`{at}` : {value} n’est la valeur d’aucun niveau"), remedy.as_deref())
            }
        }
    }
}

fn with_remedy(cause: &str, remedy: Option<&str>) -> String {
    remedy.map_or_else(|| cause.to_owned(), |remedy| format!("{cause} ; {remedy}"))
}
