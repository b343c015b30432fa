//! The tree of a grid file: what is written, clause by clause, each with its span. No name is resolved here.
//!
//! A clause that could not be read stands as [`ItemKind::Broken`] (or a broken type, or a broken condition), so that the rest
//! of the file keeps its shape; the diagnostics that say why travel beside the tree.

use crate::diagnostic::Span;
use crate::exact::Exact;

/// A word of the source with its place: an identifier or an id, normalised to NFC.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The word, in NFC.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A file: its clauses in order, and its comments.
#[derive(Debug, Clone, Default)]
pub struct File {
    /// Header, declarations, groups and points in the order written.
    pub items: Vec<Item>,
    /// Every comment, in order.
    pub comments: Vec<Comment>,
    /// The places of every text, quotes included, in order.
    pub texts: Vec<Span>,
    /// The stretches that are not written as the language asks, in order, each with its diagnostic in the list of the parse.
    /// What was meant there may have been guessed and something may have been left out: the formatter copies the clause.
    pub faults: Vec<Span>,
}

/// A comment: from `#` to the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text, `#` included, without trailing blanks.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// True if nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// One clause or block, at any level of the file.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it says.
    pub kind: ItemKind,
    /// The whole clause, from its first word to its last character (a block's closing brace included).
    pub span: Span,
}

/// Every clause of the language. Which ones are allowed where is decided by lowering, not here.
#[derive(Debug, Clone)]
pub enum ItemKind {
    /// `grille sp_plus version "2023" remplace "2022"`
    Header(Header),
    /// `remplace "2022"` on a line of its own.
    Replaces(Text),
    /// A clause that is one text: `titre`, `source`, `exigence`, `note`…
    Prose(Prose),
    /// `plan : engagement | label > thème > point`: ranks, outermost first, each with its alternative words.
    Plan(Vec<Vec<Name>>),
    /// `total : somme pondérée`
    Total(Aggregation),
    /// `échelle cotation par défaut { … }`
    Scale(ScaleDeclaration),
    /// `type périodicité : choix ordonné { … }`
    Type(TypeDeclaration),
    /// `profil { … }` or `mesures { … }`
    Inputs(InputBlock),
    /// `paramètre objectif_décroché = 85 % "…"`
    Parameter(ParameterDeclaration),
    /// `définition collectivité : …`
    Definition(DefinitionDeclaration),
    /// `contrainte "…" : si … alors …`
    Constraint(ConstraintDeclaration),
    /// `liste langage_clair """ … """`
    Checklist(ChecklistDeclaration),
    /// `décision label par paliers "…" { … }`
    Decision(DecisionDeclaration),
    /// `retire { 1.1.1 "…", 1.2.3 "…" par 6.1.3 }`
    Retire(Vec<Retired>),
    /// A group or a point: `engagement 6 "…" { … }`, `point 6.2 { … }`.
    Section(Section),
    /// `applicable si …` or `non applicable si …`
    Applicable(ApplicableClause),
    /// `facultatif si … retenu si …`
    OptIn(OptInClause),
    /// `dispense plateforme si …`
    Waiver(WaiverClause),
    /// `admet service "…" pour identité si …`
    Substitute(SubstituteClause),
    /// `exige tous { … } pour chaque { … }`
    Requirement(RequirementClause),
    /// `poids 5/4 si …, 3/2 si … sinon 1`
    Weight(WeightClause),
    /// `échelle avancement` inside a point or group.
    ScaleUse(Name),
    /// `barème { … }`
    Grading(Vec<GradeLine>),
    /// `hors total`
    OutOfTotal,
    /// `reprend 2.5, 2.6 par minimum` on a point or a group.
    Resumes(ResumesClause),
    /// `nouveau`
    New,
    /// What could not be read; its diagnostic is in the list of the parse.
    Broken,
}

/// The header clause.
#[derive(Debug, Clone)]
pub struct Header {
    /// The grid's name.
    pub name: Option<Name>,
    /// Its version.
    pub version: Option<Text>,
    /// The version it replaces.
    pub replaces: Option<Text>,
}

