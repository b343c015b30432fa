//! Where the entries of a section end, found 64 bytes at a time: where one stands does not depend on having read the one before.
//!
//! What is generic over [`Simd`] is compiled once for each kind of vectors, of which the best the processor has is chosen where it is
//! dispatched; it must be inlined to be compiled for them.
#![allow(clippy::inline_always, reason = "see above")]

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, mask8x64, u8x64};

/// How many bytes are looked at together.
pub(super) const BLOCK: usize = 64;

/// How many ends are found at once, and how many more a block may add.
const MOST: usize = 512;
const MORE: usize = BLOCK + AT_ONCE;

/// How many are noted without asking whether there are so many, by vectors and bit by bit: what cannot be foreseen costs more.
const AT_ONCE: usize = 16;
const FEW: usize = 8;

/// The ends of entries that follow each other: the commas between them, and the bracket that closes their section.
pub(super) struct Ends {
    at: Box<[u32; MOST + MORE]>,
    count: usize,
    /// How many are passed.
    passed: usize,
    /// The vectors the processor has.
    level: Level,
}

impl Ends {
    pub(super) fn new() -> Self {
        Self { at: Box::new([0; MOST + MORE]), count: 0, passed: 0, level: Level::new() }
    }

    /// Forgets them.
    pub(super) fn clear(&mut self) {
        (self.count, self.passed) = (0, 0);
    }

    /// Those that are left.
    #[inline]
    pub(super) fn left(&self) -> &[u32] {
        self.at.get(self.passed..self.count).unwrap_or_default()
    }

    /// Passes some, and tells the last of them.
    #[inline]
    pub(super) fn pass(&mut self, count: usize) -> Option<usize> {
        self.passed += count;
        self.at.get(self.passed.checked_sub(1)?).map(|end| *end as usize)
    }

    /// Finds the ends of the entries from a place on, unless they are known: then the end before it is the next.
    pub(super) fn find(&mut self, text: &[u8], start: usize) {
        if let [end, _, ..] = self.left()
            && *end as usize + 1 == start
        {
            self.passed += 1;
        } else {
            self.passed = 0;
            self.count = dispatch!(self.level, simd => find(simd, text, start, &mut self.at));
        }
    }
}

/// Notes where entries end from a place on, and says how many do.
#[inline(always)]
fn find<S: Simd>(simd: S, text: &[u8], start: usize, ends: &mut [u32; MOST + MORE]) -> usize {
    let (mut at, mut count, mut in_list) = (start, 0, false);
    while count < MOST
        && let Some(rest) = text.get(at..)
        && !rest.is_empty()
        && let Ok(first) = u32::try_from(at)
    {
        let block = first_block(simd, rest);
        let is = |byte: u8| block.simd_eq(byte).to_bitmask();
        // From each opening bracket to just before the one that closes it: lists hold no lists.
        let listed;
        (listed, in_list) = less(is(b']'), is(b'['), in_list);
        let closing = is(b'}') & !listed;
        let bits = (is(b',') & !listed | closing) & (closing ^ closing.wrapping_sub(1));
        let into = ends.get_mut(count..).unwrap_or_default();
        if compresses(simd.level()) {
            note_together(simd, bits, first, into);
        } else {
            note(bits, first, into);
        }
        count += bits.count_ones() as usize;
        if closing != 0 {
            break;
        }
        at += BLOCK;
    }
    count
}

/// Notes the places of bits, counted from a first.
#[inline(always)]
fn note(mut bits: u64, first: u32, mut into: &mut [u32]) {
    while let Some((some, rest)) = into.split_first_chunk_mut::<FEW>() {
        for place in some {
            *place = first + bits.trailing_zeros();
            bits &= bits.wrapping_sub(1);
        }
        if bits == 0 {
            break;
        }
        into = rest;
    }
}

/// The same by vectors that bring the bytes of some places together.
#[inline(always)]
fn note_together<S: Simd>(simd: S, bits: u64, first: u32, into: &mut [u32]) {
    let mut places = [0; BLOCK];
    u8x64::load_array_ref(simd, &PLACES).compress(mask8x64::from_bitmask(simd, bits)).store_array(&mut places);
    let (count, mut noted) = (bits.count_ones() as usize, 0);
    for some in places.as_chunks::<AT_ONCE>().0 {
        if let Some(into) = into.get_mut(noted..).and_then(|rest| rest.first_chunk_mut::<AT_ONCE>()) {
            // By index: zipped, it is not compiled to vectors.
            for at in 0..AT_ONCE {
                into[at] = first + u32::from(some[at]);
            }
        }
        noted += AT_ONCE;
        if noted >= count {
            break;
        }
    }
}

