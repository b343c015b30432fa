//! G2xx: types and values.

use super::super::Severity;
use super::naming::listed;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G201", "G202", "G203", "G204", "G205", "G206", "G207", "G208", "G209", "G210", "G211", "G212", "G213", "G214",
    "G215", "G216", "G217", "G218", "G219", "G220", "G221", "G222", "G223", "G224", "G225", "G226",
];

/// What a value or an input is, as messages call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `oui_non`
    YesNo,
    /// `choix`
    Choice,
    /// `choix ordonné`
    OrderedChoice,
    /// `ensemble`
    Set,
    /// `nombre`
    Number,
    /// `entier`
    Integer,
    /// `pourcentage`
    Percentage,
    /// `durée`, with its unit in the plural.
    Duration(&'static str),
    /// `date`
    Date,
    /// A name that stands for an option.
    Option,
    /// A definition.
    Condition,
    /// A parameter.
    Parameter,
    /// The level of a point.
    Level,
    /// A decision.
    Decision,
}

impl Kind {
    /// With its article: « un pourcentage ».
    fn phrase(self) -> String {
        match self {
            Self::YesNo => "un `oui_non`".to_owned(),
            Self::Choice => "un choix".to_owned(),
            Self::OrderedChoice => "un choix ordonné".to_owned(),
            Self::Set => "un ensemble".to_owned(),
            Self::Number => "un nombre".to_owned(),
            Self::Integer => "un entier".to_owned(),
            Self::Percentage => "un pourcentage".to_owned(),
            Self::Duration(unit) => format!("une durée en {unit}"),
            Self::Date => "une date".to_owned(),
            Self::Option => "une option".to_owned(),
            Self::Condition => "une définition".to_owned(),
            Self::Parameter => "un paramètre".to_owned(),
            Self::Level => "un niveau".to_owned(),
            Self::Decision => "une décision".to_owned(),
        }
    }

    /// What is written where such a value is expected.
    fn expected(self) -> String {
        match self {
            Self::YesNo => "`oui` ou `non`".to_owned(),
            Self::Number => "un nombre, comme `12,5`".to_owned(),
            Self::Integer => "un entier, comme `12`".to_owned(),
            Self::Percentage => "un pourcentage, comme `85 %`".to_owned(),
            Self::Duration(unit) => format!("une durée, comme `2 {unit}`"),
            Self::Date => "une date, comme `12/10/2023`".to_owned(),
            Self::Choice | Self::OrderedChoice | Self::Set | Self::Option => "le nom d’une option".to_owned(),
            Self::Level | Self::Decision => "le nom d’un niveau".to_owned(),
            Self::Condition | Self::Parameter => "une condition".to_owned(),
        }
    }
}

