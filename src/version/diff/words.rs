//! Two texts word by word.

use similar::{ChangeTag, TextDiff};

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// In both texts.
    Same(String),
    /// Only in the old one.
    Removed(String),
    /// Only in the new one.
    Added(String),
}

/// The words of both texts, put together: what is the same, removed and added, in order.
pub fn words(old: &str, new: &str) -> Vec<Word> {
    let (old, new) = (pieces(old), pieces(new));
    let diff = TextDiff::from_slices(&old, &new);
    let mut found: Vec<Word> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), found.last_mut()) {
            (ChangeTag::Equal, Some(Word::Same(last)))
            | (ChangeTag::Delete, Some(Word::Removed(last)))
            | (ChangeTag::Insert, Some(Word::Added(last))) => last.push_str(text),
            (ChangeTag::Equal, _) => found.push(Word::Same(text.to_owned())),
            (ChangeTag::Delete, _) => found.push(Word::Removed(text.to_owned())),
            (ChangeTag::Insert, _) => found.push(Word::Added(text.to_owned())),
        }
    }
    joined(found)
}

/// Replaced words with nothing but blanks between them, as one replacement.
fn joined(words: Vec<Word>) -> Vec<Word> {
    let mut joined: Vec<Word> = Vec::new();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        let bridge = matches!(&word, Word::Same(text) if text.trim().is_empty());
        match (bridge, word, joined.as_mut_slice(), words.peek()) {
            (true, Word::Same(blank), [.., Word::Removed(removed), Word::Added(added)], Some(Word::Removed(_))) => {
                removed.push_str(&blank);
                added.push_str(&blank);
                if let Some(Word::Removed(more)) = words.next() {
                    removed.push_str(&more);
                }
                if let Some(Word::Added(_)) = words.peek()
                    && let Some(Word::Added(more)) = words.next()
                {
                    added.push_str(&more);
                }
            }
            (_, word, ..) => joined.push(word),
        }
    }
    joined
}

/// Words, and what stands between them: blanks, signs.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let kind = |letter: char| {
        if letter.is_alphanumeric() {
            0
        } else if letter.is_whitespace() {
            1
        } else {
            2
        }
    };
    let mut previous = None;
    for (at, letter) in text.char_indices() {
        let same = previous == Some(kind(letter)) && kind(letter) != 2;
        if !same && at > start {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = Some(kind(letter));
    }
    if start < text.len() {
        pieces.push(&text[start..]);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words as `[-old-]` and `{+new+}`.
    fn marked(old: &str, new: &str) -> String {
        let mark = |word: &Word| match word {
            Word::Same(text) => text.clone(),
            Word::Removed(text) => format!("[-{text}-]"),
            Word::Added(text) => format!("{{+{text}+}}"),
        };
        words(old, new).iter().map(mark).collect()
    }

    #[test]
    fn words_are_compared_not_letters() {
        assert_eq!(marked("Le délai est annoncé.", "Le délai moyen est annoncé."), "Le délai {+moyen +}est annoncé.");
        assert_eq!(marked("en 2 jours", "en 3 jours"), "en [-2-]{+3+} jours");
        assert_eq!(marked("l’usager est là", "l’agent était là"), "l’[-usager est-]{+agent était+} là");
        assert_eq!(marked("pareil", "pareil"), "pareil");
        assert_eq!(marked("", "neuf"), "{+neuf+}");
    }
}
