//! A text of which no more is looked at than must be to know that it is UTF-8: what equals something known is.

use std::ops::Range;

use super::scan::utf8;

/// A text, and how much of it, from somewhere to the end, is proved to be UTF-8.
pub(super) struct Proved<'t> {
    bytes: &'t [u8],
    rest: &'t str,
}

impl<'t> Proved<'t> {
    /// A text of which nothing is known.
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, rest: "" }
    }

    /// The bytes of the text.
    #[inline]
    pub(super) fn bytes(&self) -> &'t [u8] {
        self.bytes
    }

    /// Proves all that follows a place: where one text comes, more do.
    #[inline]
    pub(super) fn prove_from(&mut self, at: usize) -> Option<()> {
        if at < self.bytes.len() - self.rest.len() {
            self.rest = utf8(self.bytes, at..self.bytes.len())?;
        }
        Some(())
    }

    /// A stretch of the text, if it is UTF-8.
    #[inline]
    pub(super) fn text(&self, stretch: Range<usize>) -> Option<&'t str> {
        match stretch.start.checked_sub(self.bytes.len() - self.rest.len()) {
            Some(start) => self.rest.get(start..start + stretch.len()),
            None => utf8(self.bytes, stretch),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_is_no_text() {
        let bytes = b"{\"\xE9\":\"\xC3\xA9t\xC3\xA9\"}";
        let mut text = Proved::new(bytes);
        for at in [5, 4, 9] {
            let get = |stretch| text.text(stretch);
            assert_eq!(get(6..11), Some("été"), "{at}");
            assert_eq!((get(7..11), get(6..10), get(2..3), get(6..40)), (None, None, None, None), "{at}");
            assert_eq!(text.prove_from(at), Some(()));
        }
        assert_eq!(text.prove_from(2), None);
    }
}
