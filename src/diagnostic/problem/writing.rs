//! G0xx: how a grid is written.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G001", "G006", "G007", "G008", "G009", "G010", "G011", "G012", "G013", "G014", "G015", "G016", "G017", "G018",
    "G019", "G020", "G021", "G022", "G023", "G024", "G025",
];

/// A problem of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Writing {
    /// G001: the file is empty: no grid at all.
    Empty,
    /// G006: a word that is nearly a keyword, or says the same in another language.
    NearKeyword {
        /// The word written.
        found: String,
        /// The keyword.
        expected: String,
    },
    /// G007: a sign of another language.
    Sign {
        /// The sign written.
        found: String,
        /// The sign, or the word, of the language.
        expected: String,
    },
    /// G008: a number in another form: decimal point, thousands set apart, words.
    NumberForm {
        /// The number written.
        found: String,
        /// The number in the language's form.
        expected: String,
    },
    /// G009: quotes of another form around a text.
    Quotes {
        /// The text with its quotes.
        found: String,
    },
    /// G009: straight quotes inside a text between straight quotes.
    QuotesInText,
    /// G010: a date in another form.
    DateForm {
        /// The date written.
        found: String,
        /// The date in the language's form.
        expected: String,
    },
    /// G011: something else was expected here.
    Unreadable {
        /// What stands there; empty at the end of a line.
        found: String,
        /// What may stand there, in French.
        expected: Vec<String>,
    },
    /// G012: lines that belong to no clause.
    Stray {
        /// How many.
        lines: usize,
    },
    /// G013: a text between triple quotes that does not end.
    OpenText,
    /// G014: a text on one line that does not end.
    MissingQuote,
    /// G015: a block that does not end.
    MissingBrace {
        /// The head of the block.
        opened: String,
        /// How many braces are missing.
        count: u32,
    },
    /// G016: a closing brace that closes nothing.
    StrayBrace,
    /// G017: a sign or small word that was left out.
    Missing {
        /// The sign or word.
        token: String,
    },
    /// G018: the clauses of a point whose first line is missing.
    MissingHead,
    /// G019: parentheses or braces that nest too deep.
    TooDeep,
    /// G020: a number with too many digits.
    LongNumber,
    /// G021: a day that is in no calendar.
    NoSuchDate {
        /// The date written.
        date: String,
    },
    /// G022: a bracket in a text that is no marker.
    BadMarker,
    /// G023: a fraction over zero.
    ZeroDenominator,
    /// G024: the sign between two options says the other kind of choice.
    OrderSign {
        /// True if the options are ordered.
        ordered: bool,
    },
    /// G025: a sign or word in excess.
    Superfluous {
        /// The sign or word.
        found: String,
    },
}

