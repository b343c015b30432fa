//! Texts that mostly stand in one order: the next is guessed, and compared whole.

use std::ops::Range;

use wide::u8x16;

/// Texts written plainly, in their order.
pub(super) struct Row(Vec<Quoted>);

/// A text in its quotes.
struct Quoted {
    /// The first bytes, and which of their bits count.
    start: [u8x16; 2],
    counted: [u8x16; 2],
    length: usize,
    /// What follows them.
    rest: Box<[u8]>,
}

impl Quoted {
    fn new(text: &str) -> Self {
        let quoted = format!("\"{text}\"").into_bytes();
        let pair =
            |byte: &dyn Fn(usize) -> u8| [0, 16].map(|from| u8x16::new(std::array::from_fn(|at| byte(from + at))));
        Self {
            start: pair(&|at| quoted.get(at).copied().unwrap_or_default()),
            counted: pair(&|at| if at < quoted.len() { 0xFF } else { 0 }),
            length: quoted.len(),
            rest: quoted.get(32..).unwrap_or_default().into(),
        }
    }

    /// True if it is what stands there, of which the first bytes are known.
    #[inline]
    fn is(&self, [first, second]: [u8x16; 2], after: &[u8]) -> bool {
        let differs = (first ^ self.start[0]) & self.counted[0] | (second ^ self.start[1]) & self.counted[1];
        differs.simd_eq(u8x16::splat(0)).to_bitmask() == 0xFFFF
            && (self.rest.is_empty() || after.starts_with(&self.rest))
    }
}

impl Row {
    pub(super) fn new<'t>(texts: impl Iterator<Item = &'t str>) -> Self {
        Self(texts.map(Quoted::new).collect())
    }

    /// How many texts there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first of these texts that stands there in quotes, and where it ends. It may not be found near the end of all.
    #[inline]
    pub(super) fn next(&self, bytes: &[u8], at: usize, among: Range<usize>) -> Option<(usize, usize)> {
        let (start, after) = bytes.get(at..)?.split_first_chunk::<32>()?;
        let [first, second] = start.as_chunks().0 else { return None };
        let start = [u8x16::new(*first), u8x16::new(*second)];
        let texts = self.0.get(among.clone())?;
        let found = texts.iter().position(|text| text.is(start, after))?;
        Some((among.start + found, at + texts[found].length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_text_is_found_whole() {
        let texts =
            ["1.1", "1.10", "site.téléphonique.horaires_ouverture", "site.téléphonique.horaires_ouvertures", ""];
        let row = Row::new(texts.into_iter());
        assert_eq!(row.len(), 5);
        for (number, text) in texts.into_iter().enumerate() {
            for before in ["", "{", "\"été\":1,"] {
                let all = format!("{before}\"{text}\":0.25,\"1.2\":1,\"1.3\":1,\"1.4\":1,\"1.5\":1");
                let next = |among| row.next(all.as_bytes(), before.len(), among);
                assert_eq!(next(0..5), Some((number, before.len() + text.len() + 2)), "{all}");
                assert_eq!((next(0..number), next(number + 1..5), next(0..6)), (None, None, None));
            }
        }
    }
}
