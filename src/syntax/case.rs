//! The tree of a file of cases: named audits and what is expected of them, each line with its span. No name is resolved here.

use super::tree::{Comment, Expression, Literal, Name, Operand, Text};
use crate::diagnostic::Span;

/// A file of cases.
#[derive(Debug, Clone, Default)]
pub struct CaseFile {
    /// The cases, in the order written.
    pub cases: Vec<CaseBlock>,
    /// Every comment, in order.
    pub comments: Vec<Comment>,
    /// The places of every text, quotes included, in order.
    pub texts: Vec<Span>,
}

/// `cas "…" pour sp_plus version "2023" { … }`
#[derive(Debug, Clone)]
pub struct CaseBlock {
    /// What the case is about.
    pub title: Text,
    /// The name of the grid.
    pub grid: Name,
    /// Its version.
    pub version: Text,
    /// What is given and what is expected, a line each.
    pub lines: Vec<CaseLine>,
    /// The whole block.
    pub span: Span,
}

/// A line of a case.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// What it says.
    pub kind: CaseLineKind,
    /// The whole line.
    pub span: Span,
}

/// What a line of a case may say.
#[derive(Debug, Clone)]
pub enum CaseLineKind {
    /// `taux_décroché = 85 %`; a yes/no may stand bare, or after `non`.
    Answer {
        /// The input.
        input: Name,
        /// Its value.
        value: Answer,
    },
    /// `cotation 1.1 = conforme`; without a point for `cotation par défaut = conforme`.
    Rating {
        /// The point; every point that waits for a rating, if absent.
        point: Option<Name>,
        /// The level or value.
        rating: Rating,
    },
    /// `éléments 2.3 = { attente, autres_canaux }`
    Elements {
        /// The point.
        point: Name,
        /// The elements met.
        met: Vec<Name>,
    },
    /// `sans objet 1.8 "…"`
    SetAside {
        /// The point.
        point: Name,
        /// Why.
        reason: Text,
    },
    /// `attendu …`
    Expected(Expected),
}

/// The value a case gives to an input.
#[derive(Debug, Clone)]
pub enum Answer {
    /// `svi`, `non svi`
    Bare(bool),
    /// `= 85 %`, `= trimestrielle`, `= oui`
    One(Operand),
    /// `= { contrôle, recouvrement }`
    Several(Vec<Name>),
}

/// A rating as it is written.
#[derive(Debug, Clone)]
pub enum Rating {
    /// The name of a level.
    Level(Name),
    /// A value of the scale.
    Value(Literal),
}

/// What is expected of a case.
#[derive(Debug, Clone)]
pub enum Expected {
    /// `attendu statut 1.10 = non_applicable`
    Status {
        /// The point.
        point: Name,
        /// The word of the status.
        status: Name,
    },
    /// `attendu 6.2 = point_de_progrès`
    Rating {
        /// The point.
        point: Name,
        /// The level or value.
        rating: Rating,
    },
    /// `attendu refus`, `attendu refus R101`
    Refusal(Option<Name>),
    /// `attendu anomalie A003 pour 2.3`
    Anomaly {
        /// The code.
        code: Name,
        /// The point it is about.
        point: Option<Name>,
    },
    /// `attendu aucune anomalie`
    NoAnomaly,
    /// `attendu complet` (true), `attendu incomplet`
    Complete(bool),
    /// `attendu score ≥ 80 %`: a condition as decisions have.
    Holds(Expression),
}
