//! Values as the language writes them: `85 %`, `2 semaines`, `12/10/2023`.

use num_traits::ToPrimitive;

use super::{NumberKind, ParameterValue, TimeUnit};
use crate::exact::{Exact, integer, to_decimal, to_text};
use crate::syntax::date_from_days;

impl NumberKind {
    /// A number of this kind as the language writes it.
    pub fn written(self, value: &Exact) -> String {
        match self {
            Self::Number | Self::Integer => to_text(value, ','),
            Self::Percentage => format!("{} %", to_text(value, ',')),
            Self::Duration(unit) => duration(value, unit),
            Self::Date => value.to_integer().to_i64().map_or_else(|| to_text(value, ','), date),
        }
    }
}

impl ParameterValue {
    /// The value as the language writes it.
    pub fn written(&self) -> String {
        match self {
            Self::Number(value) => NumberKind::Number.written(value),
            Self::Percentage(value) => NumberKind::Percentage.written(value),
            Self::Duration(value, unit) => duration(value, *unit),
            Self::Date(days) => date(*days),
            Self::YesNo(true) => "oui".to_owned(),
            Self::YesNo(false) => "non".to_owned(),
            Self::Option(name) => name.clone(),
        }
    }
}

/// `1 jour`, `2 semaines`, `6 mois`: the singular up to, but not at, 2. A duration that is no decimal in its unit is written in one
/// in which it is: `1 heure`, not `1/24 jour`, which the language cannot read.
fn duration(value: &Exact, unit: TimeUnit) -> String {
    let units = [unit, TimeUnit::Weeks, TimeUnit::Days, TimeUnit::Hours, TimeUnit::Years, TimeUnit::Months];
    let in_unit = |other: TimeUnit| {
        let (numerator, denominator) = unit.ratio_to(other)?;
        let value = value * integer(numerator) / integer(denominator);
        to_decimal(&value, ',').is_some().then_some((value, other))
    };
    let (value, unit) = units.into_iter().find_map(in_unit).unwrap_or_else(|| (value.clone(), unit));
    let word = match (value < integer(2), unit) {
        (false, _) | (_, TimeUnit::Months) => unit.plural(),
        (true, TimeUnit::Hours) => "heure",
        (true, TimeUnit::Days) => "jour",
        (true, TimeUnit::Weeks) => "semaine",
        (true, TimeUnit::Years) => "an",
    };
    format!("{} {word}", to_text(&value, ','))
}

/// `12/10/2023`, from the number of days since 1970-01-01.
fn date(days: i64) -> String {
    let (year, month, day) = date_from_days(days);
    format!("{day:02}/{month:02}/{year:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_day_first() {
        assert_eq!(date(0), "01/01/1970");
        assert_eq!(date(19_642), "12/10/2023");
    }

    #[test]
    fn durations_agree_with_their_number() {
        assert_eq!(duration(&integer(1), TimeUnit::Weeks), "1 semaine");
        assert_eq!(duration(&integer(2), TimeUnit::Years), "2 années");
        assert_eq!(duration(&integer(1), TimeUnit::Months), "1 mois");
        assert_eq!(duration(&(integer(1) / integer(24)), TimeUnit::Days), "1 heure");
        assert_eq!(duration(&(integer(2) / integer(7)), TimeUnit::Weeks), "2 jours");
    }
}
