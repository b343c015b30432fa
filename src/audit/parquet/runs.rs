//! Small numbers in runs, as Parquet writes levels and codes: one number repeated, or groups of eight packed bit by bit.

#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

use bytes::Bytes;

use super::bits::lowest;
use super::codes::Code;
use super::packed::{evens, unpack, word};

/// Numbers still to be read.
#[derive(Debug, Clone)]
pub(super) struct Runs {
    bytes: Bytes,
    /// How many bits a number takes.
    width: usize,
    place: Place,
}

/// How far they are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Where the next run begins.
    at: usize,
    /// How many numbers are left of this one.
    left: usize,
    run: Run,
}

/// A run.
#[derive(Debug, Clone, Copy)]
enum Run {
    /// Of this number.
    Repeated(u16),
    /// Packed, from this bit on.
    Packed(usize),
}

/// The most bits of a number.
const WIDEST: usize = 32;

impl Runs {
    /// Runs of numbers of so many bits; `None` if they are too wide.
    pub(super) fn new(bytes: Bytes, width: usize) -> Option<Self> {
        let place = Place { at: 0, left: 0, run: Run::Repeated(0) };
        (width <= WIDEST).then_some(Self { bytes, width, place })
    }

    /// Bits packed throughout.
    pub(super) fn packed(bytes: Bytes) -> Self {
        let place = Place { at: bytes.len(), left: bytes.len().saturating_mul(8), run: Run::Packed(0) };
        Self { bytes, width: 1, place }
    }

    /// How far the numbers are read.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Reads on from there.
    pub(super) fn go_back(&mut self, place: Place) {
        self.place = place;
    }

    /// The number of the next ones that are all the same, and how many they are; `None` if they are packed or none is left.
    #[inline(always)]
    pub(super) fn repeated(&mut self) -> Option<(u16, usize)> {
        match self.run()? {
            Run::Repeated(number) => Some((number, self.place.left)),
            Run::Packed(_) => None,
        }
    }

    /// Passes over so many of the run being read.
    #[inline(always)]
    pub(super) fn pass(&mut self, count: usize) {
        self.place.left -= count.min(self.place.left);
        if let Run::Packed(bit) = &mut self.place.run {
            *bit += count * self.width;
        }
    }

    /// Reads as many numbers as there is room for; `None` if there are not so many. What is too large for a number here is the
    /// largest.
    #[inline(always)]
    pub(super) fn read<C: Code>(&mut self, mut out: &mut [C]) -> Option<()> {
        while !out.is_empty() {
            let run = self.run()?;
            let count = self.place.left.min(out.len());
            let (now, rest) = std::mem::take(&mut out).split_at_mut(count);
            match run {
                Run::Repeated(number) => now.fill(C::of(number.into())),
                Run::Packed(bit) => unpack(&self.bytes, bit, self.width, now),
            }
            self.pass(count);
            out = rest;
        }
        Some(())
    }

    /// Reads the lowest bits of the next numbers, 64 at most; `None` if there are not so many.
    #[inline(always)]
    pub(super) fn bits(&mut self, count: usize) -> Option<u64> {
        let (mut bits, mut read) = (0, 0);
        while read < count {
            let run = self.run()?;
            let some = self.place.left.min(count - read);
            let now = match run {
                Run::Repeated(number) => all(number & 1 == 1),
                Run::Packed(bit) => word(&self.bytes, bit),
            };
            self.pass(some);
            bits |= (now & lowest(some)) << read;
            read += some;
        }
        Some(bits)
    }

