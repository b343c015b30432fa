//! Where a parsed text stands in the source: the parser reads a text that may differ from what is on disk (composed to NFC,
//! or mended for a near-miss), and every span it builds is told in the source's own offsets.

use crate::diagnostic::Span;

/// A map from the offsets of an edited text back to those of the original.
#[derive(Debug, Clone, Default)]
pub(super) struct OffsetMap {
    /// Edits in the order of the text. What lies between two of them is the same in both texts.
    edits: Vec<Replaced>,
    /// Where the first byte of the edited text stands in the original.
    base: u32,
}

/// A stretch of the original and what it became.
#[derive(Debug, Clone, Copy)]
struct Replaced {
    original: Span,
    edited: Span,
}

impl OffsetMap {
    /// The map of a text that is a plain stretch of the original, from `base` on.
    pub(super) fn slice(base: u32) -> Self {
        Self { edits: Vec::new(), base }
    }

    /// Notes that `original` now stands as `length` bytes from `edited` on. Edits come in the order of the text.
    pub(super) fn push(&mut self, original: Span, edited: usize, length: usize) {
        self.edits.push(Replaced { original, edited: Span::new(edited, edited + length) });
    }

    /// The original stretch of a stretch of the edited text: a part of a replacement stands for the whole of it.
    pub(super) fn span(&self, span: Span) -> Span {
        let start = {
            let at = self.edits.partition_point(|edit| edit.edited.end <= span.start);
            match self.edits.get(at) {
                Some(edit) if edit.edited.start <= span.start => edit.original.start,
                _ => self.after(at, span.start),
            }
        };
        let end = {
            let at = self.edits.partition_point(|edit| edit.edited.end < span.end);
            match self.edits.get(at) {
                Some(edit) if edit.edited.start < span.end => edit.original.end,
                _ => self.after(at, span.end),
            }
        };
        Span { start, end: end.max(start) }
    }

    /// The original offset of an offset that stands between edit `at - 1` and edit `at`.
    fn after(&self, at: usize, offset: u32) -> u32 {
        match at.checked_sub(1).and_then(|before| self.edits.get(before)) {
            Some(before) => before.original.end + (offset - before.edited.end),
            None => self.base + offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_told_in_the_original() {
        // « au moins deux parmi » → « au moins 2 parmi », at offset 100 of the file.
        let mut map = OffsetMap::slice(100);
        map.push(Span { start: 109, end: 113 }, 9, 1);
        assert_eq!(map.span(Span { start: 3, end: 8 }), Span { start: 103, end: 108 });
        assert_eq!(map.span(Span { start: 9, end: 10 }), Span { start: 109, end: 113 });
        assert_eq!(map.span(Span { start: 11, end: 16 }), Span { start: 114, end: 119 });
    }

    #[test]
    fn an_insertion_and_a_deletion_have_a_place() {
        let mut map = OffsetMap::slice(0);
        map.push(Span { start: 4, end: 4 }, 4, 2); // inserted
        map.push(Span { start: 6, end: 8 }, 8, 0); // deleted
        assert_eq!(map.span(Span { start: 4, end: 6 }), Span { start: 4, end: 4 });
        assert_eq!(map.span(Span { start: 0, end: 4 }), Span { start: 0, end: 4 });
        assert_eq!(map.span(Span { start: 6, end: 8 }), Span { start: 4, end: 6 });
        assert_eq!(map.span(Span { start: 8, end: 10 }), Span { start: 8, end: 10 });
    }
}
