//! A diff to be read in a terminal.

use std::fmt::Write;

use super::names::{change_of, french, lines, nature, observed, subjects};
use super::walk::{Page, walk};
use crate::version::class::Example;
use crate::version::diff::{Case, Change, Diff, Effect, Rewording, Word};

/// The most regions of an effect shown.
const REGIONS: usize = 8;
/// The most differences of an example shown.
const DIFFERENCES: usize = 8;

/// A diff as text; `color` marks what is gone and what is new.
pub fn human(diff: &Diff, color: bool) -> String {
    walk(diff, &Terminal { color })
}

struct Terminal {
    color: bool,
}

impl Page for Terminal {
    fn title(&self, old: &str, new: &str, class: &str) -> String {
        format!("{old} → {new}\n{class}\n")
    }

    fn example(&self, example: &Example) -> String {
        let decisive = if example.decisive.is_empty() { "tout audit" } else { &example.decisive };
        let mut out = format!("  par exemple, {decisive}\n");
        for one in example.differences.iter().take(DIFFERENCES) {
            let _ = writeln!(out, "    {} : {} → {}", observed(&one.observed), one.before, one.after);
        }
        let more = example.differences.len().saturating_sub(DIFFERENCES);
        if more > 0 {
            let _ = writeln!(out, "    et {more} autres différences");
        }
        french(&out)
    }

    fn sentence(&self, words: &str) -> String {
        format!("\n{words}\n")
    }

    fn heading(&self, words: &str) -> String {
        format!("\n{words}\n")
    }

    fn change(&self, change: &Change) -> String {
        let lines = lines(change);
        let lines = if lines.is_empty() { lines } else { format!(" ({lines})") };
        let mut out = format!("  {} : {}{lines}\n", subjects(change), nature(change));
        for one in &change.effects {
            out.push_str(&effect(one));
        }
        if !change.causes.is_empty() {
            let _ = writeln!(out, "    à cause de : {}", change.causes.join(", "));
        }
        french(&out)
    }

    fn text(&self, rewording: &Rewording, words: Vec<Word>) -> String {
        let mark = |word: Word| match (word, self.color) {
            (Word::Same(text), _) => text,
            (Word::Removed(text), true) => format!("\u{1b}[31m\u{1b}[9m{text}\u{1b}[0m"),
            (Word::Added(text), true) => format!("\u{1b}[32m{text}\u{1b}[0m"),
            (Word::Removed(text), false) => format!("[-{text}-]"),
            (Word::Added(text), false) => format!("{{+{text}+}}"),
        };
        let words: String = words.into_iter().map(mark).collect();
        let place = french(&format!("  {}, {} : ", rewording.place.part, rewording.place.what));
        format!("{place}{}\n", words.replace('\n', " "))
    }

    fn item(&self, words: &str) -> String {
        format!("  {words}\n")
    }
}

fn effect(effect: &Effect) -> String {
    let told = change_of(&effect.before, &effect.after);
    if effect.cases.is_empty() {
        return if told.is_empty() { told } else { format!("    {told}\n") };
    }
    let mut out = String::new();
    if !told.is_empty() {
        let _ = writeln!(out, "    {told}");
    }
    for case in effect.cases.iter().take(REGIONS) {
        out.push_str(&region(case));
    }
    let more = effect.more + effect.cases.len().saturating_sub(REGIONS);
    if more > 0 {
        let _ = writeln!(out, "      et {more} autres régions");
    }
    if !effect.complete {
        out.push_str("      et d’autres régions, au-delà de la limite\n");
    }
    out
}

fn region(case: &Case) -> String {
    let condition = if case.condition.is_empty() { "pour tous" } else { &case.condition };
    if case.witness.is_empty() || case.condition == case.witness {
        return format!("      {condition}\n");
    }
    format!("      {condition}   (par exemple {})\n", case.witness)
}
