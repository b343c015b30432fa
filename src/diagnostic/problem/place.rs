//! Where a condition stands, and what is said of one that never varies there.

/// Where a condition stands, with the name of what it rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// `applicable si`
    Applicable(String),
    /// `non applicable si`
    NotApplicable(String),
    /// `facultatif si`
    Optional(String),
    /// `retenu si`
    Retained(String),
    /// `dispense`: the element.
    Waiver(String),
    /// `admet`: the substitute.
    Substitute(String),
    /// `existe si`: the input.
    Existence(String),
    /// A case of `poids`.
    Weight(String),
    /// `définition`
    Definition(String),
    /// `contrainte`
    Constraint,
    /// A line of a `barème`, whose own truth other checks look at.
    Line(String),
    /// A part of a condition: the part, as the language writes it.
    Part(String),
}

impl Place {
    /// The message of G503.
    pub(super) fn never(&self) -> String {
        match self {
            Self::Applicable(section) => format!("{section} ne s’applique jamais"),
            Self::NotApplicable(section) => format!("cette clause n’écarte jamais {section}"),
            Self::Optional(section) => format!("{section} n’est jamais facultatif"),
            Self::Retained(section) => format!("{section} n’est jamais retenu quand il est facultatif"),
            Self::Waiver(element) => format!("`{element}` n’est jamais dispensé"),
            Self::Substitute(name) => format!("`{name}` n’est jamais admis"),
            Self::Existence(input) => format!("`{input}` n’existe jamais"),
            Self::Weight(weight) => format!("le poids {weight} ne s’applique jamais"),
            Self::Definition(name) => format!("`{name}` n’est jamais vrai"),
            Self::Constraint => "aucun audit ne satisfait cette contrainte".to_owned(),
            Self::Line(level) => format!("`{level}` n’est jamais atteint"),
            Self::Part(part) => format!("`{part}` n’est jamais vrai"),
        }
    }

    /// The message of G504.
    pub(super) fn always(&self) -> String {
        match self {
            Self::Applicable(section) => format!("{section} s’applique toujours"),
            Self::NotApplicable(section) => format!("{section} ne s’applique jamais"),
            Self::Optional(section) => format!("{section} est toujours facultatif"),
            Self::Retained(section) => format!("{section} est toujours retenu"),
            Self::Waiver(element) => format!("`{element}` est toujours dispensé"),
            Self::Substitute(name) => format!("`{name}` est toujours admis"),
            Self::Existence(input) => format!("`{input}` existe toujours"),
            Self::Weight(weight) => format!("le poids {weight} s’applique toujours"),
            Self::Definition(name) => format!("`{name}` est toujours vrai"),
            Self::Constraint => "cette contrainte n’interdit rien".to_owned(),
            Self::Line(level) => format!("`{level}` est toujours atteint"),
            Self::Part(part) => format!("`{part}` est toujours vrai"),
        }
    }
}
