//! G5xx: what can and cannot happen: conditions nothing or everything satisfies, totals that empty, results that leave a
//! decision without a level.

use super::super::Severity;
use super::{Page, Place, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages![
    "G501", "G502", "G503", "G504", "G505", "G506", "G507", "G508", "G509", "G510", "G511", "G512", "G513", "G514",
    "G515", "G516",
];

/// Something that cannot happen though it is written, or can though nothing provides for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// G501: constraints no audit satisfies together; how many of them.
    Contradiction(usize),
    /// G502: an input that never exists.
    NeverExists(String),
    /// G503: a condition nothing satisfies.
    NeverTrue(Place),
    /// G504: a condition everything satisfies.
    AlwaysTrue(Place),
    /// G505: a part of a condition that a constraint makes superfluous.
    Redundant {
        /// The part, as the language writes it.
        part: String,
        /// True for a part of an `et`, which always holds where the others do; false for one of an `ou`, which never holds
        /// where the others fail.
        implied: bool,
    },
    /// G506: a point or group whose clauses let no audit through.
    NeverCounts {
        /// Which: `le point 1.1`.
        section: String,
        /// True if it is an opt-in that has the last word.
        opt_in: bool,
    },
    /// G507: a total in which, for some profile, nothing counts.
    EmptiedTotal {
        /// The group, `la grille` for the grid.
        section: String,
        /// What shows it: `svi = non`.
        shown: String,
        /// What depends on that total.
        weight: EmptiedWeight,
    },
    /// G508: an input that does not exist makes a negation true, and that decides.
    AbsenceDecides {
        /// The input.
        input: String,
        /// The negation, as the language writes it.
        negation: String,
        /// What shows it: `svi = non`.
        shown: String,
        /// What to write instead, if it can be said in one test.
        instead: Option<String>,
    },
    /// G509: a declaration nothing uses.
    Unused(Unused),
    /// G510: results for which a decision has no level, shown by an audit.
    DecisionGap {
        /// The decision.
        decision: String,
        /// The audit in words.
        shown: String,
    },
    /// G511: results for which a decision has two levels, shown by an audit.
    DecisionOverlap {
        /// The decision.
        decision: String,
        /// The two levels.
        levels: (String, String),
        /// The audit in words.
        shown: String,
    },
    /// G512: nothing proves that a decision always has one level, and no audit was found that shows it has not.
    DecisionUnproved {
        /// The decision.
        decision: String,
        /// The two levels that may hold together; none where it is a gap.
        levels: Option<(String, String)>,
        /// The results for which it is open: `score = 50 %`.
        shown: String,
    },
    /// G513: a level of a decision that no result awards.
    NeverAwarded {
        /// The decision.
        decision: String,
        /// The level.
        level: String,
        /// Why.
        because: NeverAwarded,
    },
    /// G514: `par paliers`: a level that can hold where the one before does not.
    TierWithoutPrevious {
        /// The level.
        level: String,
        /// The one before.
        previous: String,
        /// An audit in words, or where there is none, the results for which it is open.
        shown: String,
        /// True if an audit shows it.
        proved: bool,
    },
    /// G516: a clause of a section that clauses around it say already.
    SaidAround {
        /// The section.
        section: String,
        /// The innermost section whose clause says it.
        around: String,
    },
    /// G516: a clause of a group (named) that the clauses of every point in it say already.
    SaidInside(String),
    /// G515: too large to be checked.
    NotVerified {
        /// What could not be checked, as the sentence names it: `l’applicabilité du point 1.1`.
        what: String,
        /// What there is too much of.
        limit: &'static str,
    },
}

/// What depends on a total that may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmptiedWeight {
    /// It is the grid's own, or a decision asks for it.
    Decides,
    /// It is a part of a mean: the others take its weight.
    Redistributed,
    /// It is only shown.
    Shown,
}

/// A declaration nothing uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unused {
    /// An input.
    Input(String),
    /// A parameter.
    Parameter(String),
    /// A definition.
    Definition(String),
    /// A shared list.
    Checklist(String),
    /// A named type.
    Type(String),
}

/// Why a level is never awarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NeverAwarded {
    /// Its condition never holds.
    Never,
    /// It is the rest, and the others leave nothing.
    NoRest,
    /// `par paliers`: wherever it holds, the next one does too.
    AlwaysExceeded,
}

