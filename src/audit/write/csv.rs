//! Audits as rows of a CSV file (RFC 4180), comma between, decimal points.

use super::wide::Column;
use crate::audit::given::Given;

/// What stands between two cells.
pub(in crate::audit) const SEPARATOR: u8 = b',';

/// Writes the header, with its line break.
pub(in crate::audit) fn header(columns: &[Column], out: &mut Vec<u8>) {
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(SEPARATOR);
        }
        cell(&column.name, out);
    }
    out.push(b'\n');
}

/// Writes a row, without its line break.
pub(in crate::audit) fn row(cells: &[&Given], out: &mut Vec<u8>) {
    for (at, given) in cells.iter().enumerate() {
        if at > 0 {
            out.push(SEPARATOR);
        }
        match given {
            Given::YesNo(answer) => out.extend_from_slice(if *answer { b"oui" } else { b"non" }),
            Given::Number(number) => out.extend_from_slice(number.as_bytes()),
            Given::Text(text) => cell(text, out),
            // A bar alone is the list without members.
            Given::List(members) if members.is_empty() => out.push(b'|'),
            Given::List(members) => {
                let texts = members.iter().map(|member| match member {
                    Given::Text(text) | Given::Number(text) => &**text,
                    _ => "",
                });
                cell(&texts.collect::<Vec<_>>().join("|"), out);
            }
            // What no cell can say.
            Given::Nothing | Given::Object | Given::Foreign(_) | Given::Unreadable => {}
        }
    }
}

fn cell(text: &str, out: &mut Vec<u8>) {
    if !text.contains([char::from(SEPARATOR), '"', '\n', '\r']) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let text = |text: &'static str| Given::Text(text.into());
        let cells = [
            text("l'accueil"),
            text("a, b"),
            text("dit \"oui\"\nnon"),
            Given::Nothing,
            Given::YesNo(true),
            Given::Number("87.5".into()),
            Given::List(vec![]),
            Given::List(vec![text("a"), text("b")]),
        ];
        let mut out = Vec::new();
        row(&cells.iter().collect::<Vec<_>>(), &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), "l'accueil,\"a, b\",\"dit \"\"oui\"\"\nnon\",,oui,87.5,|,a|b");
    }
}
