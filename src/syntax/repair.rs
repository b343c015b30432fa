//! Mending: a piece the grammar could not read is read again with what was probably meant in place of what stands there.
//!
//! The parser itself is the judge. Where it stops, every near-miss of what stands there is tried; the one that lets it read on is
//! kept, told in one diagnostic with its correction, and so on until the piece is read or nothing helps.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};

use super::build::{Builder, Event, children, local_span};
use super::expected::expected;
use super::grammar::{GrilleParser, Pair, Rule};
use super::map::OffsetMap;
use super::near::{self, Candidate};
use super::tree::Item;
use super::words;
use crate::diagnostic::{Diagnostic, Fix, Problem, Span, Writing};

/// How many slips one clause may hold and still be mended.
const MOST_SLIPS: usize = 6;

/// How long a piece may be, in bytes, for its repair to be worth the search.
const LONGEST_PIECE: usize = 20_000;

/// A piece with some slips corrected.
struct Mended {
    text: String,
    map: OffsetMap,
    patches: Vec<Candidate>,
}

/// Why a text was not read.
struct Stop {
    at: usize,
    rules: Vec<Rule>,
}

impl Builder<'_> {
    /// Mends a stretch of the file that is no item, or says what is wrong with it.
    pub(super) fn mend_entry(&self, piece: &Pair<'_>, events: &mut Vec<Event>) {
        let span = local_span(piece);
        if let Some(mended) = self.mend(span, Rule::one_clause) {
            self.report_patches(&mended);
            self.read(&mended.text, mended.map, Rule::one_clause, &mut |builder, part| {
                events.extend(builder.event(part));
            });
            return;
        }
        let text = &self.text[span.range()];
        if self.stray_continuation(span) {
            events.push(Event::Clause(Box::new(self.broken(self.locate(span)))));
            return;
        }
        let mut saved = false;
        if near::begins_like_a_clause(text) || GrilleParser::parse(Rule::loose_clause, text).is_ok() {
            let (mended, stop) = self.closest(span, Rule::one_clause);
            self.report_patches(&mended);
            self.report_stop(&mended, &stop);
            self.read(&mended.text, mended.map, Rule::loose_clause, &mut |builder, part| {
                saved = true;
                events.push(builder.event_of(part));
            });
        } else {
            self.report_stray(span);
        }
        if !saved {
            events.push(Event::Clause(Box::new(self.broken(self.locate(span)))));
        }
    }

    /// Mends a stretch of a file of cases that is no case, or says what is wrong with it.
    pub(super) fn mend_case(&self, piece: &Pair<'_>, build: &mut dyn FnMut(&Builder<'_>, Pair<'_>)) {
        let word = near::first_word(piece.as_str().trim_start()).map(words::fold);
        if word.is_some_and(|word| word == "cas" || word == "case") {
            return self.mend_part(piece, Rule::one_case, build);
        }
        self.opaque(self.span(piece));
        self.report_stray(local_span(piece));
    }

    /// Mends a line or member of a block; `build` is given what was read of it, if anything.
    pub(super) fn mend_part(&self, piece: &Pair<'_>, entry: Rule, build: &mut dyn FnMut(&Builder<'_>, Pair<'_>)) {
        let span = local_span(piece);
        if let Some(mended) = self.mend(span, entry) {
            self.report_patches(&mended);
            self.read(&mended.text, mended.map, entry, build);
            return;
        }
        self.opaque(self.locate(span));
        if self.stray_continuation(span) {
            return;
        }
        let (mended, stop) = self.closest(span, entry);
        self.report_patches(&mended);
        self.report_stop(&mended, &stop);
        let loose = match entry {
            Rule::one_level => Rule::loose_level,
            Rule::one_input => Rule::loose_input,
            Rule::one_grade => Rule::loose_grade,
            _ => return,
        };
        self.read_whole(&mended.text, mended.map, loose, build);
    }

    /// A clause over a stretch nothing could read, told with what was expected there.
    pub(super) fn unreadable(&self, span: Span, expected: Vec<String>) -> Item {
        self.report(Writing::Unreadable { found: String::new(), expected }, self.locate(span));
        self.broken(self.locate(span))
    }

    /// The piece as it can be read by `entry` once every slip is corrected; `None` if it cannot.
    fn mend(&self, piece: Span, entry: Rule) -> Option<Mended> {
        let (mended, stop) = self.search(piece, entry);
        stop.is_none().then_some(mended)
    }

    /// The piece with what could be corrected, and where reading stops all the same.
    fn closest(&self, piece: Span, entry: Rule) -> (Mended, Stop) {
        let (mended, stop) = self.search(piece, entry);
        let at = mended.text.len();
        (mended, stop.unwrap_or(Stop { at, rules: Vec::new() }))
    }

    /// Corrects slip after slip as long as each lets the parser read further.
    fn search(&self, piece: Span, entry: Rule) -> (Mended, Option<Stop>) {
        let mut mended = self.patched(piece, Vec::new());
        let mut stop = read_to(entry, &mended.text);
        if mended.text.len() > LONGEST_PIECE {
            return (mended, stop);
        }
        if entry == Rule::one_continuation {
            let words = near::continuations(&mended.text);
            self.advance(piece, entry, &mut mended, &mut stop, words);
        }
        let opens_section = self.begins_with_plan_word(&mended.text);
        if entry == Rule::one_clause && !opens_section {
            let heads = near::heads(&mended.text);
            self.advance(piece, entry, &mut mended, &mut stop, heads);
        }
        let may_open = entry != Rule::one_clause || opens_section || near::begins_like_a_clause(&mended.text);
        while let Some(Stop { at, rules }) = &stop {
            let mut candidates = near::candidates(&mended.text, *at, rules);
            // `word "text"` is a section without its brace only if the word is one of the plan.
            candidates.retain(|candidate| {
                may_open || !matches!(&candidate.problem, Writing::Missing { token } if token == "{")
            });
            if mended.patches.len() == MOST_SLIPS || !self.advance(piece, entry, &mut mended, &mut stop, candidates) {
                break;
            }
        }
        (mended, stop)
    }

    /// True if a piece begins with a word of the plan, or nearly.
    fn begins_with_plan_word(&self, text: &str) -> bool {
        near::first_word(text).is_some_and(|word| {
            let word = words::fold(word);
            self.findings.borrow().plan.iter().any(|known| *known == word || words::is_near(known, &word))
        })
    }

    /// Takes the first candidate that lets the whole be read, else the one that lets the parser read furthest. False if none helps.
    fn advance(
        &self,
        piece: Span,
        entry: Rule,
        mended: &mut Mended,
        stop: &mut Option<Stop>,
        candidates: Vec<Candidate>,
    ) -> bool {
        let Some(now) = stop else { return false };
        let mut left = mended.text.len() - now.at;
        let mut best = None;
        for candidate in candidates {
            let candidate_removes = matches!(candidate.problem, Writing::Superfluous { .. });
            let Some(patches) = self.with(mended, candidate) else { continue };
            let tried = self.patched(piece, patches);
            let stopped = read_to(entry, &tried.text);
            let remaining = stopped.as_ref().map_or(0, |stop| tried.text.len() - stop.at);
            // What stands in excess is only taken away if nothing else is wrong.
            let in_excess = stopped.is_some() && candidate_removes;
            if stopped.is_none() || remaining < left && !in_excess {
                let done = stopped.is_none();
                left = remaining;
                best = Some((tried, stopped));
                if done {
                    break;
                }
            }
        }
        best.map(|(tried, stopped)| (*mended, *stop) = (tried, stopped)).is_some()
    }

    /// The patches of a piece with one more, told in the text of this builder; `None` where it would touch an earlier one.
    fn with(&self, mended: &Mended, candidate: Candidate) -> Option<Vec<Candidate>> {
        let span = mended.map.span(candidate.span);
        let touches = |patch: &Candidate| patch.span.start <= span.end && span.start <= patch.span.end;
        if mended.patches.iter().any(touches) || self.text.get(span.range()).is_none() {
            return None;
        }
        let mut patches = mended.patches.clone();
        patches.push(Candidate { span, ..candidate });
        patches.sort_by_key(|patch| patch.span);
        Some(patches)
    }

    /// The text of a piece with patches in place.
    fn patched(&self, piece: Span, patches: Vec<Candidate>) -> Mended {
        let mut text = String::with_capacity(piece.range().len());
        let mut map = OffsetMap::slice(piece.start);
        let mut at = piece.start as usize;
        for patch in &patches {
            text.push_str(&self.text[at..patch.span.start as usize]);
            map.push(patch.span, text.len(), patch.text.len());
            text.push_str(&patch.text);
            at = patch.span.end as usize;
        }
        text.push_str(&self.text[at..piece.end as usize]);
        Mended { text, map, patches }
    }

    /// Reads a mended text with an entry rule and gives what it holds to `build`.
    fn read(&self, text: &str, map: OffsetMap, entry: Rule, build: &mut dyn FnMut(&Builder<'_>, Pair<'_>)) {
        let builder = Builder { text, map, parent: Some(self), findings: self.findings };
        let Ok(mut pairs) = GrilleParser::parse(entry, text) else { return };
        let Some(entry) = pairs.next() else { return };
        for part in children(entry).filter(|part| part.as_rule() != Rule::EOI) {
            build(&builder, part);
        }
    }

    /// Reads a text with a loose rule, whose own parts are what `build` expects.
    fn read_whole(&self, text: &str, map: OffsetMap, loose: Rule, build: &mut dyn FnMut(&Builder<'_>, Pair<'_>)) {
        let builder = Builder { text, map, parent: Some(self), findings: self.findings };
        if let Some(part) = GrilleParser::parse(loose, text).ok().and_then(|mut pairs| pairs.next()) {
            build(&builder, part);
        }
    }

    /// Tells every slip corrected, each with its correction.
    fn report_patches(&self, mended: &Mended) {
        for patch in &mended.patches {
            let span = self.locate(patch.span);
            let title = match &patch.problem {
                Writing::Missing { token } => format!("ajouter `{token}`"),
                Writing::MissingQuote => "ajouter `\"`".to_owned(),
                Writing::Superfluous { found } => format!("retirer `{found}`"),
                _ => format!("écrire `{}`", patch.text.trim()),
            };
            self.report_with(patch.problem.clone(), span, Fix::replace(title, span, patch.text.clone()));
        }
    }

    /// Tells what stands where reading stopped and what was expected there.
    fn report_stop(&self, mended: &Mended, stop: &Stop) {
        let rest = &mended.text[stop.at..];
        let found: String = match rest.chars().next() {
            None | Some('\n' | '\r') => String::new(),
            Some(c) if c.is_alphanumeric() => rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
            Some(c) => c.to_string(),
        };
        let span = mended.map.span(Span::new(stop.at, stop.at + found.len()));
        let mut expected = expected(&stop.rules);
        if expected.is_empty() {
            expected.push("la fin de la ligne".to_owned());
        }
        self.report(Writing::Unreadable { found, expected }, self.locate(span));
    }

    /// Tells of a line that goes on with the clause above, were its first word not misspelt.
    fn stray_continuation(&self, piece: Span) -> bool {
        let mended = self.mend(piece, Rule::one_continuation).filter(|mended| mended.patches.len() == 1);
        mended.inspect(|mended| self.report_patches(mended)).is_some()
    }

    /// Tells of lines outside any clause; lines that follow one another are told together.
    fn report_stray(&self, piece: Span) {
        let span = self.locate(piece);
        let lines = self.text[piece.range()].lines().count();
        let mut findings = self.findings.borrow_mut();
        let between =
            |from: u32| self.text.get(from as usize..piece.start as usize).is_some_and(|text| text.trim().is_empty());
        let follows = findings.last_stray.filter(|(local, _)| self.parent.is_none() && between(*local));
        if let Some((_, at)) = follows {
            let diagnostic = &mut findings.diagnostics[at];
            if let Problem::Writing(Writing::Stray { lines: told }) = &mut diagnostic.problem {
                *told += lines;
                diagnostic.span = diagnostic.span.to(span);
            }
            findings.last_stray = Some((piece.end, at));
        } else {
            let at = findings.diagnostics.len();
            findings.diagnostics.push(Diagnostic::new(Writing::Stray { lines }, span));
            findings.last_stray = Some((piece.end, at));
        }
    }
}

/// Where an entry rule stops reading a text and what it would have taken there; `None` if it reads it whole.
fn read_to(entry: Rule, text: &str) -> Option<Stop> {
    let error = GrilleParser::parse(entry, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let rules = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Some(Stop { at, rules })
}