/// The clauses that are one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProseKind {
    /// `titre`
    Title,
    /// `source`
    Source,
    /// `exigence`
    Wording,
    /// `exemples`
    Examples,
    /// `note`
    Note,
    /// `référence`
    Reference,
    /// `preuve`
    Evidence,
    /// `interprétation`
    Interpretation,
    /// `hors champ`
    OutOfScope,
}

/// A text clause.
#[derive(Debug, Clone)]
pub struct Prose {
    /// Which.
    pub kind: ProseKind,
    /// Its text.
    pub text: Text,
}

/// A text: `"…"` (one line, no escapes, no markers) or `"""…"""` (lines, markers).
#[derive(Debug, Clone)]
pub struct Text {
    /// The lines, each without leading and trailing blanks; blank lines at both ends are left out.
    pub lines: Vec<Vec<Piece>>,
    /// True if written between triple quotes.
    pub block: bool,
    /// The whole, quotes included.
    pub span: Span,
}

/// A piece of a line of text.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Plain text, `[[` already turned into `[`.
    Plain(String),
    /// A marker `[name]` or `[name, le cas échéant]`.
    Marker(Marker),
}

/// A marker inside a text: it names an element of the requirement, or includes a declared list.
#[derive(Debug, Clone)]
pub struct Marker {
    /// The name.
    pub name: Name,
    /// True for `, le cas échéant`: what is named may not exist.
    pub if_any: bool,
    /// Brackets included.
    pub span: Span,
}

impl Text {
    /// The text without its markers, lines joined by `\n`. Blanks left behind by a marker are not doubled.
    pub fn plain(&self) -> String {
        let lines = self.lines.iter().map(|line| {
            let mut out = String::new();
            for piece in line {
                if let Piece::Plain(text) = piece {
                    let doubled = out.is_empty() || out.ends_with(' ');
                    out.push_str(if doubled { text.trim_start_matches(' ') } else { text });
                }
            }
            out
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// How totals are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Aggregation {
    /// `somme pondérée`
    WeightedSum,
    /// `moyenne pondérée`
    WeightedMean,
}

/// `échelle NAME [par défaut] { levels }` or `échelle NAME de 0 à 1 [{ sans objet }]`.
#[derive(Debug, Clone)]
pub struct ScaleDeclaration {
    /// The scale's name.
    pub name: Name,
    /// `par défaut`.
    pub by_default: bool,
    /// `de 0 à 1`: an interval scale.
    pub interval: Option<Bounds>,
    /// The levels, in the order written.
    pub levels: Vec<LevelDeclaration>,
    /// The place of the line `sans objet`.
    pub set_aside: Option<Span>,
}

/// `point_sensible = 0,25 "…" [reprend ancien_nom]`
#[derive(Debug, Clone)]
pub struct LevelDeclaration {
    /// The level's name.
    pub name: Name,
    /// Its value.
    pub value: Option<Literal>,
    /// Its meaning.
    pub label: Option<Text>,
    /// The name it had in the version replaced.
    pub resumes: Option<Name>,
    /// The whole line.
    pub span: Span,
}

/// `type NAME : TYPE`
#[derive(Debug, Clone)]
pub struct TypeDeclaration {
    /// The type's name.
    pub name: Name,
    /// What it stands for.
    pub definition: TypeExpression,
    /// A label, for people.
    pub label: Option<Text>,
}

/// `profil { … }` or `mesures { … }`
#[derive(Debug, Clone)]
pub struct InputBlock {
    /// Which of the two.
    pub section: InputSection,
    /// Its inputs.
    pub inputs: Vec<InputDeclaration>,
}

/// The two blocks of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InputSection {
    /// Who is audited.
    Profile,
    /// What was measured.
    Measures,
}

impl InputSection {
    /// The keyword, which is also the key in audits: `profil`, `mesures`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Profile => "profil",
            Self::Measures => "mesures",
        }
    }
}

/// `taux_décroché : pourcentage "…" existe si … reprend ancien_nom`
#[derive(Debug, Clone)]
pub struct InputDeclaration {
    /// The input's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpression,
    /// The question it answers.
    pub label: Option<Text>,
    /// When it exists at all.
    pub exists_if: Option<Expression>,
    /// The name it had in the version replaced.
    pub resumes: Option<Name>,
    /// The whole declaration.
    pub span: Span,
}

