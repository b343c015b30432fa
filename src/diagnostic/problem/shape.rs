//! G3xx: the shape of the grid.

use super::super::Severity;
use super::naming::listed;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G301", "G302", "G303", "G304", "G305", "G306", "G307", "G308", "G309", "G310", "G311", "G312", "G313", "G314",
    "G315", "G316", "G317", "G318", "G319", "G320", "G321", "G322", "G323", "G324", "G325", "G326", "G327", "G328",
    "G329", "G330",
];

/// A problem of shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// G301: no header.
    MissingHeader,
    /// G302: a header without its name or its version.
    IncompleteHeader {
        /// True if the name is missing, false if the version is.
        name: bool,
    },
    /// G303: a clause that is written once, written again.
    RepeatedClause(&'static str),
    /// G304: a clause where it has no place.
    Misplaced {
        /// The clause's word.
        clause: &'static str,
        /// Where it stands.
        here: Room,
        /// Where it belongs.
        belongs: Vec<Room>,
    },
    /// G305: groups or points, and no `plan`.
    MissingPlan,
    /// G306: a support of `pour chaque` with elements of its own.
    SupportWithNeed(String),
    /// G307: points, and no scale.
    MissingScale,
    /// G308: several scales, none by default, and a point that names none.
    NoDefaultScale {
        /// The point.
        point: String,
        /// The scales.
        scales: Vec<String>,
    },
    /// G309: two scales by default.
    SeveralDefaults,
    /// G310: `et` and `ou` without parentheses.
    MixedConnectives,
    /// G311: `si … alors …` outside a constraint.
    Implication,
    /// G312: empty braces.
    Empty(Braces),
    /// G313: two lines for one level.
    RepeatedLine(String),
    /// G314: several `sinon`.
    SeveralOtherwise,
    /// G315: `par paliers`: `sinon` stands on the first line and only there.
    OtherwisePlace,
    /// G316: a point that says nothing of what is rated.
    NothingToRate(String),
    /// G317: a group without any point.
    EmptyGroup(String),
    /// G318: a point without id; the word of the section.
    MissingId(String),
    /// G319: a scale without values beside scales that have them.
    UnvaluedScale(String),
    /// G320: weight cases without `sinon`.
    WeightWithoutOtherwise,
    /// G321: `dispense` or `admet` on a point without `exige`.
    NoElements(&'static str),
    /// G322: a point retired without a reason.
    RetiredWithoutReason(String),
    /// G323: a point both retired and taken up.
    RetiredAndTaken(String),
    /// G324: lineage clauses in a grid that replaces none.
    NoReplaced(&'static str),
    /// G325: `nouveau` beside `reprend`.
    NewAndResumed,
    /// G326: `par minimum` with a single old point.
    LoneMerge,
    /// G327: a function with too few or too many arguments.
    Arguments {
        /// How it is written.
        usage: &'static str,
    },
    /// G328: an included list that marks no element.
    ListWithoutElements(String),
    /// G329: supports multiply to more elements than an audit can hold.
    TooManyElements {
        /// The most a point may have.
        limit: usize,
    },
    /// G330: `score non calculable` on what is always computable.
    AlwaysComputable(String),
}

/// Where a clause can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// At the top of the file.
    Grid,
    /// In a group.
    Group,
    /// In a point.
    Point,
}

impl Room {
    /// « au niveau de la grille », « dans un groupe », « dans un point ».
    fn phrase(self) -> &'static str {
        match self {
            Self::Grid => "au niveau de la grille",
            Self::Group => "dans un groupe",
            Self::Point => "dans un point",
        }
    }
}

/// What braces may not be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Braces {
    /// Of a scale.
    Scale(String),
    /// Of a choice or set.
    Options,
    /// Of a `parmi` or `contient`.
    Listed,
    /// Of an `exige` or inner need.
    Need,
    /// Of a `pour chaque`.
    Supports,
    /// Of a `barème`.
    Grading,
    /// Of a decision.
    Decision(String),
}