impl Reach {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, severity, message, help) = match self {
            Self::Contradiction(1) => (
                "G501",
                Severity::Error,
                "aucun audit ne satisfait cette contrainte".to_owned(),
                "Une contrainte dit ce qui est vrai de tout audit : telle qu’elle est écrite, tous seraient refusés.".to_owned(),
            ),
            Self::Contradiction(_) => (
                "G501",
                Severity::Error,
                "ces contraintes se contredisent : aucun audit ne les satisfait ensemble".to_owned(),
                "Une contrainte dit ce qui est vrai de tout audit : avec celles-ci, tous seraient refusés. Chacune d’elles \
                 est nécessaire à la contradiction."
                    .to_owned(),
            ),
            Self::NeverExists(input) => (
                "G502",
                Severity::Warning,
                format!("`{input}` n’existe jamais"),
                "Aucune réponse ne satisfait cette condition : la question ne sera jamais posée.".to_owned(),
            ),
            Self::NeverTrue(place) => ("G503", Severity::Warning, place.never(), NEVER.to_owned()),
            Self::AlwaysTrue(place) => ("G504", Severity::Warning, place.always(), ALWAYS.to_owned()),
            Self::Redundant { part, implied } => (
                "G505",
                Severity::Advice,
                format!("une contrainte rend `{part}` superflu ici"),
                if *implied {
                    "Là où le reste de la condition est vrai, la contrainte veut que ceci le soit aussi.".to_owned()
                } else {
                    "Là où ceci est vrai, la contrainte veut que le reste de la condition le soit aussi.".to_owned()
                },
            ),
            Self::SaidAround { section, around } => (
                "G516",
                Severity::Advice,
                format!("{around} dit déjà ce que cette clause demande"),
                format!("Les conditions d’un groupe valent pour tout ce qu’il contient\u{a0}: ôter cette clause ne changerait rien pour {section}."),
            ),
            Self::SaidInside(section) => (
                "G516",
                Severity::Advice,
                format!("chacun des points de {section} dit déjà ce que cette clause demande"),
                "Aucun de ces points ne compte là où elle n’est pas remplie\u{a0}: l’ôter ne changerait rien.".to_owned(),
            ),
            Self::NeverCounts { section, opt_in: false } => (
                "G506",
                Severity::Warning,
                format!("{section} ne s’applique jamais"),
                "Chacune de ses conditions peut être remplie, mais elles ne le sont jamais ensemble.".to_owned(),
            ),
            Self::NeverCounts { section, opt_in: true } => (
                "G506",
                Severity::Warning,
                format!("{section} n’est jamais à la fois applicable et retenu"),
                "Chacune de ses conditions peut être remplie, mais elles ne le sont jamais ensemble.".to_owned(),
            ),
            Self::EmptiedTotal { section, shown, weight } => (
                "G507",
                if *weight == EmptiedWeight::Shown { Severity::Advice } else { Severity::Warning },
                format!("rien ne compte dans le total de {section} si {}", quoted(shown)),
                match weight {
                    EmptiedWeight::Decides => {
                        "Son score est alors non calculable : ni 0 ni 100 %, et toute comparaison avec lui est fausse. Une \
                         décision le dit par `score non calculable`."
                    }
                    EmptiedWeight::Redistributed => {
                        "Son score est alors non calculable, et son poids passe aux autres parts de la moyenne."
                    }
                    EmptiedWeight::Shown => "Son score est alors non calculable. Le total qui l’entoure n’en est pas changé.",
                }
                .to_owned(),
            ),
            Self::AbsenceDecides { input, negation, shown, instead } => (
                "G508",
                Severity::Warning,
                format!("`{negation}` est vrai quand `{input}` n’existe pas"),
                {
                    let case = format!("C’est le cas si {} : `{input}` n’existe alors pas, et cela décide.", quoted(shown));
                    match instead {
                        Some(instead) => format!("{case} `{instead}` serait faux dans ce cas."),
                        None => format!("{case} Si ce n’est pas voulu, la condition doit dire aussi quand `{input}` existe."),
                    }
                },
            ),
            Self::Unused(unused) => {
                let (message, help) = unused.wording();
                ("G509", Severity::Warning, message, help.to_owned())
            }
            Self::DecisionGap { decision, shown } => (
                "G510",
                Severity::Error,
                format!("la décision `{decision}` n’a aucun niveau pour certains résultats"),
                format!("L’audit {} n’en atteint aucun. `NIVEAU sinon` désigne tout le reste.", quoted(shown)),
            ),
            Self::DecisionOverlap { decision, levels: (first, second), shown } => (
                "G511",
                Severity::Error,
                format!("dans la décision `{decision}`, `{first}` et `{second}` tiennent à la fois"),
                format!("L’audit {} satisfait les deux lignes : une seule doit tenir.", quoted(shown)),
            ),
            Self::DecisionUnproved { decision, levels, shown } => (
                "G512",
                Severity::Advice,
                match levels {
                    None => format!("non démontré : la décision `{decision}` a toujours un niveau"),
                    Some((first, second)) => {
                        format!("non démontré : dans `{decision}`, `{first}` et `{second}` ne tiennent jamais à la fois")
                    }
                },
                match levels {
                    None => format!(
                        "Le cas {} n’a pas de ligne, mais aucun audit qui le montre n’a été trouvé : il est peut-être \
                         impossible. `NIVEAU sinon` lève le doute.",
                        quoted(shown)
                    ),
                    Some(_) => format!(
                        "Les deux lignes couvrent le cas {}, mais aucun audit qui le montre n’a été trouvé : il est \
                         peut-être impossible. `NIVEAU sinon` à la place d’une des deux conditions lève le doute.",
                        quoted(shown)
                    ),
                },
            ),
            Self::NeverAwarded { decision, level, because } => (
                "G513",
                if *because == NeverAwarded::Never { Severity::Error } else { Severity::Warning },
                format!("la décision `{decision}` n’accorde jamais `{level}`"),
                match because {
                    NeverAwarded::Never => "Aucun résultat ne satisfait cette ligne.",
                    NeverAwarded::NoRest => "Les autres lignes couvrent tous les résultats : elles ne laissent pas de reste.",
                    NeverAwarded::AlwaysExceeded => "Tout résultat qui atteint ce palier atteint aussi le suivant.",
                }
                .to_owned(),
            ),
            Self::TierWithoutPrevious { level, previous, shown, proved } => (
                "G514",
                if *proved { Severity::Warning } else { Severity::Advice },
                if *proved {
                    format!("la condition de `{level}` peut tenir sans celle de `{previous}`")
                } else {
                    format!("non démontré : la condition de `{level}` ne tient pas sans celle de `{previous}`")
                },
                if *proved {
                    format!("L’audit {} la remplit sans atteindre `{level}` : un palier suppose tous ceux d’avant.", quoted(shown))
                } else {
                    format!(
                        "Dans le cas {}, elle tiendrait sans atteindre `{level}`, mais aucun audit qui le montre n’a été \
                         trouvé.",
                        quoted(shown)
                    )
                },
            ),
            Self::NotVerified { what, limit } => (
                "G515",
                Severity::Warning,
                format!("non vérifié : {what}"),
                format!("Il y a trop de {limit} pour en faire le tour : une condition qui lit moins d’entrées à la fois permet la preuve."),
            ),
        };
        Wording { code, severity, message, help: Some(help) }
    }
}

