//! A file read stretch by stretch, and, after a change, only where it changed.
//!
//! A stretch goes from one line at which the file can be cut (`cut` in the grammar) to the next: the head of a section and what
//! follows it. How a stretch is read depends on its own text and on the words of the plan, on nothing else: so what was read
//! of it once holds wherever it stands later.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use memchr::{memchr_iter, memchr2, memrchr2};
use pest::Parser;
use rayon::prelude::*;

use super::build::{Builder, Event, Findings};
use super::grammar::{GrilleParser, Rule};
use super::map::OffsetMap;
use super::placed::Placed;
use crate::diagnostic::{Diagnostic, Span};

/// What was read of a text, for reading what the text becomes: whatever stays the same is not read again.
#[derive(Debug, Clone, Default)]
pub struct Remembered {
    /// The words of the plan, which tell sections from lines that cannot be read.
    plan: Vec<String>,
    stretches: HashMap<Arc<str>, Arc<Stretch>, RandomState>,
}

/// What a stretch of the file holds, its places counted from its own beginning.
#[derive(Debug)]
struct Stretch {
    events: Vec<Event>,
    diagnostics: Vec<Diagnostic>,
    opaque: Vec<Span>,
    texts: Vec<Span>,
}

/// The events of the text of a builder, read stretch by stretch, what is found on the way being noted there; and what to
/// remember of it.
pub(super) fn events(
    builder: &Builder<'_>,
    stretches: &[Range<usize>],
    before: &Remembered,
) -> (Vec<Event>, Remembered) {
    let plan = builder.findings.borrow().plan.clone();
    let known = (before.plan == plan).then_some(&before.stretches);
    let one = |range: &Range<usize>| {
        let text = &builder.text[range.clone()];
        match known.and_then(|known| known.get_key_value(text)) {
            Some((text, stretch)) => (Arc::clone(text), Arc::clone(stretch)),
            None => (Arc::from(text), Arc::new(Stretch::read(text, &plan))),
        }
    };
    // Whatever is known is found sooner than threads could be woken.
    let read: Vec<_> = match known {
        Some(_) => stretches.iter().map(one).collect(),
        None => stretches.par_iter().map(one).collect(),
    };
    let mut now = Remembered { plan, stretches: HashMap::default() };
    let mut events = Vec::new();
    for (range, (text, stretch)) in stretches.iter().zip(read) {
        let start = Span::new(range.start, range.start).start;
        let to = |span: Span| builder.map.span(Span { start: start + span.start, end: start + span.end });
        events.extend(moved(&stretch.events, &to));
        let mut findings = builder.findings.borrow_mut();
        findings.diagnostics.extend(moved(&stretch.diagnostics, &to));
        findings.opaque.extend(moved(&stretch.opaque, &to));
        findings.texts.extend(moved(&stretch.texts, &to));
        now.stretches.insert(text, stretch);
    }
    (events, now)
}

/// A copy of what was read, put where it stands.
fn moved<T: Placed + Clone>(read: &[T], to: &impl Fn(Span) -> Span) -> Vec<T> {
    let mut copy = read.to_vec();
    copy.relocate(to);
    copy
}

impl Stretch {
    fn read(text: &str, plan: &[String]) -> Self {
        let findings = RefCell::new(Findings { plan: plan.to_vec(), ..Findings::default() });
        let builder = Builder { text, map: OffsetMap::default(), parent: None, findings: &findings };
        let events = match GrilleParser::parse(Rule::file, text) {
            Ok(mut pairs) => pairs.next().map(|file| builder.events(file)).unwrap_or_default(),
            // The grammar reads any text; were it not so, this is what the editor would see.
            Err(_) => vec![Event::Clause(Box::new(builder.unreadable(Span::new(0, text.len()), Vec::new())))],
        };
        let Findings { diagnostics, opaque, texts, .. } = findings.into_inner();
        Self { events, diagnostics, opaque, texts }
    }
}

/// The stretches of a text, without the line breaks between them.
pub(super) fn stretches(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let (mut start, mut line_start, mut line_end) = (0, 0, 0);
    for brace in memchr_iter(b'{', bytes) {
        // A line may have any number of braces.
        if brace >= line_end {
            line_start = memrchr2(b'\n', b'\r', &bytes[..brace]).map_or(0, |at| at + 1);
            line_end = memchr2(b'\n', b'\r', &bytes[brace..]).map_or(text.len(), |length| brace + length);
        }
        // The grammar says which heads cut; nothing but a comment follows the brace of any of them.
        let after = text[brace + 1..line_end].trim_start();
        let may_cut = line_start > start && (after.is_empty() || after.starts_with('#'));
        if may_cut && GrilleParser::parse(Rule::cut, &text[line_start..line_end]).is_ok() {
            let crlf = text[..line_start].ends_with("\r\n");
            found.push(start..line_start - 1 - usize::from(crlf));
            start = line_start;
        }
    }
    found.push(start..text.len());
    found
}

#[cfg(test)]
mod tests {
    use super::super::{Parsed, parse, parse_after, parse_cut};
    use super::*;
    use std::iter;

    /// Everything a parse gives, to be compared.
    fn shown(parsed: &Parsed) -> String {
        format!("{:?}", (&parsed.file, &parsed.diagnostics))
    }

    /// Numbers that look drawn by lot: always the same.
    struct Lot(u64);

    impl Lot {
        fn below(&mut self, bound: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(self.0 >> 33).unwrap() % bound.max(1)
        }

