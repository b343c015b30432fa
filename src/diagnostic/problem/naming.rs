//! G1xx: names: unknown, repeated, cyclic.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G101", "G102", "G103", "G104", "G105", "G106", "G107", "G108", "G109", "G110", "G111", "G112", "G113", "G114",
    "G115", "G116",
];

/// A problem of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Naming {
    /// G101: declared or listed twice.
    Repeated {
        /// What bears the name.
        what: Named,
        /// The name.
        name: String,
    },
    /// G102: a name in a condition that nothing declares.
    UnknownName(Unknown),
    /// G103: an undeclared type.
    UnknownType(Unknown),
    /// G104: an undeclared scale.
    UnknownScale(Unknown),
    /// G105: a level that the scale or the decision does not have.
    UnknownLevel {
        /// The level.
        level: Unknown,
        /// The scale or decision; none when it is looked for in every scale.
        of: Option<String>,
    },
    /// G106: an option that the input does not have.
    UnknownOption {
        /// The option.
        option: Unknown,
        /// The input, or the type of a parameter.
        of: String,
    },
    /// G107: the id of no point (or of no group).
    UnknownSection {
        /// The id.
        id: Unknown,
        /// What was looked for.
        wanted: Wanted,
    },
    /// G108: an element neither marked in the wording nor named with a label.
    UnknownElement(Unknown),
    /// G109: a word that the plan does not have.
    UnknownWord(Unknown),
    /// G110: a function that does not exist.
    UnknownFunction(Unknown),
    /// G111: `--set` names a parameter that the grid does not declare.
    UnknownParameter {
        /// What it is given by.
        flag: &'static str,
        /// The name.
        unknown: Unknown,
    },
    /// G112: a name that the language keeps for itself.
    Reserved(String),
    /// G113: declarations that refer to each other in a circle.
    Cycle {
        /// What they are.
        what: Named,
        /// The names, from the first back to itself.
        names: Vec<String>,
    },
    /// G114: a name that is both an option of the input and a parameter.
    Ambiguous {
        /// The name.
        name: String,
        /// The input whose option it is.
        input: String,
    },
    /// G115: markers that no `exige` takes up.
    UnusedMarkers(Vec<String>),
    /// G116: a marker alone on its line that names no declared list.
    UnknownChecklist(Unknown),
}

/// What a name is borne by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// A name of conditions: input, parameter, definition, decision.
    Name,
    /// A type.
    Type,
    /// A scale.
    Scale,
    /// A shared list.
    Checklist,
    /// A level of a scale.
    Level,
    /// A level of a decision.
    DecisionLevel,
    /// An option of a choice, or a member of a set.
    Choice,
    /// A name in the braces of a condition.
    Listed,
    /// A point's id.
    Point,
    /// A group's id.
    Group,
    /// An untitled group's key: groups without id and with the same title.
    Title,
    /// An element of a point.
    Element,
    /// A support of `pour chaque`.
    Support,
    /// A marker in a text.
    Marker,
    /// A shared list included in a text.
    Inclusion,
    /// A word of the plan.
    Word,
    /// An id in `retire` or `reprend`.
    OldId,
    /// A decision (in a circle).
    Decision,
    /// An input or definition (in a circle).
    Condition,
}

/// What an id was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A point.
    Point,
    /// A group.
    Group,
}

/// A name that was not found, with what might have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The name as written.
    pub name: String,
    /// What was probably meant.
    pub near: Option<String>,
    /// What could have stood there, in the order of declaration.
    pub available: Vec<String>,
}

impl Unknown {
    /// « Vouliez-vous dire … ? », or what there is; `nothing` when there is nothing.
    fn help(&self, intro: &str, nothing: &str) -> String {
        match &self.near {
            Some(near) => format!("Vouliez-vous dire `{near}` ?"),
            None if self.available.is_empty() => nothing.to_owned(),
            None => format!("{intro} {}.", listed(&self.available)),
        }
    }
}

/// The most names a message lists.
const LONGEST_LIST: usize = 12;

