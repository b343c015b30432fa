//! Numbers packed bit by bit.
#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

use super::bits::lowest;
use super::codes::Code;

/// The 64 bits from this one on; those beyond the end are zero.
#[inline(always)]
pub(super) fn word(bytes: &[u8], bit: usize) -> u64 {
    let (rest, shift) = (bytes.get(bit / 8..).unwrap_or_default(), bit % 8);
    match (rest.first_chunk(), bytes.last_chunk()) {
        (Some(whole), _) => {
            let beyond = rest.get(8).copied().unwrap_or_default();
            u64::from_le_bytes(*whole) >> shift | u64::from(beyond) << 1 << (63 - shift)
        }
        // The last bytes, with those before them passed over.
        (None, Some(last)) if !rest.is_empty() => u64::from_le_bytes(*last) >> (64 - rest.len() * 8) >> shift,
        _ => rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)) >> shift,
    }
}

/// Every other bit of a word, from the lowest on, side by side.
#[inline(always)]
pub(super) fn evens(mut word: u64) -> u64 {
    word &= 0x5555_5555_5555_5555;
    word = (word | word >> 1) & 0x3333_3333_3333_3333;
    word = (word | word >> 2) & 0x0F0F_0F0F_0F0F_0F0F;
    word = (word | word >> 4) & 0x00FF_00FF_00FF_00FF;
    word = (word | word >> 8) & 0x0000_FFFF_0000_FFFF;
    (word | word >> 16) & 0x0000_0000_FFFF_FFFF
}

/// Reads numbers packed from this bit on.
#[inline(always)]
pub(super) fn unpack<C: Code>(bytes: &[u8], mut bit: usize, width: usize, out: &mut [C]) {
    match width {
        0 => out.fill(C::default()),
        1 => unpack_narrow::<1, C>(bytes, bit, out),
        2 => unpack_narrow::<2, C>(bytes, bit, out),
        3 => unpack_narrow::<3, C>(bytes, bit, out),
        4 => unpack_narrow::<4, C>(bytes, bit, out),
        5 => unpack_narrow::<5, C>(bytes, bit, out),
        6 => unpack_narrow::<6, C>(bytes, bit, out),
        7 => unpack_narrow::<7, C>(bytes, bit, out),
        8 => unpack_narrow::<8, C>(bytes, bit, out),
        _ => {
            for number in out {
                *number = C::of(word(bytes, bit) & lowest(width));
                bit += width;
            }
        }
    }
}

/// The same for numbers of which a word holds eight; eight words at once, as long as there are so many.
#[inline(always)]
fn unpack_narrow<const WIDTH: usize, C: Code>(bytes: &[u8], mut bit: usize, out: &mut [C]) {
    let (many, rest) = out.as_chunks_mut::<64>();
    for numbers in many {
        let mut words = [0; 8];
        // Eight numbers of less than eight bits stand in a word wherever they begin.
        if let Some(from) = bytes.get(bit / 8..).and_then(|from| from.get(..WIDTH * 7 + 8)) {
            for (at, word) in words.iter_mut().enumerate() {
                *word = from[at * WIDTH..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)) >> (bit % 8);
            }
        } else {
            for (at, some) in words.iter_mut().enumerate() {
                *some = word(bytes, bit + at * WIDTH * 8);
            }
        }
        for word in &mut words {
            *word = split::<WIDTH>(*word);
        }
        for (at, numbers) in numbers.as_chunks_mut().0.iter_mut().enumerate() {
            *numbers = C::eight(words[at].to_le_bytes());
        }
        bit += WIDTH * 64;
    }
    let (eights, rest) = rest.as_chunks_mut();
    for numbers in eights {
        *numbers = C::eight(split::<WIDTH>(word(bytes, bit)).to_le_bytes());
        bit += WIDTH * 8;
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&C::eight(split::<WIDTH>(word(bytes, bit)).to_le_bytes())[..rest.len()]);
    }
}

/// The first eight numbers of a word as bytes, from the lowest on: four are moved away from the other four, then two from two, then one from
/// one.
#[inline(always)]
fn split<const WIDTH: usize>(word: u64) -> u64 {
    let (four, two, one) = (lowest(WIDTH * 4), lowest(WIDTH * 2), lowest(WIDTH));
    let (twos, ones) = (two | two << 32, one | one << 16 | one << 32 | one << 48);
    let word = word & four | (word >> (WIDTH * 4) & four) << 32;
    let word = word & twos | (word >> (WIDTH * 2) & twos) << 16;
    word & ones | (word >> WIDTH & ones) << 8
}