/// A type as written.
#[derive(Debug, Clone)]
pub struct TypeExpression {
    /// What it says.
    pub kind: TypeKind,
    /// `de 0 à 5000`
    pub bounds: Option<Bounds>,
    /// `en "agents"`, the unit shown to people.
    pub unit: Option<Text>,
    /// The whole type.
    pub span: Span,
}

/// The kinds of types.
#[derive(Debug, Clone)]
pub enum TypeKind {
    /// `oui_non`
    YesNo,
    /// `choix { … }`
    Choice(Vec<OptionDeclaration>),
    /// `choix ordonné { a < b }`
    OrderedChoice(Vec<OptionDeclaration>),
    /// `ensemble { … }`
    Set(Vec<OptionDeclaration>),
    /// `nombre`
    Number,
    /// `entier`
    Integer,
    /// `pourcentage`
    Percentage,
    /// `durée en jours`
    Duration(Name),
    /// `date`
    Date,
    /// The name of a declared type.
    Named(Name),
    /// What could not be read.
    Broken,
}

/// `de LOW à HIGH`
#[derive(Debug, Clone)]
pub struct Bounds {
    /// The lower bound, included.
    pub low: Literal,
    /// The upper bound, included.
    pub high: Literal,
}

/// An option of a choice or member of a set: `contrôle "Contrôle" [reprend ancien_nom]`.
#[derive(Debug, Clone)]
pub struct OptionDeclaration {
    /// Its name.
    pub name: Name,
    /// What people read.
    pub label: Option<Text>,
    /// The name it had in the version replaced.
    pub resumes: Option<Name>,
}

/// `paramètre objectif : type = 85 % "…"`
#[derive(Debug, Clone)]
pub struct ParameterDeclaration {
    /// Its name.
    pub name: Name,
    /// Its type, where the value alone does not tell (an option of a choice).
    pub ty: Option<TypeExpression>,
    /// Its value; none if it could not be read.
    pub value: Option<Operand>,
    /// What it is.
    pub label: Option<Text>,
}

/// `définition NAME "…" : CONDITION`
#[derive(Debug, Clone)]
pub struct DefinitionDeclaration {
    /// Its name.
    pub name: Name,
    /// What it means to people.
    pub label: Option<Text>,
    /// The condition it names.
    pub condition: Expression,
}

/// `contrainte "…" : CONDITION`
#[derive(Debug, Clone)]
pub struct ConstraintDeclaration {
    /// What it says to people.
    pub label: Option<Text>,
    /// What always holds.
    pub condition: Expression,
}

/// `liste NAME """…"""`
#[derive(Debug, Clone)]
pub struct ChecklistDeclaration {
    /// Its name.
    pub name: Name,
    /// Its text, with markers.
    pub text: Text,
}

/// `décision NAME [par paliers] "…" { … }`
#[derive(Debug, Clone)]
pub struct DecisionDeclaration {
    /// Its name.
    pub name: Name,
    /// `par paliers`: cumulative levels.
    pub tiered: bool,
    /// What it decides.
    pub label: Option<Text>,
    /// Its lines.
    pub lines: Vec<GradeLine>,
}

/// One entry of `retire { … }`.
#[derive(Debug, Clone)]
pub struct Retired {
    /// The id of the old point.
    pub id: Name,
    /// Why it is gone.
    pub reason: Option<Text>,
    /// The points that cover it now.
    pub covered_by: Vec<Name>,
}

/// A group or a point.
#[derive(Debug, Clone)]
pub struct Section {
    /// The word of the plan: `engagement`, `thème`, `point`…
    pub word: Name,
    /// Its id.
    pub id: Option<Name>,
    /// Its title.
    pub title: Option<Text>,
    /// Its clauses and inner sections.
    pub items: Vec<Item>,
    /// The head: word, id and title.
    pub head: Span,
    /// False if its closing brace is missing (the parse says so).
    pub closed: bool,
}