/// A problem of types or values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typing {
    /// G201: a value of another type than what it is compared with.
    Mismatch {
        /// What is compared.
        name: String,
        /// What it is.
        expected: Kind,
        /// What stands opposite.
        found: Kind,
        /// The options or levels that could have stood there.
        options: Vec<String>,
    },
    /// G202: something that is no yes/no standing alone as a condition.
    NotACondition {
        /// As written.
        name: String,
        /// What it is.
        kind: Kind,
    },
    /// G203: `<` on what has no order.
    NotOrdered {
        /// What is compared.
        name: String,
        /// What it is.
        kind: Kind,
        /// The sign.
        sign: &'static str,
    },
    /// G204: an option of another input.
    ForeignOption {
        /// The option.
        option: String,
        /// The input whose option it is.
        owner: String,
        /// The input it is compared with.
        name: String,
        /// The options that could have stood there.
        options: Vec<String>,
    },
    /// G205: a threshold outside the bounds of what it is compared with.
    OutOfBounds {
        /// The value.
        value: String,
        /// What it is compared with.
        name: String,
        /// The lower bound.
        low: Option<String>,
        /// The upper bound.
        high: Option<String>,
    },
    /// G206: months against days.
    DurationUnits {
        /// What is compared.
        name: String,
        /// Its unit.
        expected: &'static str,
        /// The unit found.
        found: &'static str,
    },
    /// G207: two inputs, or two results, compared with each other.
    TwoVariables {
        /// The left one.
        left: String,
        /// The right one.
        right: String,
    },
    /// G208: a comparison on nothing that varies.
    NothingVaries,
    /// G209: `parmi` on what is no choice.
    AmongNeedsChoice {
        /// The input.
        name: String,
        /// What it is.
        kind: Kind,
    },
    /// G210: `contient` on what is no set.
    ContainsNeedsSet {
        /// The input.
        name: String,
        /// What it is.
        kind: Kind,
    },
    /// G211: a sign between a set and a member.
    SetCompared(String),
    /// G212: a fraction where only integers occur.
    Fraction {
        /// The value.
        value: String,
        /// What it is compared with or bounds; none for an anonymous type.
        name: Option<String>,
    },
    /// G213: `au moins N` that always or never holds.
    AtLeast {
        /// How many are asked.
        asked: u32,
        /// How many there are.
        among: usize,
    },
    /// G214: `de 100 à 0`.
    InvertedBounds,
    /// G215: bounds or a unit on a type that takes none, or bounds of another type.
    UnfitBounds {
        /// The type.
        kind: Kind,
        /// True if it is `en "…"` that does not fit.
        unit: bool,
    },
    /// G216: the values of a scale do not increase.
    NotIncreasing {
        /// The level.
        level: String,
        /// The level before it.
        previous: String,
    },
    /// G217: some levels of a scale have a value, this one has none.
    LevelWithoutValue(String),
    /// G218: a negative value, or a scale whose best is worth nothing.
    ScaleValue {
        /// The scale.
        scale: String,
        /// True for a negative value, false for a best of 0.
        negative: bool,
    },
    /// G219: a negative weight.
    NegativeWeight,
    /// G220: a weight of 0.
    ZeroWeight,
    /// G221: a parameter whose value is an option, without a type.
    UntypedParameter {
        /// The parameter.
        name: String,
        /// The value.
        value: String,
    },
    /// G222: the value of a parameter is not of the type it declares.
    ParameterValue {
        /// The parameter.
        name: String,
        /// The type it declares.
        expected: Kind,
    },
    /// G223: `--set` gives a parameter a value of another type.
    Override {
        /// What it is given by.
        flag: &'static str,
        /// The parameter.
        name: String,
        /// What it is.
        expected: Kind,
        /// The options it could have taken.
        options: Vec<String>,
    },
    /// G224: levels asked of an interval scale.
    NoLevels {
        /// The scale.
        scale: String,
    },
    /// G225: a result outside a decision.
    ResultInCondition(String),
    /// G226: a percentage, duration or date where a plain number is due.
    PlainNumber {
        /// `un poids`, `la valeur d’un niveau`…
        place: NumberPlace,
    },
}

/// Where a plain number is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberPlace {
    /// After `poids`.
    Weight,
    /// The value of a level.
    Level,
    /// The bound of an interval scale.
    ScaleBound,
}