    /// Which of the next numbers, 64 at most, reach each of these bounds, as bits; `None` if there are not so many.
    #[inline(always)]
    pub(super) fn reach<const N: usize>(&mut self, bounds: [u16; N], count: usize) -> Option<[u64; N]> {
        let mut reached = [0; N];
        if self.width > 2 {
            let mut numbers = [0_u16; 64];
            let numbers = numbers.get_mut(..count)?;
            self.read(numbers)?;
            for (reached, bound) in reached.iter_mut().zip(bounds) {
                *reached = numbers.iter().rev().fold(0, |bits, number| bits << 1 | u64::from(*number >= bound));
            }
            return Some(reached);
        }
        let (low, high) = if self.width == 2 { self.pairs(count)? } else { (self.bits(count)?, 0) };
        for (reached, bound) in reached.iter_mut().zip(bounds) {
            *reached = match bound {
                0 => lowest(count),
                1 => low | high,
                2 => high,
                3 => low & high,
                _ => 0,
            };
        }
        Some(reached)
    }

    /// Reads the lower and the higher bit of the next numbers of two bits, 64 at most.
    #[inline(always)]
    fn pairs(&mut self, count: usize) -> Option<(u64, u64)> {
        let (mut low, mut high, mut read) = (0, 0, 0);
        while read < count {
            let run = self.run()?;
            let most = self.place.left.min(count - read);
            let (now_low, now_high, some) = match run {
                Run::Repeated(number) => (all(number & 1 == 1), all(number & 2 == 2), most),
                Run::Packed(bit) => {
                    let pairs = word(&self.bytes, bit);
                    (evens(pairs), evens(pairs >> 1), most.min(32))
                }
            };
            self.pass(some);
            low |= (now_low & lowest(some)) << read;
            high |= (now_high & lowest(some)) << read;
            read += some;
        }
        Some((low, high))
    }

    /// The run being read, or the next that is not empty.
    #[inline(always)]
    fn run(&mut self) -> Option<Run> {
        while self.place.left == 0 {
            self.next()?;
        }
        Some(self.place.run)
    }

    #[inline(always)]
    fn next(&mut self) -> Option<()> {
        let head = self.varint()?;
        let (count, at) = (usize::try_from(head >> 1).ok()?, self.place.at);
        let rest = self.bytes.get(at..)?;
        if head & 1 == 1 {
            let length = count.checked_mul(self.width)?.min(rest.len());
            let numbers = count.checked_mul(8)?;
            // The last group may be cut where nothing is left in it.
            let left = if length == count * self.width { numbers } else { numbers.min(length * 8 / self.width) };
            self.place = Place { at: at + length, left, run: Run::Packed(at * 8) };
        } else {
            let length = self.width.div_ceil(8);
            let number = match rest.get(..length)? {
                [] => 0,
                [number] => u16::from(*number),
                bytes => {
                    let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
                    u16::try_from(number).unwrap_or(u16::MAX)
                }
            };
            self.place = Place { at: at + length, left: count, run: Run::Repeated(number) };
        }
        Some(())
    }

    #[inline(always)]
    fn varint(&mut self) -> Option<u64> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *self.bytes.get(self.place.at)?;
            self.place.at += 1;
            value |= u64::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }
}

