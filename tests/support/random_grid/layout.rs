//! Random layout: the generator writes a grid with signs where the language leaves a choice, and this resolves them.

use super::super::rng::Rng;

/// Before a word that goes on with a clause: a blank or a line break.
pub const SOFT: char = '\u{1}';
/// Between two members of a list: a comma, a line break or both.
pub const NEXT: char = '\u{2}';
/// The end of a clause or of an entry that has its line to itself.
pub const END: char = '\u{3}';
/// Inside a brace or parenthesis: nothing much, or a line break.
pub const EDGE: char = '\u{4}';
/// A blank of a text, which is no layout.
pub const KEPT: char = '\u{5}';

const COMMENTS: [&str; 6] = [
    "# à revoir",
    "#",
    "# voir { 2.1 }",
    "# « guillemets » et \"quotes\"",
    "## double # dièse",
    "# dit d’une « note »",
];

/// Resolves the signs. A quarter of the grids are laid out calmly, close to how people write.
pub fn resolve(text: &str, rng: &mut Rng) -> String {
    let wild = if rng.chance(75) { 25 } else { 4 };
    let break_line = if rng.chance(5) { "\r\n" } else { "\n" };
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            SOFT | EDGE if rng.chance(wild) => lines(&mut out, rng, wild, break_line),
            SOFT => out.push(' '),
            NEXT if rng.chance(wild) => {
                if rng.chance(50) {
                    out.push_str(if rng.chance(30) { " ," } else { "," });
                }
                lines(&mut out, rng, wild, break_line);
            }
            NEXT => out.push_str(", "),
            EDGE => out.push_str(if rng.chance(wild) { "" } else { " " }),
            END => lines(&mut out, rng, wild, break_line),
            ' ' if rng.chance(wild / 5) => out.push_str(rng.word(&["  ", "   ", "\t", "\u{A0}"])),
            KEPT => out.push(' '),
            '\n' => out.push_str(break_line),
            other => out.push(other),
        }
    }
    out
}

/// The plainest layout.
pub fn plain(text: &str) -> String {
    let mut out = String::new();
    for sign in text.chars() {
        match sign {
            SOFT | EDGE | KEPT => out.push(' '),
            NEXT => out.push_str(", "),
            END => out.push('\n'),
            other => out.push(other),
        }
    }
    out
}

/// A line break, with comments and blank lines around it.
fn lines(out: &mut String, rng: &mut Rng, wild: usize, break_line: &str) {
    if rng.chance(wild / 3) {
        out.push_str(rng.word(&["  ", " ", ""]));
        out.push_str(rng.word(&COMMENTS));
    }
    out.push_str(break_line);
    while rng.chance(wild / 3) {
        if rng.chance(50) {
            out.push_str(rng.word(&["", "    "]));
            out.push_str(rng.word(&COMMENTS));
        }
        out.push_str(break_line);
    }
    out.push_str(rng.word(&["", "  ", "    ", "\t"]));
}