const NEVER: &str = "Aucune réponse qu’un audit peut donner ne satisfait cette condition.";
const ALWAYS: &str = "Toutes les réponses qu’un audit peut donner satisfont cette condition.";

impl Unused {
    /// Message and advice.
    fn wording(&self) -> (String, &'static str) {
        match self {
            Self::Input(name) => (
                format!("rien ne dépend de `{name}`"),
                "Aucune condition de la grille ne lit cette entrée : la question serait posée sans effet.",
            ),
            Self::Parameter(name) => {
                (format!("le paramètre `{name}` ne sert pas"), "Aucune condition de la grille ne s’y compare.")
            }
            Self::Definition(name) => {
                (format!("la définition `{name}` ne sert pas"), "Aucune condition de la grille ne la nomme.")
            }
            Self::Checklist(name) => {
                (format!("la liste `{name}` ne sert pas"), "Aucune exigence de la grille ne l’inclut.")
            }
            Self::Type(name) => {
                (format!("le type `{name}` ne sert pas"), "Aucune entrée de la grille n’est de ce type.")
            }
        }
    }
}

/// Words of a witness in a sentence; one without any speaks of every audit.
fn quoted(shown: &str) -> String {
    if shown.is_empty() { "le plus simple".to_owned() } else { format!("`{shown}`") }
}