/// `[non] applicable si …`
#[derive(Debug, Clone)]
pub struct ApplicableClause {
    /// True for `non applicable si`.
    pub negated: bool,
    /// The condition.
    pub condition: Expression,
}

/// `facultatif si … retenu si …`
#[derive(Debug, Clone)]
pub struct OptInClause {
    /// When the point is optional.
    pub optional_if: Expression,
    /// When it is taken.
    pub retained_if: Expression,
}

/// `dispense ELEMENT si …`
#[derive(Debug, Clone)]
pub struct WaiverClause {
    /// The element waived: its name, or a dotted path (`site.plateforme`).
    pub element: Name,
    /// When.
    pub condition: Expression,
}

/// `admet OTHER "…" pour ELEMENT [si …]`
#[derive(Debug, Clone)]
pub struct SubstituteClause {
    /// The substitute's name.
    pub name: Name,
    /// What it is.
    pub label: Option<Text>,
    /// The element it stands for.
    pub element: Name,
    /// When it is accepted; always, if absent.
    pub condition: Option<Expression>,
}

/// `exige NEED [pour chaque { … }]…`
#[derive(Debug, Clone)]
pub struct RequirementClause {
    /// What is required.
    pub need: Need,
    /// The supports it is required on, one list a `pour chaque`.
    pub for_each: Vec<Vec<Member>>,
}

/// `tous { … }` or `au moins N parmi { … }`
#[derive(Debug, Clone)]
pub struct Need {
    /// How many; all, if absent.
    pub at_least: Option<(u32, Span)>,
    /// Of what.
    pub members: Vec<Member>,
    /// The whole.
    pub span: Span,
}

/// A member of a need: an element, a shared list, or a named inner need.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its name.
    pub name: Name,
    /// What it is, where the wording does not mark it.
    pub label: Option<Text>,
    /// `le cas échéant`: it may not exist.
    pub if_any: bool,
    /// `name : au moins 1 parmi { … }`
    pub need: Option<Need>,
    /// The name it had in the version replaced.
    pub resumes: Option<Name>,
}

/// `poids 5/4 si …, 3/2 si … sinon 1`
#[derive(Debug, Clone)]
pub struct WeightClause {
    /// The weights with their conditions; a lone unconditional weight has none and stands in `otherwise`.
    pub cases: Vec<(Literal, Expression)>,
    /// The weight without condition, or after `sinon`.
    pub otherwise: Option<Literal>,
}

/// A line of a `barème` or of a `décision`.
#[derive(Debug, Clone)]
pub struct GradeLine {
    /// The level.
    pub level: Name,
    /// What people read (decisions).
    pub label: Option<Text>,
    /// When it holds; `None` for `sinon`.
    pub condition: Option<Expression>,
    /// The whole line.
    pub span: Span,
}

/// `reprend ID, ID [par minimum|par maximum]`
#[derive(Debug, Clone)]
pub struct ResumesClause {
    /// The old ids.
    pub ids: Vec<Name>,
    /// How differing ratings are merged.
    pub merge: Option<Merge>,
}

/// How the differing ratings of merged points are reduced to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Merge {
    /// `par minimum`
    Minimum,
    /// `par maximum`
    Maximum,
}

/// A condition as written.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it says.
    pub kind: ExpressionKind,
    /// Where.
    pub span: Span,
}

/// The forms of conditions.
#[derive(Debug, Clone)]
pub enum ExpressionKind {
    /// Two or more operands joined by `et` and `ou`, flat as written: lowering refuses a mix.
    Chain {
        /// At least two.
        operands: Vec<Expression>,
        /// One fewer than operands.
        connectives: Vec<(Connective, Span)>,
    },
    /// `non …`
    Not(Box<Expression>),
    /// `( … )`
    Parenthesised(Box<Expression>),
    /// `si … alors …`
    Implies {
        /// The premise.
        premise: Box<Expression>,
        /// The conclusion.
        conclusion: Box<Expression>,
    },
    /// A name or call standing alone: a yes/no input, a definition, `applicable(6.2)`.
    Bare(Operand),
    /// `left op right`
    Compare {
        /// The left side.
        left: Operand,
        /// The sign.
        comparison: Comparison,
        /// Where the sign stands.
        sign: Span,
        /// The right side.
        right: Operand,
    },
    /// `x parmi { … }`
    Among {
        /// What is looked at.
        left: Operand,
        /// The options.
        options: Vec<Name>,
    },
    /// `x contient X`, `contient tous { … }`, `contient au moins N parmi { … }`
    Contains {
        /// The set.
        left: Operand,
        /// How many of the members; all, if absent.
        at_least: Option<(u32, Span)>,
        /// The members.
        members: Vec<Name>,
    },
    /// `score non calculable`
    NotComputable(Operand),
    /// What could not be read.
    Broken,
}