impl Shape {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let severity = match self {
            Self::NothingToRate(_) | Self::EmptyGroup(_) | Self::UnvaluedScale(_) | Self::LoneMerge => {
                Severity::Warning
            }
            Self::WeightWithoutOtherwise => Severity::Advice,
            _ => Severity::Error,
        };
        let (code, message, help) = match self {
            Self::MissingHeader => (
                "G301",
                "la grille n’a pas d’en-tête".to_owned(),
                "Une grille commence par `grille NOM version \"…\"` : les audits la citent par ce nom et cette version.".to_owned(),
            ),
            Self::IncompleteHeader { name: true } => (
                "G302",
                "la grille n’a pas de nom".to_owned(),
                "L’en-tête s’écrit `grille NOM version \"…\"`.".to_owned(),
            ),
            Self::IncompleteHeader { name: false } => (
                "G302",
                "la grille n’a pas de version".to_owned(),
                "L’en-tête s’écrit `grille NOM version \"…\"` : un audit dit sous quelle version il a été coté.".to_owned(),
            ),
            Self::RepeatedClause(clause) => (
                "G303",
                format!("`{clause}` est déjà écrit"),
                "Cette clause ne s’écrit qu’une fois à cet endroit.".to_owned(),
            ),
            Self::Misplaced { clause, here, belongs } => {
                let places: Vec<_> = belongs.iter().map(|room| room.phrase()).collect();
                (
                    "G304",
                    format!("`{clause}` n’a pas sa place {}", here.phrase()),
                    format!("Cette clause s’écrit {}.", places.join(" ou ")),
                )
            }
            Self::MissingPlan => (
                "G305",
                "la grille n’a pas de `plan`".to_owned(),
                "Il donne les mots de ses groupes, du plus grand au plus petit, et finit par celui des points : `plan : \
                 chapitre > point`."
                    .to_owned(),
            ),
            Self::SupportWithNeed(support) => (
                "G306",
                format!("le support `{support}` ne peut pas avoir ses propres éléments"),
                "`pour chaque` exige les mêmes éléments sur chacun de ses supports ; ce qui diffère s’écrit dans un `exige` à \
                 part."
                    .to_owned(),
            ),
            Self::MissingScale => (
                "G307",
                "la grille n’a pas d’échelle".to_owned(),
                "Chaque point se cote sur une échelle, déclarée par `échelle NOM par défaut { … }`.".to_owned(),
            ),
            Self::NoDefaultScale { point, scales } => (
                "G308",
                format!("rien ne dit sur quelle échelle se cote le point `{point}`"),
                format!("Il la nomme (`échelle …`), ou une échelle est dite `par défaut`. Échelles : {}.", listed(scales)),
            ),
            Self::SeveralDefaults => (
                "G309",
                "une autre échelle est déjà `par défaut`".to_owned(),
                "Une seule échelle vaut pour les points qui n’en nomment pas.".to_owned(),
            ),
            Self::MixedConnectives => (
                "G310",
                "`et` et `ou` se mêlent sans parenthèses".to_owned(),
                "Le sens dépend du groupement : des parenthèses le disent.".to_owned(),
            ),
            Self::Implication => (
                "G311",
                "`si … alors …` ne s’écrit que dans une `contrainte`".to_owned(),
                "Ailleurs, la même condition s’écrit `non A ou B`.".to_owned(),
            ),
            Self::Empty(braces) => empty(braces),
            Self::RepeatedLine(level) => (
                "G313",
                format!("`{level}` a déjà une ligne"),
                "Un niveau tient en une ligne : des conditions de rechange s’y joignent par `ou`.".to_owned(),
            ),
            Self::SeveralOtherwise => (
                "G314",
                "il y a déjà un `sinon`".to_owned(),
                "`sinon` désigne tout le reste : un seul niveau peut l’avoir.".to_owned(),
            ),
            Self::OtherwisePlace => (
                "G315",
                "`par paliers`, `sinon` est à la première ligne et n’est que là".to_owned(),
                "Le premier palier est celui qu’on a toujours (`aucun sinon`) ; chaque palier suivant a sa condition.".to_owned(),
            ),
            Self::NothingToRate(point) => (
                "G316",
                format!("le point `{point}` ne dit pas ce qui est coté"),
                "Il n’a ni titre, ni `exigence`, ni `exige`, ni `barème`.".to_owned(),
            ),
            Self::EmptyGroup(group) => (
                "G317",
                format!("{group} ne contient aucun point"),
                "Son total sera toujours non calculable.".to_owned(),
            ),
            Self::MissingId(word) => (
                "G318",
                format!("ce `{word}` n’a pas d’identifiant"),
                format!("Les audits citent un point par son identifiant : `{word} 1.1 {{ … }}`."),
            ),
            Self::UnvaluedScale(scale) => (
                "G319",
                format!("les points cotés sur `{scale}` n’entrent dans aucun total"),
                "Cette échelle n’a pas de valeurs, alors que d’autres points de la grille en ont.".to_owned(),
            ),
            Self::WeightWithoutOtherwise => (
                "G320",
                "les cas de ce poids n’ont pas de `sinon`".to_owned(),
                "Si aucun cas ne tient, le point n’a pas de poids : `sinon 1` couvre le reste.".to_owned(),
            ),
            Self::NoElements(clause) => (
                "G321",
                format!("`{clause}` ne s’applique à rien : ce point n’exige aucun élément"),
                "Les éléments d’un point sont ceux de ses clauses `exige`.".to_owned(),
            ),
            Self::RetiredWithoutReason(id) => (
                "G322",
                format!("le retrait du point `{id}` n’a pas de motif"),
                format!("Il s’écrit `{id} \"motif\"`, suivi si besoin de `par` et du point qui le couvre."),
            ),
            Self::RetiredAndTaken(id) => (
                "G323",
                format!("l’ancien point `{id}` est à la fois retiré et repris"),
                "Un ancien point est repris (même identifiant, ou `reprend`) ou retiré. Un point différent qui porte le même \
                 identifiant se dit `nouveau`."
                    .to_owned(),
            ),
            Self::NoReplaced(clause) => (
                "G324",
                format!("`{clause}` renvoie à une version que la grille ne nomme pas"),
                "L’en-tête dit quelle version celle-ci remplace : `grille NOM version \"2024\" remplace \"2023\"`.".to_owned(),
            ),
            Self::NewAndResumed => (
                "G325",
                "`nouveau` et `reprend` se contredisent".to_owned(),
                "Un point reprend d’anciens points, ou n’en reprend aucun.".to_owned(),
            ),
            Self::LoneMerge => (
                "G326",
                "il n’y a rien à réunir : un seul ancien point est repris".to_owned(),
                "`par minimum` et `par maximum` départagent les cotations de plusieurs anciens points.".to_owned(),
            ),
            Self::Arguments { usage } => (
                "G327",
                format!("cet appel s’écrit `{usage}`"),
                "Ce qui est entre crochets peut être omis.".to_owned(),
            ),
            Self::ListWithoutElements(list) => (
                "G328",
                format!("la liste `{list}` ne marque aucun élément"),
                "Un élément se marque devant son texte : `• [nom] texte`.".to_owned(),
            ),
            Self::TooManyElements { limit } => (
                "G329",
                format!("les supports donnent à ce point plus de {limit} éléments"),
                "Chaque `pour chaque` multiplie les éléments par ses supports.".to_owned(),
            ),
            Self::AlwaysComputable(name) => (
                "G330",
                format!("`{name}` est toujours calculable"),
                "Seul un score peut ne pas l’être, quand rien ne compte dans son total : `score non calculable`.".to_owned(),
            ),
        };
        Wording { code, severity, message, help: Some(help) }
    }
}

/// The wording of G312.
fn empty(braces: &Braces) -> (&'static str, String, String) {
    let (message, help) = match braces {
        Braces::Scale(scale) => (
            format!("l’échelle `{scale}` n’a aucun niveau"),
            "Une échelle a des niveaux (`conforme = 1 \"…\"`), ou va d’une borne à l’autre (`de 0 à 1`).",
        ),
        Braces::Options => ("ce type n’a aucune option".to_owned(), "Les options s’écrivent entre accolades."),
        Braces::Listed => ("cette liste est vide".to_owned(), "La condition a besoin d’un nom au moins."),
        Braces::Need => ("cette exigence est vide".to_owned(), "Elle a besoin d’un élément au moins."),
        Braces::Supports => ("`pour chaque` n’a aucun support".to_owned(), "Il a besoin d’un support au moins."),
        Braces::Grading => ("ce barème n’a aucune ligne".to_owned(), "Chaque ligne donne un niveau et sa condition."),
        Braces::Decision(decision) => {
            (format!("la décision `{decision}` n’a aucune ligne"), "Chaque ligne donne un niveau et sa condition.")
        }
    };
    ("G312", message, help.to_owned())
}
