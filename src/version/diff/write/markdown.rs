//! A diff as a document, to be read beside the grid or pasted in a review.

use std::fmt::Write;

use super::names::{around, change_of, class, french, nature, observed, subjects, unproved};
use crate::version::class::{Class, Example};
use crate::version::diff::{Change, Diff, Effect, Rewording, Word, words};

/// A diff as Markdown.
pub fn markdown(diff: &Diff) -> String {
    let mut out = format!("# {} → {}\n\n**Version {}**\n", escaped(&diff.old), escaped(&diff.new), class(&diff.class));
    if let Class::Substantive { example: Some(one) } = &diff.class {
        out.push_str(&example(one));
    }
    if diff.changes.is_empty() && diff.texts.is_empty() && diff.unproved.is_empty() {
        out.push_str("\nRien n’a changé.\n");
        return out;
    }
    let plural = if diff.unchanged_points > 1 { "s" } else { "" };
    let _ = writeln!(out, "\n{} point{plural} sans changement de sens.", diff.unchanged_points);
    if !diff.changes.is_empty() {
        out.push_str("\n## Ce qui change de sens\n\n");
        diff.changes.iter().for_each(|one| out.push_str(&change(one)));
    }
    if !diff.texts.is_empty() {
        out.push_str("\n## Ce qui se lit autrement\n\n");
        diff.texts.iter().for_each(|one| out.push_str(&text(one)));
    }
    if !diff.unproved.is_empty() {
        out.push_str("\n## Non démontré\n\n");
        diff.unproved.iter().for_each(|one| _ = writeln!(out, "- {}", unproved(one)));
    }
    out
}

fn example(example: &Example) -> String {
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

fn change(change: &Change) -> String {
    let mut out = format!("- **{}** : {}", escaped(&subjects(change)), nature(change));
    if !change.causes.is_empty() {
        let _ = write!(out, " (à cause de : {})", escaped(&change.causes.join(", ")));
    }
    out.push('\n');
    change.effects.iter().for_each(|one| out.push_str(&effect(one)));
    french(&out)
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

fn text(rewording: &Rewording) -> String {
    let mark = |word: Word| match word {
        Word::Same(text) => escaped(&text),
        // The marks must touch the words, or they are none.
        Word::Removed(text) => marked(&text, "~~"),
        Word::Added(text) => marked(&text, "**"),
    };
    let words: String = around(words(&rewording.old, &rewording.new)).into_iter().map(mark).collect();
    let place = format!("- {}, {} : ", escaped(&rewording.place.part), rewording.place.what);
    format!("{}{}\n", french(&place), words.replace('\n', " "))
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