/// `et` or `ou`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Connective {
    /// `et`
    And,
    /// `ou`
    Or,
}

/// The comparison signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `≠`
    Different,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

impl Comparison {
    /// The sign the formatter writes.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Different => "≠",
            Self::Less => "<",
            Self::LessOrEqual => "≤",
            Self::Greater => ">",
            Self::GreaterOrEqual => "≥",
        }
    }

    /// Whether `left sign right` holds, given how left compares with right.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Different => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    /// The sign that says the same with the two sides exchanged.
    #[must_use]
    pub fn mirrored(self) -> Self {
        match self {
            Self::Equal | Self::Different => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub enum Operand {
    /// An input, a parameter, an option, `oui`, `non`, `score`…
    Name(Name),
    /// A constant.
    Literal(Literal),
    /// `score(2)`, `niveau(6.2)`, `compte(non_conforme, 2)`
    Call {
        /// The function.
        function: Name,
        /// Ids, ranks, levels, as written.
        arguments: Vec<Name>,
        /// The whole call.
        span: Span,
    },
}

impl Operand {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span,
            Self::Literal(literal) => literal.span,
            Self::Call { span, .. } => *span,
        }
    }
}

/// A constant.
#[derive(Debug, Clone)]
pub struct Literal {
    /// Its value.
    pub kind: LiteralKind,
    /// Where.
    pub span: Span,
}

/// The forms of constants; values are exact.
#[derive(Debug, Clone, PartialEq)]
pub enum LiteralKind {
    /// `0,25` or `5/4`
    Number(Exact),
    /// `85 %`: the value is 85.
    Percentage(Exact),
    /// `2 semaines`
    Duration(Exact, TimeUnit),
    /// `12/10/2023`, as the number of days since 1970-01-01 (proleptic Gregorian).
    Date(i64),
    /// What could not be read (out of range, too long); its diagnostic is in the list of the parse.
    Broken,
}

/// Units of durations; months and years never mix with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimeUnit {
    /// `heures`
    Hours,
    /// `jours`
    Days,
    /// `semaines`
    Weeks,
    /// `mois`
    Months,
    /// `années` or `ans`
    Years,
}

impl TimeUnit {
    /// The unit of a word, singular or plural.
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "heure" | "heures" => Self::Hours,
            "jour" | "jours" => Self::Days,
            "semaine" | "semaines" => Self::Weeks,
            "mois" => Self::Months,
            "an" | "ans" | "année" | "années" => Self::Years,
            _ => return None,
        })
    }

    /// The plural, as written in a type.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Hours => "heures",
            Self::Days => "jours",
            Self::Weeks => "semaines",
            Self::Months => "mois",
            Self::Years => "années",
        }
    }

    /// How many of `other` make one of this unit as a ratio (numerator, denominator); `None` when the two never mix.
    pub fn ratio_to(self, other: Self) -> Option<(i64, i64)> {
        /// The family (clock or calendar) and the size in its smallest unit.
        fn size(unit: TimeUnit) -> (bool, i64) {
            match unit {
                TimeUnit::Hours => (true, 1),
                TimeUnit::Days => (true, 24),
                TimeUnit::Weeks => (true, 168),
                TimeUnit::Months => (false, 1),
                TimeUnit::Years => (false, 12),
            }
        }
        let ((clock, mine), (other_clock, theirs)) = (size(self), size(other));
        (clock == other_clock).then_some((mine, theirs))
    }
}