/// « `a`, `b` et `c` », cut short when it is long.
pub(super) fn listed(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().take(LONGEST_LIST).map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        _ if names.len() > LONGEST_LIST => {
            format!("{} et {} autres", quoted.join(", "), names.len() - LONGEST_LIST)
        }
        Some((last, rest)) if !rest.is_empty() => format!("{} et {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

impl Naming {
    /// The name that could not be found, if that is the problem: what stands in a text that could not be read is not said to
    /// be unknown.
    pub fn unknown_name(&self) -> Option<&str> {
        match self {
            Self::UnknownName(unknown)
            | Self::UnknownType(unknown)
            | Self::UnknownScale(unknown)
            | Self::UnknownLevel { level: unknown, .. }
            | Self::UnknownOption { option: unknown, .. }
            | Self::UnknownSection { id: unknown, .. }
            | Self::UnknownElement(unknown)
            | Self::UnknownChecklist(unknown) => Some(&unknown.name),
            _ => None,
        }
    }

    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, message, help) = match self {
            Self::Repeated { what, name } => repeated(*what, name),
            Self::UnknownName(unknown) => (
                "G102",
                format!("`{}` n’est déclaré nulle part", unknown.name),
                unknown.help(
                    "Une condition porte sur des noms déclarés :",
                    "La grille ne déclare aucune entrée : elles s’écrivent dans `profil { … }` ou `mesures { … }`.",
                ),
            ),
            Self::UnknownType(unknown) => (
                "G103",
                format!("le type `{}` n’est pas déclaré", unknown.name),
                unknown.help(
                    "Outre `oui_non`, `nombre`, `entier`, `pourcentage`, `durée en …`, `date`, `choix` et `ensemble`, on \
                     dispose ici de",
                    "Les types du langage sont `oui_non`, `nombre`, `entier`, `pourcentage`, `durée en …`, `date`, \
                     `choix`, `choix ordonné` et `ensemble`.",
                ),
            ),
            Self::UnknownScale(unknown) => (
                "G104",
                format!("l’échelle `{}` n’est pas déclarée", unknown.name),
                unknown.help("Échelles déclarées :", "La grille ne déclare aucune échelle."),
            ),
            Self::UnknownLevel { level, of: Some(of) } => (
                "G105",
                format!("`{}` n’est pas un niveau de `{of}`", level.name),
                level.help(&format!("`{of}` a pour niveaux"), &format!("`{of}` n’a aucun niveau.")),
            ),
            Self::UnknownLevel { level, of: None } => (
                "G105",
                format!("aucune échelle n’a de niveau `{}`", level.name),
                level.help("Les échelles ont pour niveaux", "Les échelles n’ont aucun niveau."),
            ),
            Self::UnknownOption { option, of } => (
                "G106",
                format!("`{}` n’est pas une option de `{of}`", option.name),
                option.help(&format!("`{of}` a pour options"), &format!("`{of}` n’a aucune option.")),
            ),
            Self::UnknownSection { id, wanted: Wanted::Point } => (
                "G107",
                format!("la grille n’a pas de point `{}`", id.name),
                id.help("Points de la grille :", "La grille n’a aucun point."),
            ),
            Self::UnknownSection { id, wanted: Wanted::Group } => (
                "G107",
                format!("la grille n’a pas de groupe `{}`", id.name),
                id.help("Groupes qui ont un identifiant :", "Aucun groupe de la grille n’a d’identifiant."),
            ),
            Self::UnknownElement(unknown) => (
                "G108",
                format!("`{}` n’est pas un élément de ce point", unknown.name),
                unknown.help(
                    "On dispose ici de",
                    "Un élément se marque dans le texte (`• [nom] …`) ou se nomme avec un libellé : `nom \"…\"`.",
                ),
            ),
            Self::UnknownWord(unknown) => (
                "G109",
                format!("le plan n’a pas de `{}`", unknown.name),
                unknown.help("Le plan de la grille emploie", "Le plan de la grille est vide."),
            ),
            Self::UnknownFunction(unknown) => (
                "G110",
                format!("`{}(…)` n’existe pas", unknown.name),
                unknown.help("Une décision dispose de", ""),
            ),
            Self::UnknownParameter { flag, unknown } => (
                "G111",
                format!("`{flag}` : la grille n’a pas de paramètre `{}`", unknown.name),
                unknown.help("Paramètres de la grille :", "La grille ne déclare aucun paramètre."),
            ),
            Self::Reserved(name) => (
                "G112",
                format!("`{name}` est un mot du langage"),
                "Il désigne une constante ou un résultat dans les conditions : un autre nom est nécessaire.".to_owned(),
            ),
            Self::Cycle { what, names } => cycle(*what, names),
            Self::Ambiguous { name, input } => (
                "G114",
                format!("`{name}` est à la fois une option de `{input}` et un paramètre"),
                "Rien ne dit lequel est visé : l’un des deux doit changer de nom.".to_owned(),
            ),
            Self::UnusedMarkers(names) => return unused_markers(names),
            Self::UnknownChecklist(unknown) => (
                "G116",
                format!("aucune liste ne s’appelle `{}`", unknown.name),
                match (&unknown.near, unknown.available.is_empty()) {
                    (None, false) => format!(
                        "Un marqueur seul sur sa ligne y reprend une liste déclarée. Listes déclarées : {}.",
                        listed(&unknown.available)
                    ),
                    _ => unknown.help(
                        "",
                        "Un marqueur seul sur sa ligne y reprend une liste déclarée par `liste NOM \"\"\"…\"\"\"`. Un élément \
                         se marque devant son texte : `• [nom] texte`.",
                    ),
                },
            ),
        };
        Wording { code, severity: Severity::Error, message, help: Some(help) }
    }
}

