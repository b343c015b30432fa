//! Near-misses: what someone who meant the language wrote instead. Everything here proposes; the parser decides, by reading
//! the text again with the proposal in place.

use super::grammar::Rule;
use super::words::{CONTINUING, HEADS, NUMBERS, SIGNS, fold, keywords, meant};
use crate::diagnostic::{Span, Writing};

/// A proposal: what stands at `span` of the text read would become `text`.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// What is replaced; empty to insert.
    pub(super) span: Span,
    /// What it becomes.
    pub(super) text: String,
    /// How it is told.
    pub(super) problem: Writing,
}

/// What the word that begins a piece may stand for.
pub(super) fn heads(text: &str) -> Vec<Candidate> {
    let Some(word) = word_at(text, blank_length(text)) else { return Vec::new() };
    let found = &text[word.range()];
    if HEADS.contains(&found) {
        return Vec::new();
    }
    meant(found, &HEADS).into_iter().map(|keyword| keyword_candidate(text, word, keyword)).collect()
}

/// What the word that begins a line may stand for, were it one that goes on with the clause above.
pub(super) fn continuations(text: &str) -> Vec<Candidate> {
    let Some(word) = word_at(text, blank_length(text)) else { return Vec::new() };
    meant(&text[word.range()], &CONTINUING).into_iter().map(|keyword| keyword_candidate(text, word, keyword)).collect()
}

/// True if a piece begins with the word of a clause, or nearly.
pub(super) fn begins_like_a_clause(text: &str) -> bool {
    first_word(text).is_some_and(|word| HEADS.contains(&word) || HEADS.iter().any(|known| fold(known) == fold(word)))
}

/// Everything that may have been meant where the parser stops, the likeliest first: of what stands there, then of the word or
/// sign before it, which may have been read as something else; `expected` is what the parser would have taken.
pub(super) fn candidates(text: &str, at: usize, expected: &[Rule]) -> Vec<Candidate> {
    let mut candidates = replacements(text, at);
    if let Some(before) = token_before(text, at) {
        candidates.extend(replacements(text, before));
    }
    candidates.extend(missing(text, at, expected));
    candidates.extend(superfluous(text, at));
    candidates
}

/// What may have been meant by what stands at an offset.
fn replacements(text: &str, at: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    candidates.extend(quotes(text, at));
    candidates.extend(date(text, at));
    candidates.extend(number(text, at));
    candidates.extend(percent_words(text, at));
    candidates.extend(sign(text, at));
    if let Some(word) = word_at(text, at) {
        let found = &text[word.range()];
        candidates.extend(meant(found, keywords()).into_iter().map(|keyword| keyword_candidate(text, word, keyword)));
        if let Some((_, digits)) = NUMBERS.iter().find(|(words, _)| *words == fold(found)) {
            candidates.push(number_candidate(text, word, digits));
        }
    }
    candidates.extend(equals_or_colon(text, at));
    candidates
}

/// Where the word or sign before an offset begins.
fn token_before(text: &str, at: usize) -> Option<usize> {
    let before = text[..at].trim_end();
    let last = before.chars().next_back()?;
    let start = before.len() - last.len_utf8();
    Some(word_at(text, start).map_or(start, |word| word.start as usize))
}

fn keyword_candidate(text: &str, span: Span, keyword: &str) -> Candidate {
    let problem = Writing::NearKeyword { found: text[span.range()].to_owned(), expected: keyword.to_owned() };
    Candidate { span, text: keyword.to_owned(), problem }
}

fn number_candidate(text: &str, span: Span, number: &str) -> Candidate {
    let problem = Writing::NumberForm { found: text[span.range()].to_owned(), expected: number.to_owned() };
    Candidate { span, text: number.to_owned(), problem }
}

/// The word a text begins with.
pub(super) fn first_word(text: &str) -> Option<&str> {
    word_at(text, blank_length(text)).map(|word| &text[word.range()])
}

/// The blanks a text begins with, in bytes.
fn blank_length(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The word that begins at an offset, or goes through it.
fn word_at(text: &str, at: usize) -> Option<Span> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before =
        text.get(..at)?.char_indices().rev().take_while(|(_, c)| is_word(*c)).last().map_or(at, |(start, _)| start);
    let length = text[at..].find(|c: char| !is_word(c)).unwrap_or(text.len() - at);
    let word = Span::new(before, at + length);
    text[word.range()].chars().next().filter(|c| c.is_alphabetic()).map(|_| word)
}

