//! Constants.

use super::{Builder, children};
use crate::diagnostic::{Span, Writing};
use crate::exact::{self, Exact, NumberError};
use crate::syntax::calendar;
use crate::syntax::grammar::{Pair, Rule};
use crate::syntax::tree::{Literal, LiteralKind, TimeUnit};

impl Builder<'_> {
    /// A `literal`.
    pub(in crate::syntax) fn literal(&self, pair: Pair<'_>) -> Literal {
        let span = self.span(&pair);
        let mut kind = LiteralKind::Broken;
        for part in children(pair) {
            kind = match (part.as_rule(), kind) {
                (Rule::number_text, _) => {
                    self.number(part.as_str(), span).map_or(LiteralKind::Broken, LiteralKind::Number)
                }
                (Rule::fraction, _) => self.fraction(part.as_str(), span),
                (Rule::date, _) => self.date(part.as_str(), span),
                (Rule::percent, LiteralKind::Number(value)) => LiteralKind::Percentage(value),
                (Rule::unit_word, LiteralKind::Number(value)) => match TimeUnit::from_word(part.as_str()) {
                    Some(unit) => LiteralKind::Duration(value, unit),
                    None => LiteralKind::Broken,
                },
                (_, kind) => kind,
            };
        }
        Literal { kind, span }
    }

    /// A decimal number, or a report that it is too long.
    fn number(&self, text: &str, span: Span) -> Option<Exact> {
        match exact::parse_decimal(text, ',', false) {
            Ok(value) => Some(value),
            Err(NumberError::TooLong | NumberError::Malformed) => {
                self.report(Writing::LongNumber, span);
                None
            }
        }
    }

    /// `5/4`
    fn fraction(&self, text: &str, span: Span) -> LiteralKind {
        let Some((numerator, denominator)) = text.split_once('/') else { return LiteralKind::Broken };
        let (Some(numerator), Some(denominator)) = (self.number(numerator, span), self.number(denominator, span))
        else {
            return LiteralKind::Broken;
        };
        if denominator == exact::integer(0) {
            self.report(Writing::ZeroDenominator, span);
            return LiteralKind::Broken;
        }
        LiteralKind::Number(numerator / denominator)
    }

    /// `12/10/2023`
    fn date(&self, text: &str, span: Span) -> LiteralKind {
        let mut parts = text.split('/').map(|part| part.parse::<i64>().unwrap_or(0));
        let (day, month, year) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        let Some(days) = calendar::days_from_date(year, month, day) else {
            self.report(Writing::NoSuchDate { date: text.to_owned() }, span);
            return LiteralKind::Broken;
        };
        LiteralKind::Date(days)
    }

    /// A whole number such as the N of `au moins N`; what is too large to mean anything is capped.
    pub(in crate::syntax) fn count(&self, pair: &Pair<'_>) -> (u32, Span) {
        (pair.as_str().parse().unwrap_or(u32::MAX), self.span(pair))
    }
}