/// A word of one bit.
#[inline(always)]
fn all(bit: bool) -> u64 {
    if bit { u64::MAX } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers packed, their run told by its head.
    fn packed(numbers: &[u64], width: usize) -> Vec<u8> {
        let groups = numbers.len().div_ceil(8);
        let mut bits = vec![false; groups * 8 * width];
        for (at, number) in numbers.iter().enumerate() {
            (0..width).for_each(|bit| bits[at * width + bit] = number >> bit & 1 == 1);
        }
        let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
        let head = u8::try_from(groups << 1 | 1).unwrap();
        std::iter::once(head).chain(bits.chunks(8).map(byte)).collect()
    }

    #[test]
    fn runs_of_every_width_are_read_in_pieces() {
        for width in 0..=20 {
            let most = (1_u64 << width) - 1;
            let numbers: Vec<u64> = (0..200).map(|at| (at * 0x9E37_79B9) & most).collect();
            let mut bytes = packed(&numbers, width);
            // The largest number ten times more, then the same in an empty run.
            bytes.extend([10 << 1].iter().chain(&most.to_le_bytes()[..width.div_ceil(8)]));
            bytes.extend([0].iter().chain(&most.to_le_bytes()[..width.div_ceil(8)]));
            let expected: Vec<u16> = numbers
                .iter()
                .copied()
                .chain([most; 10])
                .map(|number| u16::try_from(number).unwrap_or(u16::MAX))
                .collect();
            for step in [1, 3, 8, 75, 210] {
                let mut runs = Runs::new(bytes.clone().into(), width).unwrap();
                let mut read = vec![0_u16; 210];
                assert!(read.chunks_mut(step).all(|out| runs.read(out).is_some()), "{width} bits by {step}");
                assert_eq!(read, expected, "{width} bits by {step}");
                assert_eq!(runs.read(&mut [0_u16]), None);
                let mut runs = Runs::new(bytes.clone().into(), width).unwrap();
                let mut read = [0_u8; 210];
                assert!(read.chunks_mut(step).all(|out| runs.read(out).is_some()), "{width} bits by {step}");
                assert!(read.iter().zip(&expected).all(|(byte, number)| u16::from(*byte) == (*number).min(255)));
            }
        }
    }

    #[test]
    fn bits_are_read_as_words() {
        let numbers: Vec<u64> = (0..80).map(|at| u64::from(at % 3 == 0)).collect();
        let bytes = [packed(&numbers, 1), vec![0xC8, 1, 1]].concat();
        let expected: Vec<bool> = numbers.iter().map(|bit| *bit == 1).chain([true; 100]).collect();
        let mut runs = Runs::new(bytes.clone().into(), 1).unwrap();
        for chunk in expected.chunks(45) {
            let bits = runs.bits(chunk.len()).unwrap();
            assert!(chunk.iter().enumerate().all(|(at, bit)| (bits >> at & 1 == 1) == *bit));
        }
        let mut runs = Runs::new(bytes.into(), 1).unwrap();
        assert_eq!([64, 36].map(|count| runs.reach([0, 1], count).map(|[all, some]| all == some)), [Some(false); 2]);
        assert_eq!(runs.repeated(), Some((1, 80)));
        assert_eq!((runs.bits(64), runs.reach([1, 2], 16), runs.bits(1)), (Some(u64::MAX), Some([0xFFFF, 0]), None));
    }

    #[test]
    fn bounds_are_reached_whatever_the_width() {
        for width in 1..=5 {
            let numbers: Vec<u64> = (0..80).map(|at| (at * 0x9E37_79B9) >> 3 & ((1 << width) - 1)).collect();
            let mut bytes = packed(&numbers, width);
            bytes.extend([20 << 1, 1]);
            let expected: Vec<u64> = numbers.into_iter().chain([1; 20]).collect();
            let mut runs = Runs::new(bytes.into(), width).unwrap();
            for some in expected.chunks(33) {
                let reached = runs.reach([0, 1, 2, 3, 4], some.len()).unwrap();
                for (bound, bits) in (0..).zip(reached) {
                    let expected =
                        (0..).zip(some).fold(0, |bits, (at, number)| bits | u64::from(*number >= bound) << at);
                    assert_eq!(bits, expected, "{width} bits from {bound} on");
                }
            }
            assert_eq!(runs.reach([1], 1), None);
        }
    }

    #[test]
    fn what_is_cut_short_is_told() {
        assert!(Runs::new(Bytes::new(), 33).is_none());
        for bytes in [&[][..], &[3], &[20], &[0x80], &[0xFF; 12]] {
            let mut runs = Runs::new(bytes.to_vec().into(), 9).unwrap();
            assert_eq!(runs.read(&mut [0_u16; 30]), None, "{bytes:?}");
        }
        let mut cut = packed(&[1; 16], 1);
        cut.pop();
        let mut runs = Runs::new(cut.into(), 1).unwrap();
        assert_eq!((runs.bits(8), runs.bits(1)), (Some(0xFF), None));
    }
}
