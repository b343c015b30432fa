//! One row of a CSV file: where it ends, and its cells (RFC 4180; a quote inside a bare cell stands for itself).

use std::borrow::Cow;

use memchr::{memchr, memchr2};

use crate::audit::entry::Fault;

/// Where a row ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At this byte, its line break passed.
    At(usize),
    /// Further than what was read so far.
    Beyond,
    /// Nobody knows: a quote is open.
    Never(Fault),
}

/// Where the row a text begins with ends. Bytes are all there are if it is `whole`.
pub(super) fn end(text: &[u8], is_separator: impl Fn(u8) -> bool, whole: bool) -> End {
    let unfinished = |otherwise| if whole { otherwise } else { End::Beyond };
    let mut at = 0;
    loop {
        let Some(found) = memchr2(b'"', b'\n', &text[at..]) else { return unfinished(End::At(text.len())) };
        let found = at + found;
        if text[found] == b'\n' {
            return End::At(found + 1);
        }
        at = found + 1;
        if found > 0 && !is_separator(text[found - 1]) {
            continue;
        }
        loop {
            let Some(quote) = memchr(b'"', &text[at..]) else { return unfinished(End::Never(Fault::OpenQuote)) };
            at += quote + 1;
            match text.get(at) {
                Some(b'"') => at += 1,
                Some(b'\r' | b'\n') => break,
                Some(next) if is_separator(*next) => break,
                // On a later line, it is rather the opening quote that is one too many.
                Some(_) if memchr(b'\n', &text[found..at]).is_some() => return End::Never(Fault::OpenQuote),
                Some(_) => return End::Never(Fault::StrayQuote),
                None if whole => break,
                None => return End::Beyond,
            }
        }
    }
}

/// The cells of a row, its line break left out.
pub(super) fn cells(row: &str, separator: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(row);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(quoted) = text.strip_prefix('"') else {
            let (cell, after) = split(text, separator);
            rest = after;
            return Some(Cow::Borrowed(cell));
        };
        let mut end = 0;
        while let Some(quote) = memchr(b'"', &quoted.as_bytes()[end..]) {
            end += quote;
            if quoted.as_bytes().get(end + 1) != Some(&b'"') {
                break;
            }
            end += 2;
        }
        let inner = quoted.get(..end).unwrap_or(quoted);
        rest = split(quoted.get(end + 1..).unwrap_or_default(), separator).1;
        Some(if inner.contains('"') { Cow::Owned(inner.replace("\"\"", "\"")) } else { Cow::Borrowed(inner) })
    })
}

/// What stands before a separator, and after it if there is one.
fn split(text: &str, separator: u8) -> (&str, Option<&str>) {
    match memchr(separator, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split_row(row: &str) -> Vec<String> {
        cells(row, b';').map(Cow::into_owned).collect()
    }

    fn end_of(text: &str, whole: bool) -> End {
        end(text.as_bytes(), |byte| byte == b';', whole)
    }

    #[test]
    fn cells_are_bare_or_quoted() {
        assert_eq!(split_row("a;;c"), ["a", "", "c"]);
        assert_eq!(split_row(""), [""]);
        assert_eq!(split_row("a;"), ["a", ""]);
        assert_eq!(split_row("\"a;\"\"b\"\"\nc\";5\" d'écran;\"\""), ["a;\"b\"\nc", "5\" d'écran", ""]);
    }

    #[test]
    fn rows_end_at_line_breaks_outside_of_quotes() {
        assert_eq!(end_of("a;b\nc", true), End::At(4));
        assert_eq!(end_of("a;\"b\n\"\"\";d\r\nc", true), End::At(12));
        assert_eq!(end_of("a;5\" b\nc", true), End::At(7));
        assert_eq!(end_of("a;b", false), End::Beyond);
        assert_eq!(end_of("a;\"b\"", false), End::Beyond);
        assert_eq!(end_of("a;\"b\"", true), End::At(5));
        assert_eq!(end_of("a;\"b\nc;d", true), End::Never(Fault::OpenQuote));
        assert_eq!(end_of("a;\"b\"c\nd", true), End::Never(Fault::StrayQuote));
        assert_eq!(end_of("a;\"b\nc;\"d\"\n", true), End::Never(Fault::OpenQuote));
    }

    proptest! {
        #[test]
        fn what_the_library_writes_is_read_back(rows in prop::collection::vec(
            prop::collection::vec("[a;\"\\n\\r é]{0,6}", 1..5), 1..5,
        )) {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let written = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut rest = written.as_str();
            for row in &rows {
                let End::At(length) = end_of(rest, true) else { panic!("{rest:?}") };
                let (line, after) = rest.split_at(length);
                prop_assert_eq!(&split_row(line.strip_suffix('\n').unwrap()), row);
                rest = after;
            }
            prop_assert_eq!(rest, "");
        }
    }
}
