//! Intervals of exact numbers between tested constants, and the numbers in them that people read most easily.

use num_bigint::BigInt;
use num_traits::Zero;

use crate::exact::{Exact, integer};
use crate::grid::ParameterId;

/// A non-empty interval of numbers no condition tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// The lower end; none if the numbers go down without bound.
    pub low: Option<End>,
    /// The upper end; none if the numbers go up without bound.
    pub high: Option<End>,
    /// True if only its integers occur (integers, dates).
    pub discrete: bool,
}

/// An end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The number at the end.
    pub value: Exact,
    /// True if that number is in the interval.
    pub included: bool,
    /// True if a condition tests this constant, false if the domain of the input ends here.
    pub tested: bool,
    /// The parameter that gives the constant, where every condition that tests it names that parameter.
    pub parameter: Option<ParameterId>,
}

/// One of the two ends of an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Towards −∞.
    Low,
    /// Towards +∞.
    High,
}

impl Interval {
    /// True if no number lies in it.
    pub(super) fn is_empty(&self) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        if self.discrete {
            low.first_integer() > high.last_integer()
        } else {
            low.value > high.value || (low.value == high.value && !(low.included && high.included))
        }
    }

    /// True if the number lies in it (a number of the input's own kind).
    pub fn contains(&self, number: &Exact) -> bool {
        let above = |end: &End| *number > end.value || (end.included && *number == end.value);
        let below = |end: &End| *number < end.value || (end.included && *number == end.value);
        self.low.as_ref().is_none_or(above) && self.high.as_ref().is_none_or(below)
    }

    /// The number, if there is only one.
    pub fn single(&self) -> Option<Exact> {
        let (low, high) = (self.low.as_ref()?, self.high.as_ref()?);
        let (first, last) = if self.discrete {
            (low.first_integer(), high.last_integer())
        } else {
            (low.value.clone(), high.value.clone())
        };
        (first == last).then_some(first)
    }

    /// True if a tested constant lies in it: then it is a boundary, and shows best what the conditions say of it.
    pub fn has_boundary(&self) -> bool {
        [&self.low, &self.high].into_iter().flatten().any(|end| end.tested && end.included)
    }

    /// The number to show for the interval: a boundary in it, else the shortest decimal nearest a tested end (the lower one
    /// first), else, where nothing is tested, the one nearest to zero.
    pub fn value(&self) -> Exact {
        let tested = |end: &Option<End>| end.as_ref().is_some_and(|end| end.tested);
        let boundary = |end: &Option<End>| end.as_ref().is_some_and(|end| end.tested && end.included);
        let side = match (boundary(&self.low), boundary(&self.high), tested(&self.low), tested(&self.high)) {
            (true, ..) => Side::Low,
            (_, true, ..) => Side::High,
            (_, _, true, _) => Side::Low,
            (_, _, _, true) => Side::High,
            _ if self.contains(&Exact::zero()) => return Exact::zero(),
            _ if self.low.as_ref().is_some_and(|low| low.value >= Exact::zero()) => Side::Low,
            _ => Side::High,
        };
        self.near(side)
    }

    /// The number nearest to an end: the end itself if it is in the interval, else, among the decimals inside with the fewest
    /// digits after the comma, the one nearest to it. Without such an end, the other end's; zero if there is neither.
    pub fn near(&self, side: Side) -> Exact {
        match (side, &self.low, &self.high) {
            (Side::Low, Some(low), _) | (Side::High, Some(low), None) => self.above(low),
            (Side::High, _, Some(high)) | (Side::Low, None, Some(high)) => self.below(high),
            (_, None, None) => Exact::zero(),
        }
    }

    fn above(&self, low: &End) -> Exact {
        if self.discrete {
            return low.first_integer();
        }
        if low.included {
            return low.value.clone();
        }
        self.shortest(|scale| (&low.value * scale).floor() + integer(1))
    }

    fn below(&self, high: &End) -> Exact {
        if self.discrete {
            return high.last_integer();
        }
        if high.included {
            return high.value.clone();
        }
        self.shortest(|scale| (&high.value * scale).ceil() - integer(1))
    }

    /// The candidate with the fewest decimals that lies inside; `candidate` gives it multiplied by the power of ten.
    /// It ends, because the interval is open at the end the candidates come ever closer to.
    fn shortest(&self, candidate: impl Fn(&Exact) -> Exact) -> Exact {
        let mut scale = integer(1);
        loop {
            let number = candidate(&scale) / &scale;
            if self.contains(&number) {
                return number;
            }
            scale *= BigInt::from(10);
        }
    }
}

impl End {
    fn first_integer(&self) -> Exact {
        if self.included { self.value.ceil() } else { self.value.floor() + integer(1) }
    }

    fn last_integer(&self) -> Exact {
        if self.included { self.value.floor() } else { self.value.ceil() - integer(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::{parse_decimal, to_text};

    /// Reads `[0;85[` with tested ends, `(` and `)` for ends of the domain that are included.
    fn interval(text: &str, discrete: bool) -> Interval {
        let mut chars = text.chars();
        let (first, last) = (chars.next().unwrap(), chars.next_back().unwrap());
        let (low, high) = chars.as_str().split_once(';').unwrap();
        let end = |number: &str, mark: char, inside: char| {
            (!number.is_empty()).then(|| End {
                value: parse_decimal(number, ',', false).unwrap(),
                included: mark == inside || "()".contains(mark),
                tested: !"()".contains(mark),
                parameter: None,
            })
        };
        Interval { low: end(low, first, '['), high: end(high, last, ']'), discrete }
    }

    #[test]
    fn the_number_shown_is_a_boundary_or_the_shortest_near_one() {
        for (text, shown) in [
            ("[85;85]", "85"),
            ("(0;85[", "84"),
            ("[85;100)", "85"),
            ("]85;100)", "86"),
            ("]85;86[", "85,1"),
            ("]0;0,01[", "0,001"),
            ("]85;85,5]", "85,5"),
            ("];85[", "84"),
            ("]-1,5;[", "-1"),
            ("(0;100)", "0"),
            ("(5;100)", "5"),
            ("(-9;-5)", "-5"),
            ("];[", "0"),
        ] {
            assert_eq!(to_text(&interval(text, false).value(), ','), shown, "{text}");
        }
    }

    #[test]
    fn integers_have_no_gap_between_neighbours() {
        assert!(interval("]4;5[", true).is_empty());
        assert!(!interval("]4;5[", false).is_empty());
        assert!(interval("]2,1;2,9[", true).is_empty());
        assert_eq!(interval("]4;6[", true).single(), Some(integer(5)));
        assert_eq!(interval("[2,5;4]", true).near(Side::Low), integer(3));
        assert_eq!(interval("(0;50[", true).value(), integer(49));
    }
}
