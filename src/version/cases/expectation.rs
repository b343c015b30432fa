//! What a case expects.

use super::given::recorded;
use crate::audit::{RecordedRating, Refusal};
use crate::diagnostic::{Case as Problem, Diagnostic, Span};
use crate::grid::{Formula, PointId, Reader, ResultAtom};
use crate::score::{AnomalyKind, PointStatus};
use crate::syntax::case::Expected;
use crate::syntax::tree::Name;

/// One expectation.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// What is expected.
    pub kind: ExpectationKind,
    /// The line that says it.
    pub span: Span,
}

/// The kinds of expectations.
#[derive(Debug, Clone)]
pub enum ExpectationKind {
    /// A point has this status.
    Status(PointId, PointStatus),
    /// A point is rated or computed at this rating.
    Rating(PointId, RecordedRating),
    /// The audit is refused, with this code if one is named.
    Refusal(Option<&'static str>),
    /// There is an anomaly of this code, about this point if one is named.
    Anomaly(&'static str, Option<PointId>),
    /// There is no anomaly at all.
    NoAnomaly,
    /// The audit is complete (true), or not.
    Complete(bool),
    /// This holds, of the inputs and the results.
    Holds(Formula<ResultAtom>),
}

/// Resolves an expectation; none if it is at fault, which is said.
pub(super) fn expectation(
    expected: &Expected,
    span: Span,
    reader: &mut Reader<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Expectation> {
    let kind = match expected {
        Expected::Status { point, status } => {
            let known = PointStatus::ALL.map(PointStatus::word);
            let at = word(status, "un statut", &known, found);
            ExpectationKind::Status(reader.point(point)?, PointStatus::ALL[at?])
        }
        Expected::Rating { point, rating } => {
            let id = reader.point(point)?;
            ExpectationKind::Rating(id, recorded(reader.rating(id, rating)?))
        }
        Expected::Refusal(None) => ExpectationKind::Refusal(None),
        Expected::Refusal(Some(code)) => {
            let at = word(code, "le code d’un refus que la grille peut prononcer", &Refusal::CODES_OF_MEANING, found)?;
            ExpectationKind::Refusal(Some(Refusal::CODES_OF_MEANING[at]))
        }
        Expected::Anomaly { code, point } => {
            let at = word(code, "le code d’une anomalie", &AnomalyKind::CODES, found)?;
            let point = match point {
                Some(point) => Some(reader.point(point)?),
                None => None,
            };
            ExpectationKind::Anomaly(AnomalyKind::CODES[at], point)
        }
        Expected::NoAnomaly => ExpectationKind::NoAnomaly,
        Expected::Complete(complete) => ExpectationKind::Complete(*complete),
        Expected::Holds(condition) => ExpectationKind::Holds(reader.condition(condition)?),
    };
    Some(Expectation { kind, span })
}

/// The place of a word among those there are; says so if it is none of them.
fn word(name: &Name, kind: &'static str, known: &[&'static str], found: &mut Vec<Diagnostic>) -> Option<usize> {
    let at = known.iter().position(|known| *known == name.text);
    if at.is_none() {
        let near = crate::diagnostic::nearest(&name.text, known.iter().copied());
        let problem = Problem::UnknownWord { kind, word: name.text.clone(), known: known.to_vec() };
        let diagnostic = Diagnostic::new(problem, name.span);
        found.push(match near {
            Some(near) => diagnostic.fix(crate::diagnostic::Fix::replace(format!("écrire `{near}`"), name.span, near)),
            None => diagnostic,
        });
    }
    at
}
