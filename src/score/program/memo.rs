//! What was worked out for the cells of a few variables, remembered from audit to audit.
//!
//! A handful of combinations is a table; more are kept under their digits. What is remembered is bounded by the scorer, which
//! forgets everything at once when it is full.

use std::collections::HashMap;

use foldhash::fast::FixedState as Quick;

use super::cells::{Digit, UNKNOWN};

/// The most combinations kept as a table.
const TABLE: usize = 4096;

/// A memory over some variables: an index for each combination of their digits met so far.
#[derive(Debug, Clone)]
pub(super) struct Memo {
    terms: Box<[Term]>,
    kept: Kept,
}

/// A variable, by index, and what each of its digits adds to the place of a combination in a table.
#[derive(Debug, Clone, Copy)]
struct Term {
    variable: usize,
    stride: usize,
    /// The same in a digit, as it is in a table.
    step: Digit,
}

#[derive(Debug, Clone)]
enum Kept {
    /// One entry a combination, at its place.
    Table(Box<[u32]>),
    Scattered {
        entries: HashMap<Box<[Digit]>, u32, Quick>,
        key: Vec<Digit>,
    },
}

/// The entry of a combination not met yet.
const UNMET: u32 = u32::MAX;

impl Memo {
    /// A memory over these variables, which have so many digits each.
    pub(super) fn new(variables: &[usize], radices: &[Digit]) -> Self {
        let mut size = 1_usize;
        let terms = variables.iter().map(|variable| {
            let stride = size;
            size = size.saturating_mul(usize::from(radices[*variable]));
            Term { variable: *variable, stride, step: Digit::try_from(stride).unwrap_or_default() }
        });
        let terms = terms.collect();
        let kept = if size <= TABLE {
            Kept::Table(vec![UNMET; size].into())
        } else {
            Kept::Scattered { entries: HashMap::default(), key: Vec::new() }
        };
        Self { terms, kept }
    }

    /// True if all its variables are known.
    pub(super) fn is_known(&self, digits: &[Digit]) -> bool {
        self.terms.iter().all(|term| digits[term.variable] != UNKNOWN)
    }

    /// The place of the present digits in its table, if all are known.
    #[inline]
    pub(super) fn known_place(&self, digits: &[Digit]) -> Option<usize> {
        let (mut place, mut known) = (0, matches!(self.kept, Kept::Table(_)));
        for term in &self.terms {
            let digit = digits[term.variable];
            known &= digit != UNKNOWN;
            place += usize::from(digit) * term.stride;
        }
        known.then_some(place)
    }

    /// What was kept at a place of its table.
    #[inline]
    pub(super) fn at(&self, place: usize) -> Option<u32> {
        match &self.kept {
            Kept::Table(entries) => entries.get(place).copied().filter(|found| *found != UNMET),
            Kept::Scattered { .. } => None,
        }
    }

    /// What was kept for each of 64 combinations, given the digits of each variable, where all are known and it is a table; tells for
    /// which, as bits. For the others something `otherwise` is set.
    pub(super) fn find(&self, digits: &[[Digit; 64]], kept: &mut [u32; 64], otherwise: u32) -> u64 {
        let Kept::Table(entries) = &self.kept else {
            kept.fill(otherwise);
            return 0;
        };
        let (mut places, mut unknown) = ([0; 64], [false; 64]);
        for term in &self.terms {
            for ((place, unknown), digit) in places.iter_mut().zip(&mut unknown).zip(&digits[term.variable]) {
                *unknown |= *digit == UNKNOWN;
                *place += digit.wrapping_mul(term.step);
            }
        }
        let mut found = 0;
        for (at, kept) in kept.iter_mut().enumerate() {
            let entry = entries.get(usize::from(places[at])).copied().unwrap_or(UNMET);
            let is_found = !unknown[at] && entry != UNMET;
            *kept = if is_found { entry } else { otherwise };
            found |= u64::from(is_found) << at;
        }
        found
    }

    /// What was kept for the present digits.
    #[inline]
    pub(super) fn get(&mut self, digits: &[Digit]) -> Option<u32> {
        let found = match &mut self.kept {
            Kept::Table(entries) => entries[place(&self.terms, digits)],
            Kept::Scattered { entries, key } => {
                key.clear();
                key.extend(self.terms.iter().map(|term| digits[term.variable]));
                entries.get(key.as_slice()).copied().unwrap_or(UNMET)
            }
        };
        (found != UNMET).then_some(found)
    }

    /// Keeps something for the present digits.
    pub(super) fn keep(&mut self, digits: &[Digit], kept: u32) {
        match &mut self.kept {
            Kept::Table(entries) => entries[place(&self.terms, digits)] = kept,
            Kept::Scattered { entries, .. } => {
                let key = self.terms.iter().map(|term| digits[term.variable]).collect();
                entries.insert(key, kept);
            }
        }
    }

    /// Forgets everything.
    pub(super) fn forget(&mut self) {
        match &mut self.kept {
            Kept::Table(entries) => entries.fill(UNMET),
            Kept::Scattered { entries, .. } => entries.clear(),
        }
    }
}

fn place(terms: &[Term], digits: &[Digit]) -> usize {
    terms.iter().map(|term| usize::from(digits[term.variable]) * term.stride).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_has_its_own_entry() {
        for radices in [[3, 4, 5], [300, 4, 500]] {
            let mut memo = Memo::new(&[0, 2], &radices);
            let digits = |at: Digit| [at % 3, 1, at / 3 % 5];
            for at in 0..15 {
                assert_eq!(memo.get(&digits(at)), None);
                memo.keep(&digits(at), u32::from(at));
            }
            assert!((0..15).all(|at| memo.get(&digits(at)) == Some(u32::from(at))));
            // What no variable of it looks at changes nothing.
            assert_eq!(memo.get(&[0, 0, 0]), Some(0));
            let columns: [[Digit; 64]; 3] =
                [0, 1, 2].map(|variable| std::array::from_fn(|at| digits(Digit::try_from(at % 15).unwrap())[variable]));
            let mut kept = [0; 64];
            let found = memo.find(&columns, &mut kept, 77);
            // Digits that are unknown are not looked up so, nor what is no table.
            for (at, kept) in kept.iter().enumerate() {
                let is_found = radices[0] == 3 && columns[0][at] != UNKNOWN && columns[2][at] != UNKNOWN;
                let expected = if is_found { u32::try_from(at % 15).unwrap() } else { 77 };
                assert_eq!((found >> at & 1 == 1, *kept), (is_found, expected));
            }
            memo.forget();
            assert_eq!(memo.get(&digits(7)), None);
        }
    }
}