        /// A place between two letters.
        fn place(&mut self, text: &str) -> usize {
            let at = self.below(text.len() + 1);
            (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap()
        }
    }

    /// What is typed, pasted or left open by mistake: above all what changes how the lines below are read.
    const TYPED: &[&str] = &[
        "\"",
        "\"\"\"",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "#",
        "\n",
        "\r\n",
        "\r",
        ",",
        " ",
        "é",
        "e\u{301}",
        "\u{feff}",
        "/",
        "1",
        ":",
        "=",
        " si ",
        " et ",
        " ou a",
        "\net b",
        "\n\"suite\"",
        "le cas échéant",
        "\npoint 9.9 {\n",
        "\npoint \"Sans id\" {",
        "\nengagement 9 \"Neuf\" {\n",
        "\n}\n",
        "\nbarème {\n",
        "\nplan : axe > point\n",
        "\nbarème A {\n",
        "\nnote \"n\" {\n",
        "\nexigence \"\"\"\n",
        "\nmesures {\n",
        "\nétrange chose ici\n",
        "\nétrange { chose\n",
        "\nliste x \"\"\" [a] \"\"\"\n",
        "\nexige tous {\n",
        "\n  Point aveugle {\n",
        "\npoint 8 \"{\" {\n",
        "\npoint 7 { # ici\n",
        "\nretire { 1.1 \"x\",\n",
        "\npoids 5 {\n",
    ];

    fn edit(lot: &mut Lot, text: &mut String) {
        let at = lot.place(text);
        match lot.below(8) {
            0 => {
                let end = (at + lot.below(40)).min(text.len());
                let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap();
                text.replace_range(at..end, "");
            }
            // A whole line gone, or twice there.
            1 | 2 => {
                let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
                let end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
                let line = text[start..end].to_owned();
                let put = if lot.below(2) == 0 { String::new() } else { line.repeat(2) };
                text.replace_range(start..end, &put);
            }
            _ => text.insert_str(at, TYPED[lot.below(TYPED.len())]),
        }
    }

    /// A grid with every clause, and a part of a real one.
    fn grids() -> [String; 2] {
        let tour = std::fs::read_to_string("lsp/vscode/test/colours/tour.grille").unwrap();
        let real = std::fs::read_to_string("grids/sp_plus/2023.grille").unwrap();
        let point = real.find("  point 2.3").unwrap();
        [tour, format!("{}{}", &real[..900], &real[point..point + 2_500])]
    }

    #[test]
    fn what_is_read_again_in_part_is_what_is_read_whole() {
        hold(5, 60);
    }

    #[test]
    #[ignore = "minutes: tens of thousands of edits"]
    fn however_long_one_edits_what_is_read_again_is_what_is_read_whole() {
        hold(7, 4_000);
    }

    /// Edits grids at random, and holds what is read again in part to what is read whole, in one piece.
    fn hold(seed: u64, rounds: usize) {
        let mut lot = Lot(seed);
        for round in 0..rounds {
            let mut text = grids()[round % 2].clone();
            let mut remembered = Remembered::default();
            for step in 0..14 {
                for _ in 0..=lot.below(2) {
                    edit(&mut lot, &mut text);
                }
                let (again, now) = parse_after(&text, &remembered);
                let (whole, _) = parse_cut(&text, &Remembered::default(), |text| iter::once(0..text.len()).collect());
                let (again, whole) = (shown(&again), shown(&whole));
                if again != whole {
                    let difference = again.split(' ').zip(whole.split(' ')).find(|(again, whole)| again != whole);
                    panic!("round {round}, step {step}: {difference:?} in\n{text}");
                }
                remembered = now;
            }
        }
    }

    #[test]
    fn only_what_changed_is_read_again() {
        let text = &grids()[1];
        let (_, before) = parse_after(text, &Remembered::default());
        let changed = text.replacen("exigence", "exigences", 1);
        let (parsed, after) = parse_after(&changed, &before);
        assert_eq!(shown(&parsed), shown(&parse(&changed)));
        let kept = after
            .stretches
            .iter()
            .filter(|(text, stretch)| before.stretches.get(*text).is_some_and(|known| Arc::ptr_eq(known, stretch)));
        assert_eq!(kept.count(), after.stretches.len() - 1);
        assert!(after.stretches.len() > 2);
    }

    #[test]
    fn other_words_of_the_plan_are_another_reading() {
        // A line is a section without its brace only if it begins with a word of the plan.
        let text = |word: &str| format!("plan : axe > {word}\naxe 1 {{\n}}\naxe 2 {{\nitem 2.1\n}}\n");
        let (_, before) = parse_after(&text("point"), &Remembered::default());
        let (again, _) = parse_after(&text("item"), &before);
        assert_eq!(shown(&again), shown(&parse(&text("item"))));
        assert_ne!(again.diagnostics[0].problem, parse(&text("point")).diagnostics[0].problem);
    }

    #[test]
    fn stretches_cover_the_text_but_for_the_breaks_between_them() {
        let text = "a\r\npoint 1 {\r\n}\n\npoint 2 {\rpoint 3 { x\npoint 4 {";
        let found: Vec<&str> = stretches(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["a", "point 1 {\r\n}\n", "point 2 {\rpoint 3 { x", "point 4 {"]);
        assert!(stretches("").into_iter().eq(iter::once(0..0)));
    }
}
