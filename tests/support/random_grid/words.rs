//! Names and texts.

use super::super::rng::Rng;
use super::layout::KEPT;

/// Gives names that were never given before.
#[derive(Debug, Default)]
pub struct Names(usize);

impl Names {
    /// A new name on one of several stems.
    pub fn fresh(&mut self, stems: &[&str], rng: &mut Rng) -> String {
        self.0 += 1;
        format!("{}_{}", rng.pick(stems), self.0)
    }
}

const WORDS: [&str; 16] = [
    "le",
    "service",
    "répond",
    "à",
    "l’usager",
    "« sans délai »",
    "(ex. courriel)",
    "50 %",
    "et/ou",
    "#1",
    "œuvre",
    "n'est",
    "et si",
    "point",
    "{accolade}",
    "crochet ] seul",
];

/// Some words, their blanks kept.
pub fn phrase(rng: &mut Rng) -> String {
    let words: Vec<_> = (0..=rng.below(6)).map(|_| *rng.pick(&WORDS)).collect();
    words.join(" ").replace(' ', &KEPT.to_string())
}

/// A text on one line, quotes included.
pub fn quoted(rng: &mut Rng) -> String {
    let bracket = if rng.chance(5) { "[plain]" } else { "" };
    format!("\"{}{bracket}\"", phrase(rng))
}

/// A text of either form, quotes included.
pub fn text(rng: &mut Rng) -> String {
    if rng.chance(70) {
        return quoted(rng);
    }
    let lines = (0..=rng.below(3)).map(|_| line(rng)).collect::<Vec<_>>();
    block(&lines)
}

/// A line of a text between triple quotes.
pub fn line(rng: &mut Rng) -> String {
    let extra = match rng.below(12) {
        0 => format!("{KEPT}\"Bonjour\""),
        1 => format!("{KEPT}[[crochet]"),
        2 => format!("{KEPT}…"),
        _ => String::new(),
    };
    format!("{}{extra}", phrase(rng))
}

/// A line that begins with a bullet and a marker.
pub fn marked(name: &str, if_any: bool, rng: &mut Rng) -> String {
    let if_any = if if_any { ", le cas échéant" } else { "" };
    format!("• [{name}{if_any}] ").replace(' ', &KEPT.to_string()) + &line(rng)
}

/// Lines between triple quotes.
pub fn block(lines: &[String]) -> String {
    let indent = KEPT.to_string().repeat(4);
    let lines: Vec<_> = lines.iter().map(|line| format!("\n{indent}{line}")).collect();
    format!("\"\"\"{}\n{indent}\"\"\"", lines.concat())
}

/// Hundredths as a decimal: `1250` is `12,5`.
pub fn decimal(hundredths: i64, separator: char) -> String {
    let (sign, value) = if hundredths < 0 { ("-", -hundredths) } else { ("", hundredths) };
    let (whole, rest) = (value / 100, value % 100);
    match (rest, rest % 10) {
        (0, _) => format!("{sign}{whole}"),
        (_, 0) => format!("{sign}{whole}{separator}{}", rest / 10),
        _ => format!("{sign}{whole}{separator}{rest:02}"),
    }
}