/// True if vectors do that at once.
#[inline(always)]
fn compresses(level: Level) -> bool {
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    return matches!(level, Level::Avx512(_));
    #[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
    return false;
}

/// The places of bytes in a block.
static PLACES: [u8; BLOCK] = {
    let mut places = [0; BLOCK];
    let mut place = 0_u8;
    while (place as usize) < BLOCK {
        places[place as usize] = place;
        place += 1;
    }
    places
};

/// The first bytes of a text, zeros after its last.
#[inline(always)]
pub(super) fn first_block<S: Simd>(simd: S, text: &[u8]) -> u8x64<S> {
    match text.first_chunk() {
        Some(whole) => u8x64::load_array_ref(simd, whole),
        None => u8x64::load_array(simd, padded(text)),
    }
}

/// The last bytes of a text, zeros after them.
#[cold]
fn padded(rest: &[u8]) -> [u8; BLOCK] {
    let mut padded = [0; BLOCK];
    padded.iter_mut().zip(rest).for_each(|(into, from)| *into = *from);
    padded
}

/// The difference of two numbers and what was borrowed, and whether it must be borrowed on.
#[inline(always)]
fn less(number: u64, other: u64, borrowed: bool) -> (u64, bool) {
    let (less, first) = number.overflowing_sub(other);
    let (less, second) = less.overflowing_sub(u64::from(borrowed));
    (less, first | second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends found, one character after the other.
    fn one_by_one(text: &[u8], start: usize) -> Vec<usize> {
        let (mut ends, mut listed) = (Vec::new(), false);
        for (at, byte) in text.iter().enumerate().skip(start) {
            match byte {
                b'[' => listed = true,
                b']' => listed = false,
                b',' if !listed => ends.push(at),
                b'}' if !listed => {
                    ends.push(at);
                    break;
                }
                _ => {}
            }
        }
        ends
    }

    fn left(ends: &Ends) -> Vec<usize> {
        ends.left().iter().map(|end| *end as usize).collect()
    }

    #[test]
    fn ends_are_found_wherever_they_stand() {
        let mut draws = 7_u64;
        let mut text = Vec::new();
        while text.len() < 3_000 {
            draws = draws.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let entries: [&[u8]; 5] =
                [b"\"1.1\":0,", b"\"1.10\":0.75,", b"\"1.2\":[],", b"\"2.1\":[\"a\",\"b}\",\"c\"],", b","];
            text.extend(entries[(draws >> 33) as usize % 5]);
        }
        for length in (0..300).chain([text.len()]) {
            for after in ["", "}", "}}", "},\"b\":{\"1.1\":0,\"1.2\":1}", "]}", "[,"] {
                let text = [&text[..length], after.as_bytes()].concat();
                let starts = [0, 1, 13].into_iter().filter(|start| *start <= text.len());
                for (start, level) in starts.flat_map(|start| [(start, Level::new()), (start, Level::baseline())]) {
                    let mut ends = Ends { level, ..Ends::new() };
                    ends.find(&text, start);
                    assert_eq!(left(&ends), one_by_one(&text, start), "{length} {after} {start}");
                }
            }
        }
    }

    #[test]
    fn ends_are_passed_with_what_was_read_otherwise() {
        let text = b"\"1.1\":0,\"1.2\":1,\"1.3\":[\"a\",\"b\"],\"1.4\":0}";
        let mut ends = Ends::new();
        ends.find(text, 0);
        let all = left(&ends);
        assert_eq!(all, one_by_one(text, 0));
        assert_eq!(ends.pass(1), Some(all[0]));
        ends.find(text, all[1] + 1);
        assert_eq!(left(&ends), all[2..]);
        // From a place where no end was found.
        ends.find(text, all[1] + 2);
        assert_eq!(left(&ends), one_by_one(text, all[1] + 2));
    }
}
