//! Codes into a dictionary: a byte each, as long as it is small.
#![allow(clippy::inline_always, reason = "what reads columns is compiled once for each kind of processor")]

/// How many codes are looked at together.
const AT_ONCE: usize = 64;

/// Codes that follow each other.
#[derive(Debug)]
pub(super) enum Codes {
    Bytes(Vec<u8>),
    Words(Vec<u16>),
}

/// A code.
pub(super) trait Code: Copy + Default + Ord + Into<u16> + TryFrom<u64> {
    /// The largest.
    const MOST: Self;

    /// That of a number; of one that is too large the largest.
    #[inline(always)]
    fn of(number: u64) -> Self {
        Self::try_from(number).unwrap_or(Self::MOST)
    }

    /// Those of eight bytes.
    fn eight(bytes: [u8; 8]) -> [Self; 8];

    /// Its lowest byte.
    fn byte(self) -> u8;

    /// As an index.
    #[inline(always)]
    fn index(self) -> usize {
        usize::from(self.into())
    }
}

impl Code for u8 {
    const MOST: Self = Self::MAX;

    #[inline(always)]
    fn eight(bytes: [u8; 8]) -> [Self; 8] {
        bytes
    }

    #[inline(always)]
    fn byte(self) -> u8 {
        self
    }
}

impl Code for u16 {
    const MOST: Self = Self::MAX;

    #[inline(always)]
    fn eight(bytes: [u8; 8]) -> [Self; 8] {
        let mut codes = [0; 8];
        for (at, code) in codes.iter_mut().enumerate() {
            *code = bytes[at].into();
        }
        codes
    }

    #[inline(always)]
    fn byte(self) -> u8 {
        self.to_le_bytes()[0]
    }
}

impl Codes {
    /// No codes yet, into a dictionary of so many values, in the room others took. The largest byte is no code.
    pub(super) fn begin(self, count: usize) -> Self {
        let are_bytes = count < usize::from(u8::MAX);
        match self {
            Self::Bytes(mut codes) if are_bytes => {
                codes.clear();
                Self::Bytes(codes)
            }
            Self::Words(mut codes) if !are_bytes => {
                codes.clear();
                Self::Words(codes)
            }
            _ if are_bytes => Self::Bytes(Vec::new()),
            _ => Self::Words(Vec::new()),
        }
    }

    /// Adds a code, whatever its size.
    pub(super) fn push(&mut self, code: u16) {
        match self {
            Self::Words(codes) => codes.push(code),
            Self::Bytes(codes) => match u8::try_from(code) {
                Ok(code) => codes.push(code),
                Err(_) => *self = Self::Words(codes.iter().copied().map(u16::from).chain([code]).collect()),
            },
        }
    }

    /// Ends them with as many more as are looked at together, so that these may be read at once wherever they begin.
    pub(super) fn end(&mut self) {
        match self {
            Self::Bytes(codes) => codes.extend_from_slice(&[0; AT_ONCE]),
            Self::Words(codes) => codes.extend_from_slice(&[0; AT_ONCE]),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(codes) => codes.len(),
            Self::Words(codes) => codes.len(),
        }
    }

    /// A code.
    pub(super) fn get(&self, at: usize) -> Option<usize> {
        match self {
            Self::Bytes(codes) => codes.get(at).map(|code| code.index()),
            Self::Words(codes) => codes.get(at).map(|code| code.index()),
        }
    }
}

impl Default for Codes {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_bytes_as_long_as_they_fit() {
        let mut codes = Codes::default().begin(254);
        (0..300).for_each(|code| codes.push(code));
        assert_eq!(codes.len(), 300);
        assert!((0..300).all(|at| codes.get(at) == Some(at)));
        assert!(matches!(&codes, Codes::Words(_)));
        // The largest byte must stay free, for what is too large.
        assert!(matches!(codes.begin(255), Codes::Words(codes) if codes.is_empty()));
        assert!(matches!(Codes::default().begin(254), Codes::Bytes(_)));
        assert_eq!((<u8 as Code>::of(256), <u16 as Code>::of(256)), (u8::MAX, 256));
    }
}