/// Curly or French quotes, one quote missing, or quotes inside a text between quotes.
fn quotes(text: &str, at: usize) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let line_start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let line_end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
    let rest = &text[at..line_end];
    if let Some(open) = rest.chars().next().filter(|c| "«“”„‘’'″".contains(*c)) {
        let closing = if open == '«' { "»" } else { "”“’'″\"" };
        let content = &rest[open.len_utf8()..];
        if let Some(end) = content.rfind(|c| closing.contains(c)) {
            let close = content[end..].chars().next().map_or(0, char::len_utf8);
            let inner = content[..end].trim();
            let quote = if inner.contains('"') { "\"\"\"" } else { "\"" };
            let span = Span::new(at, at + open.len_utf8() + end + close);
            let problem = Writing::Quotes { found: text[span.range()].to_owned() };
            candidates.push(Candidate { span, text: format!("{quote}{inner}{quote}"), problem });
        }
    }
    let line = &text[line_start..line_end];
    if let (Some(first), Some(last)) = (line.find('"'), line.rfind('"')) {
        let inner = &line[(first + 1).min(last)..last];
        if first < last && inner.contains('"') && !line.contains("\"\"") && line_start + first < at {
            let span = Span::new(line_start + first, line_start + last + 1);
            let problem = Writing::QuotesInText;
            candidates.push(Candidate { span, text: format!("\"\"\"{inner}\"\"\""), problem });
        }
        if line.matches('"').count() % 2 == 1 && !line.contains("\"\"\"") && line_start + first < at {
            let trimmed = line.trim_end();
            let end = line_start + trimmed.strip_suffix(['{', ',']).map_or(trimmed.len(), |line| line.trim_end().len());
            let problem = Writing::MissingQuote;
            candidates.push(Candidate { span: Span::new(end, end), text: "\"".to_owned(), problem });
        }
    }
    candidates
}

/// A date in another order or with other separators.
fn date(text: &str, at: usize) -> Option<Candidate> {
    let length = text[at..].find(|c: char| !c.is_ascii_digit() && !"-./".contains(c)).unwrap_or(text.len() - at);
    let found = &text[at..at + length];
    let parts: Vec<&str> = found.split(['-', '.', '/']).collect();
    let [first, month, last] = parts[..] else { return None };
    let all_digits =
        [first, month, last].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let (year, day) = match (first.len(), last.len()) {
        (4, 1..=2) => (first, last),
        (1..=2, 4) => (last, first),
        _ => return None,
    };
    let expected = format!("{day:0>2}/{month:0>2}/{year}");
    (all_digits && expected != found).then(|| Candidate {
        span: Span::new(at, at + length),
        text: expected.clone(),
        problem: Writing::DateForm { found: found.to_owned(), expected },
    })
}

/// A decimal point, or thousands set apart.
fn number(text: &str, at: usize) -> Vec<Candidate> {
    let is_blank = |c: char| matches!(c, ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}');
    let rest = &text[at..];
    let mut candidates = Vec::new();
    let plain = rest.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',' && c != '-').unwrap_or(rest.len());
    let found = rest[..plain].trim_end_matches(['.', ',']);
    if found.matches('.').count() == 1 && !found.contains(',') {
        let expected = found.replace('.', ",");
        let expected = if expected.starts_with(',') { format!("0{expected}") } else { expected };
        candidates.push(number_candidate(text, Span::new(at, at + found.len()), &expected));
    }
    if found.starts_with(',') {
        candidates.push(number_candidate(text, Span::new(at, at + found.len()), &format!("0{found}")));
    }
    // `5 000` or `1 234 567,8`: groups of three digits after the first.
    let grouped = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && !is_blank(c)).unwrap_or(rest.len());
    let found = rest[..grouped].trim_end_matches(|c: char| is_blank(c) || c == ',');
    let whole = found.split(',').next().unwrap_or(found);
    let groups: Vec<&str> = whole.split(is_blank).collect();
    let is_group = |group: &&str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    if groups.len() > 1 && (1..=3).contains(&groups[0].len()) && groups[1..].iter().all(is_group) {
        let expected: String = found.chars().filter(|c| !is_blank(*c)).collect();
        candidates.push(number_candidate(text, Span::new(at, at + found.len()), &expected));
    }
    candidates
}

/// `85 pour cent`
fn percent_words(text: &str, at: usize) -> Option<Candidate> {
    let rest = &text[at..];
    let words =
        ["pour cent", "pour-cent", "pourcent", "pourcents", "pct"].into_iter().find(|words| rest.starts_with(words))?;
    Some(number_candidate(text, Span::new(at, at + words.len()), "%"))
}