impl Typing {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let severity = if matches!(self, Self::ZeroWeight) { Severity::Warning } else { Severity::Error };
        let (code, message, help) = match self {
            Self::Mismatch { name, expected, found, options } => (
                "G201",
                format!("`{name}` est {} : {} ne s’y compare pas", expected.phrase(), found.phrase()),
                if options.is_empty() {
                    format!("On attend ici {}.", expected.expected())
                } else {
                    format!("On attend ici {}. Il y a {}.", expected.expected(), listed(options))
                },
            ),
            Self::NotACondition { name, kind } => (
                "G202",
                format!("`{name}` est {} : ce n’est pas une condition", kind.phrase()),
                match kind {
                    Kind::Set => format!("Un ensemble s’interroge par `{name} contient …`."),
                    Kind::Choice | Kind::OrderedChoice | Kind::Level | Kind::Decision => {
                        format!("Il y manque une comparaison : `{name} = …` ou `{name} parmi {{ … }}`.")
                    }
                    Kind::Option => "Une option se compare à l’entrée dont elle est une valeur.".to_owned(),
                    Kind::Parameter => "Un paramètre se compare à une entrée.".to_owned(),
                    _ => format!("Il y manque une comparaison, avec {}.", kind.expected()),
                },
            ),
            Self::NotOrdered { name, kind, sign } => (
                "G203",
                format!("`{sign}` demande un ordre, et `{name}` est {}", kind.phrase()),
                match kind {
                    Kind::Choice => {
                        "`=`, `≠` et `parmi { … }` s’y appliquent. Un `choix ordonné { a < b }` donne un ordre aux options."
                    }
                    Kind::Decision => {
                        "`=`, `≠` et `parmi { … }` s’y appliquent. Seuls les niveaux d’une décision `par paliers` ont un \
                         ordre."
                    }
                    _ => "`=` et `≠` s’y appliquent, ou le nom seul.",
                }
                .to_owned(),
            ),
            Self::ForeignOption { option, owner, name, options } => (
                "G204",
                format!("`{option}` est une option de `{owner}`, pas de `{name}`"),
                format!("`{name}` a pour options {}.", listed(options)),
            ),
            Self::OutOfBounds { value, name, low, high } => {
                let bounds = match (low, high) {
                    (Some(low), Some(high)) => format!("va de `{low}` à `{high}`"),
                    (Some(low), None) => format!("ne descend pas sous `{low}`"),
                    (None, Some(high)) => format!("ne dépasse pas `{high}`"),
                    (None, None) => "n’a pas de bornes".to_owned(),
                };
                (
                    "G205",
                    format!("`{value}` sort des bornes de `{name}`"),
                    format!("`{name}` {bounds} : la condition serait toujours vraie, ou toujours fausse."),
                )
            }
            Self::DurationUnits { name, expected, found } => (
                "G206",
                format!("`{name}` se compte en {expected} : une durée en {found} ne s’y convertit pas"),
                "Un mois n’a pas un nombre fixe de jours : heures, jours et semaines ne se mêlent pas aux mois et aux \
                 années."
                    .to_owned(),
            ),
            Self::TwoVariables { left, right } => (
                "G207",
                format!("`{left}` et `{right}` varient tous deux d’un audit à l’autre : ils ne se comparent pas entre eux"),
                "Une comparaison oppose une entrée ou un résultat à une constante ou à un paramètre.".to_owned(),
            ),
            Self::NothingVaries => (
                "G208",
                "rien ne varie dans cette comparaison".to_owned(),
                "Elle aurait la même issue pour tous les audits : un des deux côtés doit être une entrée.".to_owned(),
            ),
            Self::AmongNeedsChoice { name, kind } => (
                "G209",
                format!("`parmi` demande un choix, et `{name}` est {}", kind.phrase()),
                match kind {
                    Kind::Set => format!("Un ensemble s’interroge par `{name} contient au moins 1 parmi {{ … }}`."),
                    Kind::YesNo => format!("Un `oui_non` tient seul : `{name}` ou `non {name}`."),
                    Kind::Condition => format!("Une définition tient seule : `{name}` ou `non {name}`."),
                    _ => "Un nombre se compare par `=`, `<`, `≤`, `>` ou `≥`.".to_owned(),
                },
            ),
            Self::ContainsNeedsSet { name, kind } => (
                "G210",
                format!("`contient` demande un ensemble, et `{name}` est {}", kind.phrase()),
                match kind {
                    Kind::Choice | Kind::OrderedChoice => {
                        format!("Un choix n’a qu’une valeur : `{name} = …` ou `{name} parmi {{ … }}`.")
                    }
                    Kind::YesNo => format!("Un `oui_non` tient seul : `{name}` ou `non {name}`."),
                    Kind::Condition => format!("Une définition tient seule : `{name}` ou `non {name}`."),
                    _ => "Un nombre se compare par `=`, `<`, `≤`, `>` ou `≥`.".to_owned(),
                },
            ),
            Self::SetCompared(name) => (
                "G211",
                format!("`{name}` est un ensemble : il ne se compare pas à une valeur"),
                format!(
                    "Il peut contenir plusieurs membres : `{name} contient …`, `{name} contient tous {{ … }}` ou `{name} \
                     contient au moins 1 parmi {{ … }}`."
                ),
            ),
            Self::Fraction { value, name } => (
                "G212",
                match name {
                    Some(name) => format!("`{name}` est un entier : il ne vaut jamais `{value}`"),
                    None => format!("un entier ne vaut jamais `{value}`"),
                },
                "On attend ici un entier ; pour des décimales, le type est `nombre`.".to_owned(),
            ),
            Self::AtLeast { asked: 0, .. } => (
                "G213",
                "`au moins 0` ne demande rien".to_owned(),
                "Le nombre demandé est au moins 1.".to_owned(),
            ),
            Self::AtLeast { asked, among } => (
                "G213",
                format!("`au moins {asked}` est impossible : la liste n’en compte que {among}"),
                "Le nombre demandé ne dépasse pas celui des membres de la liste.".to_owned(),
            ),
            Self::InvertedBounds => (
                "G214",
                "les bornes sont inversées".to_owned(),
                "La plus petite s’écrit d’abord : `de 0 à 100`.".to_owned(),
            ),
            Self::UnfitBounds { kind, unit: false } => (
                "G215",
                format!("ces bornes ne conviennent pas à {}", kind.phrase()),
                match kind {
                    Kind::YesNo | Kind::Choice | Kind::OrderedChoice | Kind::Set => {
                        "Seuls les nombres, les durées et les dates ont des bornes.".to_owned()
                    }
                    _ => format!("Une borne est ici {}.", kind.expected()),
                },
            ),
            Self::UnfitBounds { kind, unit: true } => (
                "G215",
                format!("{} n’a pas d’unité à nommer", kind.phrase()),
                "`en \"…\"` dit ce que compte un `nombre` ou un `entier` ; l’unité d’une durée s’écrit sans guillemets.".to_owned(),
            ),
            Self::NotIncreasing { level, previous } => (
                "G216",
                format!("`{level}` ne vaut pas plus que `{previous}`"),
                "Les niveaux d’une échelle s’écrivent du moindre au meilleur, et chacun vaut plus que le précédent.".to_owned(),
            ),
            Self::LevelWithoutValue(level) => (
                "G217",
                format!("le niveau `{level}` n’a pas de valeur"),
                "Ou tous les niveaux d’une échelle ont une valeur, ou aucun n’en a (elle n’entre alors dans aucun total).".to_owned(),
            ),
            Self::ScaleValue { scale, negative: true } => (
                "G218",
                format!("une valeur de l’échelle `{scale}` est négative"),
                "Un score est un rapport entre points obtenus et possibles : les valeurs partent de 0.".to_owned(),
            ),
            Self::ScaleValue { scale, negative: false } => (
                "G218",
                format!("le meilleur niveau de l’échelle `{scale}` ne vaut rien"),
                "Il donne les points possibles : il vaut plus que 0. Sans valeurs du tout, l’échelle n’entre dans aucun total."
                    .to_owned(),
            ),
            Self::NegativeWeight => (
                "G219",
                "un poids n’est pas négatif".to_owned(),
                "Un poids multiplie les points obtenus et possibles ; `hors total` retire un point du total.".to_owned(),
            ),
            Self::ZeroWeight => (
                "G220",
                "un poids nul retire le point de tous les totaux".to_owned(),
                "Si c’est voulu, `hors total` le dit plus clairement.".to_owned(),
            ),
            Self::UntypedParameter { name, value } => (
                "G221",
                format!("rien ne dit de quel type est la valeur `{value}`"),
                format!("Une option se donne avec son type : `paramètre {name} : TYPE = {value}`."),
            ),
            Self::ParameterValue { name, expected } => (
                "G222",
                format!("la valeur de `{name}` n’est pas {}", expected.phrase()),
                match expected {
                    Kind::Set => "Un paramètre a une seule valeur : son type ne peut pas être un ensemble.".to_owned(),
                    _ => format!("D’après son type, on attend ici {}.", expected.expected()),
                },
            ),
            Self::Override { flag, name, expected, options } => (
                "G223",
                format!("`{flag}` : la valeur donnée à `{name}` n’est pas {}", expected.phrase()),
                match options.as_slice() {
                    [] => format!("La grille y attend {}.", expected.expected()),
                    options => format!("La grille y attend {}. Il y a {}.", expected.expected(), listed(options)),
                },
            ),
            Self::NoLevels { scale } => (
                "G224",
                format!("l’échelle `{scale}` est un intervalle : elle n’a pas de niveaux"),
                "Un `barème` et `niveau(…)` demandent une échelle à niveaux.".to_owned(),
            ),
            Self::ResultInCondition(name) => (
                "G225",
                format!("`{name}` est un résultat : il ne s’emploie que dans une décision"),
                "Ailleurs, une condition ne porte que sur les entrées, les paramètres et les définitions : un point ne \
                 dépend pas de ce qu’on en a conclu."
                    .to_owned(),
            ),
            Self::PlainNumber { place } => (
                "G226",
                format!(
                    "{} est un simple nombre",
                    match place {
                        NumberPlace::Weight => "un poids",
                        NumberPlace::Level => "la valeur d’un niveau",
                        NumberPlace::ScaleBound => "la borne d’une échelle",
                    }
                ),
                "Il s’écrit `0,75` ou `3/4`, sans unité.".to_owned(),
            ),
        };
        Wording { code, severity, message, help: Some(help) }
    }
}
