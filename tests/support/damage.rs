//! Ways to damage a text.

/// The nearest start of a character at or before an offset.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The text without one of its lines.
pub fn without_line(text: &str, lost: usize) -> String {
    let kept = text.lines().enumerate().filter(|(at, _)| *at != lost).map(|(_, line)| line);
    kept.collect::<Vec<_>>().join("\n")
}

/// The text without some bytes (at least the characters they are in).
pub fn hole(text: &str, at: usize, length: usize) -> String {
    let (start, end) = (boundary(text, at), boundary(text, at + length));
    format!("{}{}", &text[..start], &text[end..])
}

/// The text with something written in it that does not belong there.
pub fn slip(text: &str, at: usize, what: &str) -> String {
    let at = boundary(text, at);
    format!("{}{what}{}", &text[..at], &text[at..])
}