/// The wording of G101.
fn repeated(what: Named, name: &str) -> (&'static str, String, String) {
    let (message, help) = match what {
        Named::Name | Named::Decision | Named::Condition => (
            format!("le nom `{name}` est déjà pris"),
            "Entrées, paramètres, définitions et décisions se partagent les mêmes noms : chacun n’en désigne qu’un.",
        ),
        Named::Type => (format!("le type `{name}` est déjà déclaré"), "Un nom ne désigne qu’un type."),
        Named::Scale => (format!("l’échelle `{name}` est déjà déclarée"), "Un nom ne désigne qu’une échelle."),
        Named::Checklist => (format!("la liste `{name}` est déjà déclarée"), "Un nom ne désigne qu’une liste."),
        Named::Level => (format!("le niveau `{name}` est déjà sur l’échelle"), "Chaque niveau a un nom à lui."),
        Named::DecisionLevel => (
            format!("la décision a déjà une ligne `{name}`"),
            "Un niveau tient en une ligne : des conditions de rechange s’y joignent par `ou`.",
        ),
        Named::Choice => (format!("l’option `{name}` est déjà donnée"), "Chaque option a un nom à elle."),
        Named::Listed => (format!("`{name}` est déjà dans la liste"), "Répété, un nom n’ajoute rien à la condition."),
        Named::Point => (
            format!("le point `{name}` existe déjà"),
            "Les audits citent un point par son identifiant : il est unique dans la grille.",
        ),
        Named::Group => (
            format!("le groupe `{name}` existe déjà"),
            "Les résultats citent un groupe par son identifiant : il est unique dans la grille.",
        ),
        Named::Title => (
            format!("un groupe voisin s’intitule déjà « {name} »"),
            "Sans identifiant, un groupe est cité par son titre : deux voisins ne peuvent pas porter le même.",
        ),
        Named::Element => (
            format!("l’élément `{name}` est déjà exigé par ce point"),
            "Les audits citent un élément par son nom : il est unique dans le point.",
        ),
        Named::Support => {
            (format!("le support `{name}` est déjà dans la liste"), "Chaque support multiplie les éléments une fois.")
        }
        Named::Marker => (
            format!("le marqueur `[{name}]` est déjà posé dans ce texte"),
            "Un marqueur désigne un seul passage du texte.",
        ),
        Named::Inclusion => (
            format!("la liste `{name}` est déjà reprise dans ce texte"),
            "Reprise deux fois, une liste donnerait deux fois les mêmes éléments.",
        ),
        Named::Word => (format!("le plan emploie déjà `{name}`"), "Un mot du plan désigne un seul rang."),
        Named::OldId => (format!("l’ancien point `{name}` est déjà cité"), "Un ancien point se cite une fois."),
    };
    ("G101", message, help.to_owned())
}

/// The wording of G113.
fn cycle(what: Named, names: &[String]) -> (&'static str, String, String) {
    let first = names.first().map_or("", String::as_str);
    let (message, help) = match what {
        Named::Type => {
            (format!("le type `{first}` se définit par lui-même"), "Un type se ramène à un type du langage.")
        }
        Named::Checklist => {
            (format!("la liste `{first}` se contient elle-même"), "Une liste en reprend d’autres, jamais elle-même.")
        }
        Named::Decision => (
            format!("la décision `{first}` dépend d’elle-même"),
            "Une décision s’appuie sur d’autres, qui ne s’appuient pas sur elle.",
        ),
        _ => (
            format!("`{first}` dépend de lui-même"),
            "Une définition ou une condition d’existence ne peut pas renvoyer, même de loin, à ce qu’elle définit.",
        ),
    };
    let chain: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    (
        "G113",
        message,
        if names.len() > 2 { format!("{help} Le cercle : {}.", chain.join(" → ")) } else { help.to_owned() },
    )
}

/// The wording of G115.
fn unused_markers(names: &[String]) -> Wording {
    let message = match names {
        [name] => format!("le marqueur `[{name}]` n’est repris par aucun `exige`"),
        _ => format!("les marqueurs {} ne sont repris par aucun `exige`", listed(names)),
    };
    let help = "Un passage marqué que rien n’exige n’est pas un élément à relever : l’exiger, ou retirer le marqueur.";
    Wording { code: "G115", severity: Severity::Warning, message, help: Some(help.to_owned()) }
}
