//! Words without accents and capitals, as people type them in a hurry.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without accents, in lower case.
pub(crate) fn folded(text: &str) -> String {
    let bare = text.nfd().filter(|letter| !is_combining_mark(*letter));
    bare.flat_map(char::to_lowercase).collect::<String>().replace('œ', "oe")
}
