//! A diff gone through once, whoever writes it down for people.

use super::names::{around, class, unproved};
use crate::version::class::{Class, Example};
use crate::version::diff::{Change, Diff, Rewording, Word, words};

/// What writes a diff down for people.
pub(super) trait Page {
    /// Both versions, and the class in words.
    fn title(&self, old: &str, new: &str, class: &str) -> String;
    /// An audit whose result changes.
    fn example(&self, example: &Example) -> String;
    /// A sentence on its own, without its period.
    fn sentence(&self, words: &str) -> String;
    /// The heading of a section.
    fn heading(&self, words: &str) -> String;
    /// A change of meaning.
    fn change(&self, change: &Change) -> String;
    /// A text that reads differently, word by word.
    fn text(&self, rewording: &Rewording, words: Vec<Word>) -> String;
    /// An item of a list.
    fn item(&self, words: &str) -> String;
}

/// The whole of a diff.
pub(super) fn walk(diff: &Diff, page: &impl Page) -> String {
    let mut out = page.title(&diff.old, &diff.new, &class(&diff.class));
    if let Class::Substantive { example: Some(one) } = &diff.class {
        out.push_str(&page.example(one));
    }
    if diff.changes.is_empty() && diff.texts.is_empty() && diff.unproved.is_empty() {
        out.push_str("\nRien n’a changé.\n");
        return out;
    }
    let plural = if diff.unchanged_points > 1 { "s" } else { "" };
    out.push_str(&page.sentence(&format!("{} point{plural} sans changement de sens", diff.unchanged_points)));
    let text = |one: &Rewording| page.text(one, around(words(&one.old, &one.new)));
    section(&mut out, page, "Ce qui change de sens", &diff.changes, |one| page.change(one));
    section(&mut out, page, "Ce qui se lit autrement", &diff.texts, text);
    section(&mut out, page, "Non démontré", &diff.unproved, |one| page.item(&unproved(one)));
    out
}

/// A section, unless it is empty.
fn section<T>(out: &mut String, page: &impl Page, heading: &str, items: &[T], write: impl Fn(&T) -> String) {
    if !items.is_empty() {
        out.push_str(&page.heading(heading));
        for one in items {
            out.push_str(&write(one));
        }
    }
}
