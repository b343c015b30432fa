//! What points bring in the audits of a block, many added at once: where all that ratings may bring fits bytes, as it nearly always
//! does, it is looked up in a table of sixteen.
//!
//! Lanes are walked by index: zipped, they are not compiled to vectors.
#![allow(clippy::inline_always, reason = "compiled for the vectors of the processor")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, u8x16, u8x64};

use super::worth::Worth;
use crate::audit::{RatingCell, Slots};

/// How many ratings a table has room for, and the last, which stands for all beyond.
const ROOM: usize = LAST as usize + 1;
const LAST: u8 = 15;

/// What is possible by what must be looked at closer.
const CLOSER: u8 = u8::MAX;

/// The most audits that are told apart by what the grid says of a site before they are looked at one by one.
const MOST_CLASSES: usize = 12;

/// What comes of each rating of a point, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes {
    obtained: [u8; ROOM],
    possible: [u8; ROOM],
}

/// The audits of a block in which the grid says the same of the points of a site.
#[derive(Debug)]
pub(super) struct Class {
    /// Where what it says starts.
    start: u32,
    /// All bits of the byte of each.
    audits: [u8; Slots::MOST],
}

/// What points that follow each other bring in each audit.
#[derive(Debug)]
pub(super) struct Lanes {
    obtained: [u16; Slots::MOST],
    possible: [u16; Slots::MOST],
}

impl Bytes {
    /// The worths of each rating up to those beyond any level, of which the last is that of all others; what is to be looked at closer
    /// makes `closer` possible. `None` if they do not fit.
    pub(super) fn new(worths: &[Worth], closer: i64) -> Option<Self> {
        let (others, levels) = worths.split_last().filter(|(_, levels)| levels.len() < ROOM)?;
        let mut bytes = Self { obtained: [0; ROOM], possible: [0; ROOM] };
        for (at, worth) in levels.iter().chain(std::iter::repeat(others)).enumerate().take(ROOM) {
            bytes.obtained[at] = worth.obtained.try_into().ok()?;
            bytes.possible[at] = match worth.possible {
                possible if possible == closer => CLOSER,
                possible => u8::try_from(possible).ok().filter(|possible| *possible != CLOSER)?,
            };
        }
        Some(bytes)
    }
}

impl Class {
    /// Divides the audits of a block by where what the grid says of a site starts; into none if that makes too many classes.
    pub(super) fn divide(level: Level, starts: &[u32; Slots::MOST], classes: &mut Vec<Self>) {
        classes.clear();
        let mut left = u64::MAX;
        while left != 0 {
            if classes.len() == MOST_CLASSES {
                classes.clear();
                return;
            }
            let start = starts[left.trailing_zeros() as usize];
            let (audits, bits) = dispatch!(level, simd => equal(simd, starts, start));
            left &= !bits;
            classes.push(Self { start, audits });
        }
    }
}

impl Lanes {
    /// How many points may be added.
    pub(super) const MOST: usize = u16::MAX as usize / u8::MAX as usize;

    /// Nothing yet.
    pub(super) const NONE: Self = Self { obtained: [0; Slots::MOST], possible: [0; Slots::MOST] };

    /// Adds what a point brings, by its recorded ratings and what comes of them in each class of audits; tells in which audits it must
    /// be looked at closer instead, as bits. `None` if there are too many classes, or if bytes do not hold what comes of it.
    #[inline(always)]
    pub(super) fn add<'t, S: Simd>(
        &mut self,
        simd: S,
        recorded: &[RatingCell; Slots::MOST],
        classes: &[Class],
        told: impl Fn(u32) -> Option<&'t Bytes>,
    ) -> Option<u64> {
        if classes.is_empty() {
            return None;
        }
        let mut index = [0; Slots::MOST];
        for (at, index) in index.iter_mut().enumerate() {
            *index = recorded[at].index_within::<LAST>();
        }
        let index = u8x64::load_array(simd, index);
        let (mut obtained, mut possible) = (u8x64::splat(simd, 0), u8x64::splat(simd, 0));
        for class in classes {
            let bytes = told(class.start)?;
            let audits = u8x64::load_array_ref(simd, &class.audits);
            let look_up = |table| {
                let table = u8x64::block_splat(u8x16::load_array_ref(simd, table));
                table.swizzle_dyn_within_blocks(index) & audits
            };
            obtained |= look_up(&bytes.obtained);
            possible |= look_up(&bytes.possible);
        }
        let closer = possible.simd_eq(CLOSER);
        let possible = closer.select(u8x64::splat(simd, 0), possible);
        for (sums, bytes) in [(&mut self.obtained, obtained), (&mut self.possible, possible)] {
            let bytes: [u8; Slots::MOST] = bytes.into();
            for (at, sum) in sums.iter_mut().enumerate() {
                *sum += u16::from(bytes[at]);
            }
        }
        Some(closer.to_bitmask())
    }

    /// Adds all of it to sums.
    #[inline(always)]
    pub(super) fn tell(&self, sums: &mut [Worth; Slots::MOST]) {
        for (at, sum) in sums.iter_mut().enumerate() {
            *sum = sum.plus(Worth { obtained: self.obtained[at].into(), possible: self.possible[at].into() });
        }
    }
}