/// A sign of another language.
fn sign(text: &str, at: usize) -> Option<Candidate> {
    // Blanks inside a sign (`> =`) are a slip of their own.
    let spaced = ["> =", "< =", "! ="].into_iter().find(|sign| text[at..].starts_with(sign));
    if let Some(found) = spaced {
        let expected = if found.starts_with('>') {
            "≥"
        } else if found.starts_with('<') {
            "≤"
        } else {
            "≠"
        };
        return Some(sign_candidate(Span::new(at, at + found.len()), found, expected));
    }
    let (found, expected) = SIGNS.iter().find(|(found, _)| text[at..].starts_with(found))?;
    Some(sign_candidate(Span::new(at, at + found.len()), found, expected))
}

fn sign_candidate(span: Span, found: &str, expected: &str) -> Candidate {
    let problem = Writing::Sign { found: found.to_owned(), expected: expected.trim_end().to_owned() };
    Candidate { span, text: expected.to_owned(), problem }
}

/// `=` where a `:` is written, and the other way round.
fn equals_or_colon(text: &str, at: usize) -> Option<Candidate> {
    let (found, expected) = match text.as_bytes().get(at)? {
        b'=' => ("=", ":"),
        b':' => (":", "="),
        _ => return None,
    };
    Some(sign_candidate(Span::new(at, at + 1), found, expected))
}

/// A sign or a small word that was left out, where the parser would take it. It goes after what stands before, blanks left out.
fn missing(text: &str, at: usize, expected: &[Rule]) -> Vec<Candidate> {
    const TOKENS: [(&str, &str, &[Rule]); 10] = [
        (
            "{",
            " { ",
            &[Rule::open_brace, Rule::name_set, Rule::members, Rule::options, Rule::levels, Rule::grade_lines],
        ),
        ("}", " } ", &[Rule::close_brace]),
        (":", ": ", &[Rule::colon]),
        ("=", " = ", &[Rule::equals]),
        ("%", " % ", &[Rule::percent]),
        (")", ") ", &[Rule::close_paren]),
        (",", ", ", &[Rule::comma]),
        ("si", " si ", &[Rule::kw_si]),
        ("version", " version ", &[Rule::kw_version]),
        ("parmi", " parmi ", &[Rule::kw_parmi]),
    ];
    let end = text[..at].trim_end().len();
    let wanted = TOKENS.iter().filter(|(_, _, rules)| rules.iter().any(|rule| expected.contains(rule)));
    let insertion = |(token, inserted, _): &(&str, &str, &[Rule])| Candidate {
        span: Span::new(end, end),
        text: (*inserted).to_owned(),
        problem: Writing::Missing { token: (*token).to_owned() },
    };
    wanted.map(insertion).collect()
}

/// A sign or a word in excess.
fn superfluous(text: &str, at: usize) -> Option<Candidate> {
    let rest = &text[at..];
    let length = match rest.chars().next()? {
        c @ (':' | '=' | ',' | ';' | '.' | ')' | '(' | '%' | '-' | '?' | '!') => c.len_utf8(),
        _ => word_at(text, at)
            .filter(|word| word.range().start == at)
            .filter(|word| {
                matches!(
                    fold(&text[word.range()]).as_str(),
                    "est" | "sont" | "de" | "le" | "la" | "les" | "des" | "du" | "egal" | "egale" | "a" | "que"
                )
            })?
            .range()
            .len(),
    };
    let span = Span::new(at, at + length);
    let problem = Writing::Superfluous { found: text[span.range()].to_owned() };
    Some(Candidate { span, text: String::new(), problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn proposes(text: &str, at: usize, expected: &str) {
        let found: Vec<String> = candidates(text, at, &[]).into_iter().map(|candidate| candidate.text).collect();
        assert!(found.iter().any(|text| text == expected), "{found:?}");
    }

    #[test]
    fn usual_slips_are_known() {
        proposes("85.5 %", 0, "85,5");
        proposes("5 000", 0, "5000");
        proposes("1\u{202F}234\u{202F}567,8", 0, "1234567,8");
        proposes("2023-10-12", 0, "12/10/2023");
        proposes("1.2.2024", 0, "01/02/2024");
        proposes("a => 3", 2, "≥");
        proposes("« il dit oui »", 0, "\"il dit oui\"");
        proposes("“oui”", 0, "\"oui\"");
        proposes("au moins deux parmi", 9, "2");
        proposes("a AND b", 2, "et");
        proposes("a > = b", 2, "≥");
    }
}
