//! A diff as a document, to be read beside the grid or pasted in a review.

use std::fmt::Write;

use super::names::{change_of, french, nature, observed, subjects};
use super::walk::{Page, walk};
use crate::version::class::Example;
use crate::version::diff::{Change, Diff, Effect, Rewording, Word};

/// A diff as Markdown.
pub fn markdown(diff: &Diff) -> String {
    walk(diff, &Document)
}

struct Document;

impl Page for Document {
    fn title(&self, old: &str, new: &str, class: &str) -> String {
        format!("# {} → {}\n\n**Version {class}**\n", escaped(old), escaped(new))
    }

    fn example(&self, example: &Example) -> String {
        let decisive = match example.decisive.as_str() {
            "" => "tout audit".to_owned(),
            decisive => code(decisive),
        };
        let mut out = format!("\nPar exemple, {decisive} :\n\n| | avant | après |\n|---|---|---|\n");
        for one in &example.differences {
            let cells = [observed(&one.observed), one.before.clone(), one.after.clone()];
            let cells: Vec<_> = cells.iter().map(|cell| escaped(cell).replace('|', "\\|")).collect();
            let _ = writeln!(out, "| {} |", cells.join(" | "));
        }
        french(&out)
    }

    fn sentence(&self, words: &str) -> String {
        format!("\n{words}.\n")
    }

    fn heading(&self, words: &str) -> String {
        format!("\n## {words}\n\n")
    }

    fn change(&self, change: &Change) -> String {
        let mut out = format!("- **{}** : {}", escaped(&subjects(change)), nature(change));
        if !change.causes.is_empty() {
            let _ = write!(out, " (à cause de : {})", escaped(&change.causes.join(", ")));
        }
        out.push('\n');
        change.effects.iter().for_each(|one| out.push_str(&effect(one)));
        french(&out)
    }

    fn text(&self, rewording: &Rewording, words: Vec<Word>) -> String {
        let mark = |word: Word| match word {
            Word::Same(text) => escaped(&text),
            // The marks must touch the words, or they are none.
            Word::Removed(text) => marked(&text, "~~"),
            Word::Added(text) => marked(&text, "**"),
        };
        let words: String = words.into_iter().map(mark).collect();
        let place = format!("- {}, {} : ", escaped(&rewording.place.part), rewording.place.what);
        format!("{}{}\n", french(&place), words.replace('\n', " "))
    }

    fn item(&self, words: &str) -> String {
        format!("- {words}\n")
    }
}

fn effect(effect: &Effect) -> String {
    let told = escaped(&change_of(&effect.before, &effect.after));
    let mut out = if told.is_empty() { String::new() } else { format!("  - {told}\n") };
    let indent = if told.is_empty() { "  " } else { "    " };
    for case in &effect.cases {
        let condition = if case.condition.is_empty() { "pour tous".to_owned() } else { code(&case.condition) };
        let _ = writeln!(out, "{indent}- {condition}");
    }
    if effect.more > 0 || !effect.complete {
        let _ = writeln!(out, "{indent}- et d’autres régions");
    }
    out
}

fn marked(text: &str, mark: &str) -> String {
    let inside = text.trim();
    if inside.is_empty() {
        return text.to_owned();
    }
    let (before, after) = text.split_once(inside).unwrap_or(("", ""));
    format!("{before}{mark}{}{mark}{after}", escaped(inside))
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// Text in which nothing is markup.
fn escaped(text: &str) -> String {
    let special = |letter: char| matches!(letter, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '~' | '\\');
    let mut out = String::new();
    for letter in text.chars() {
        if special(letter) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