/// The audits with a rating, as bits.
pub(super) fn rated(level: Level, recorded: &[RatingCell; Slots::MOST], rating: RatingCell) -> u64 {
    dispatch!(level, simd => equal(simd, recorded, rating)).1
}

/// The audits of which a column holds this, as all bits of the byte of each, and as bits.
#[inline(always)]
fn equal<S: Simd, T: PartialEq + Copy>(simd: S, column: &[T; Slots::MOST], wanted: T) -> ([u8; Slots::MOST], u64) {
    let mut audits = [0; Slots::MOST];
    for (at, audit) in audits.iter_mut().enumerate() {
        *audit = if column[at] == wanted { u8::MAX } else { 0 };
    }
    (audits, u8x64::load_array_ref(simd, &audits).simd_eq(u8::MAX).to_bitmask())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must be looked at closer is said to make possible.
    const MUCH: i64 = 1 << 20;

    fn worth(obtained: i64, possible: i64) -> Worth {
        Worth { obtained, possible }
    }

    /// Tables for as many levels as bytes have room for, and the recorded ratings of a block.
    fn table(of: i64) -> Vec<Worth> {
        let entry = |at: i64| if (at + of) % 7 == 0 { worth(0, MUCH) } else { worth(at * of % 255, 254 - at) };
        (0..16).map(entry).collect()
    }

    #[test]
    fn many_are_added_as_each_would_be() {
        let tables = [1, 2, 3].map(table);
        let starts: [u32; Slots::MOST] = std::array::from_fn(|at| (at * at % 3).try_into().unwrap());
        for level in [Level::new(), Level::baseline()] {
            let mut classes = Vec::new();
            Class::divide(level, &starts, &mut classes);
            assert_eq!(classes.len(), 2);
            let bytes = tables.each_ref().map(|worths| Bytes::new(worths, MUCH).unwrap());
            let (mut lanes, mut sums) = (Lanes::NONE, [worth(3, 4); Slots::MOST]);
            let mut expected = sums;
            for round in 0..Lanes::MOST {
                let recorded = std::array::from_fn(|at| match (at + round) % 20 {
                    18 => RatingCell::MILLIONTHS,
                    19 => RatingCell::OTHER,
                    level => RatingCell::level(level).unwrap(),
                });
                let told = |start: u32| Some(&bytes[start as usize]);
                let closer = dispatch!(level, simd => lanes.add(simd, &recorded, &classes, told)).unwrap();
                for (at, cell) in recorded.iter().enumerate() {
                    let found = tables[starts[at] as usize][cell.index().min(15)];
                    let is_closer = found.possible == MUCH;
                    assert_eq!(closer >> at & 1 == 1, is_closer);
                    if !is_closer {
                        expected[at] = expected[at].plus(found);
                    }
                }
            }
            lanes.tell(&mut sums);
            assert_eq!(sums, expected);
        }
    }

    #[test]
    fn what_does_not_fit_is_said_so() {
        let fits = |worths: &[Worth]| Bytes::new(worths, MUCH).is_some();
        assert!(fits(&[worth(255, 254), worth(0, MUCH)]));
        for bad in [worth(256, 0), worth(-1, 0), worth(0, 255), worth(0, 256), worth(0, -1), worth(0, MUCH + 1)] {
            assert!(!fits(&[worth(0, 0), bad]) && !fits(&[bad, worth(0, 0)]), "{bad:?}");
        }
        assert!(fits(&[worth(0, 0); ROOM]) && !fits(&[worth(0, 0); ROOM + 1]) && !fits(&[]));
        let starts: [u32; Slots::MOST] = std::array::from_fn(|at| at.try_into().unwrap());
        let mut classes = Vec::new();
        Class::divide(Level::new(), &starts, &mut classes);
        assert!(classes.is_empty());
    }
}