impl Writing {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, message, help) = match self {
            Self::Empty => (
                "G001",
                "le fichier est vide".to_owned(),
                "Une grille commence par `grille NOM version \"…\"` ; `grille new NOM` en écrit une à compléter.".to_owned(),
            ),
            Self::NearKeyword { found, expected } => (
                "G006",
                format!("`{found}` n’est pas un mot du langage : vouliez-vous dire `{expected}` ?"),
                "Les mots du langage s’écrivent en français, en minuscules, avec leurs accents.".to_owned(),
            ),
            Self::Sign { found, expected } => (
                "G007",
                format!("`{found}` ne s’écrit pas ici : vouliez-vous dire `{expected}` ?"),
                "Les comparaisons s’écrivent `=`, `≠`, `<`, `≤`, `>`, `≥` (ou `!=`, `<=`, `>=`) et se joignent par `et`, `ou`. \
                 `:` annonce un type ou une formule, `=` une valeur."
                    .to_owned(),
            ),
            Self::NumberForm { found, expected } => (
                "G008",
                format!("`{found}` s’écrit `{expected}`"),
                "Un nombre s’écrit en chiffres, sans espace entre eux, avec une virgule pour les décimales.".to_owned(),
            ),
            Self::Quotes { found } => (
                "G009",
                format!("le texte {} doit être entre guillemets droits `\"`", shortened(found)),
                "Un texte s’écrit entre `\"…\"` ; entre `\"\"\"…\"\"\"` s’il a plusieurs lignes ou contient des guillemets droits. \
                 Les guillemets « » sont libres à l’intérieur."
                    .to_owned(),
            ),
            Self::QuotesInText => (
                "G009",
                "un texte entre `\"…\"` ne peut pas contenir de guillemets droits".to_owned(),
                "Écrivez-le entre `\"\"\"…\"\"\"`, ou employez « » à l’intérieur.".to_owned(),
            ),
            Self::DateForm { found, expected } => (
                "G010",
                format!("la date `{found}` s’écrit `{expected}`"),
                "Une date s’écrit jour/mois/année, l’année sur quatre chiffres.".to_owned(),
            ),
            Self::Unreadable { found, expected } => {
                let found = if found.is_empty() { "fin de ligne inattendue".to_owned() } else { format!("`{found}` inattendu") };
                let message = if expected.is_empty() { found } else { format!("{found} : attendu {}", alternatives(expected)) };
                ("G011", message, "Cette clause n’est pas prise en compte ; le reste est lu.".to_owned())
            }
            Self::Stray { lines } => (
                "G012",
                match lines {
                    0 | 1 => "cette ligne n’appartient à aucune clause".to_owned(),
                    _ => format!("ces {lines} lignes n’appartiennent à aucune clause"),
                },
                "Chaque ligne commence par le mot d’une clause (`exigence`, `note`, `applicable si`…) ; un texte s’écrit entre \
                 guillemets, un commentaire commence par `#`."
                    .to_owned(),
            ),
            Self::OpenText => (
                "G013",
                "ce texte n’est pas fermé".to_owned(),
                "Un texte ouvert par `\"\"\"` finit par `\"\"\"` ; il a été arrêté avant la clause suivante.".to_owned(),
            ),
            Self::MissingQuote => (
                "G014",
                "il manque le guillemet fermant `\"`".to_owned(),
                "Un texte entre `\"…\"` tient sur une ligne ; s’il en faut plusieurs, écrivez-le entre `\"\"\"…\"\"\"`.".to_owned(),
            ),
            Self::MissingBrace { opened, count } => (
                "G015",
                if *count == 1 {
                    format!("il manque l’accolade fermante `}}` de `{}`", opened.trim())
                } else {
                    format!("il manque {count} accolades fermantes `}}`")
                },
                "Chaque bloc ouvert par `{` se ferme par `}` ; l’indentation aide à trouver lequel ne l’est pas.".to_owned(),
            ),
            Self::StrayBrace => (
                "G016",
                "cette accolade fermante ne ferme aucun bloc".to_owned(),
                "Retirez-la, ou rétablissez la ligne `… {` qui ouvrait le bloc.".to_owned(),
            ),
            Self::Missing { token } => (
                "G017",
                format!("il manque `{token}`"),
                "La clause est lue comme si ce signe ou ce mot y était.".to_owned(),
            ),
            Self::MissingHead => (
                "G018",
                "ces clauses sont celles d’un point dont la première ligne manque".to_owned(),
                "Rétablissez la ligne qui ouvre le point, par exemple `point 6.2 {` : ce qui suit n’est rattaché à aucun point."
                    .to_owned(),
            ),
            Self::TooDeep => (
                "G019",
                "les parenthèses ou les accolades sont imbriquées trop profondément".to_owned(),
                "Cent vingt-huit niveaux au plus sont lus. Donnez un nom à une partie de la condition par une `définition`."
                    .to_owned(),
            ),
            Self::LongNumber => (
                "G020",
                "ce nombre a trop de chiffres".to_owned(),
                "Un nombre s’écrit en quarante caractères au plus.".to_owned(),
            ),
            Self::NoSuchDate { date } => (
                "G021",
                format!("le jour `{date}` n’existe pas"),
                "Une date s’écrit jour/mois/année et désigne un jour du calendrier.".to_owned(),
            ),
            Self::BadMarker => (
                "G022",
                "ce crochet n’ouvre pas un repère".to_owned(),
                "Dans un texte, `[nom]` ou `[nom, le cas échéant]` repère un élément ; un crochet ordinaire s’écrit `[[`."
                    .to_owned(),
            ),
            Self::ZeroDenominator => {
                ("G023", "une fraction ne se divise pas par zéro".to_owned(), "Écrivez par exemple `5/4`.".to_owned())
            }
            Self::OrderSign { ordered: true } => (
                "G024",
                "les options d’un choix ordonné se séparent par `<`".to_owned(),
                "L’ordre se lit de la moindre à la plus grande : `annuelle < semestrielle < trimestrielle`. Sans ordre, écrivez \
                 `choix { … }`."
                    .to_owned(),
            ),
            Self::OrderSign { ordered: false } => (
                "G024",
                "`<` ne sépare que les options d’un choix ordonné".to_owned(),
                "Si les options ont un ordre, écrivez `choix ordonné { … }` ; sinon séparez-les par une virgule.".to_owned(),
            ),
            Self::Superfluous { found } => {
                ("G025", format!("`{found}` est en trop"), "La clause est lue comme si ce signe ou ce mot n’y était pas.".to_owned())
            }
        };
        Wording { code, severity: Severity::Error, message, help: Some(help) }
    }
}

/// A text cut after some words, for a message.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// « a », « a ou b », « a, b ou c »
fn alternatives(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} ou {last}", before.join(", ")),
    }
}
