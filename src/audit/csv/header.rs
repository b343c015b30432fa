//! The header of a CSV file: the separator and the names of the columns.

use super::row::cells;
use crate::diagnostic::nearest;

/// The separators known, the likeliest first.
const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];

/// The header of a CSV file.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::audit) struct Header {
    /// What stands between two cells.
    pub(super) separator: u8,
    /// The names of the columns.
    pub(super) names: Vec<String>,
    /// The line as it was written, after the one that names the separator if there was one.
    pub(in crate::audit) text: String,
}

impl Header {
    /// Reads a header. The separator is the one that gives a column named `audit`, or the one a line `sep=;` names.
    ///
    /// The error says, in French, why the line is none.
    pub(super) fn read(line: &str, separator: Option<u8>) -> Result<Self, String> {
        let split =
            |separator: u8| -> Vec<String> { cells(line, separator).map(|cell| cell.trim().to_owned()).collect() };
        let known = separator.map_or(SEPARATORS.to_vec(), |separator| vec![separator]);
        let written = |read: u8| match separator {
            Some(_) => format!("sep={}\n{line}", char::from(read)),
            None => line.to_owned(),
        };
        let readings = known.iter().map(|separator| Self {
            separator: *separator,
            names: split(*separator),
            text: written(*separator),
        });
        let found = readings.filter(Self::identifies).max_by_key(|header| header.names.len());
        found.ok_or_else(|| {
            if line.is_empty() {
                return "il n’y a rien à lire".to_owned();
            }
            let mut best: Vec<String> = known.into_iter().map(split).max_by_key(Vec::len).unwrap_or_default();
            if let Some(near) = nearest("audit", best.iter().map(String::as_str)) {
                return format!("aucune colonne ne s’appelle `audit` ; la colonne `{near}` est-elle celle-là ?");
            }
            best.retain(|name| !name.is_empty());
            let more = if best.len() > 3 { ", …" } else { "" };
            let shown: Vec<String> = best.iter().take(3).map(|name| format!("`{}`", shortened(name))).collect();
            format!(
                "aucune colonne ne s’appelle `audit` ; la première ligne doit nommer les colonnes, séparées par `;`, `,` ou \
                 des tabulations, et on y lit {}{more}",
                shown.join(", ")
            )
        })
    }

    /// Reads a header again, from its text.
    pub(in crate::audit) fn again(text: &str) -> Result<Self, String> {
        let named = text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n'));
        match named {
            Some((separator, line)) => Self::read(line, separator.bytes().next()),
            None => Self::read(text, None),
        }
    }

    /// The decimal separator of its numbers, besides the point.
    pub(super) fn decimal(&self) -> char {
        if self.separator == b',' { '.' } else { ',' }
    }

    fn identifies(&self) -> bool {
        self.names.iter().any(|name| name == "audit")
    }
}

/// True for what begins like a CSV file of audits.
pub(in crate::audit) fn is_header(start: &[u8]) -> bool {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    line.starts_with(SEP) || std::str::from_utf8(line).is_ok_and(|line| Header::read(line.trim_end(), None).is_ok())
}

/// What a line begins with that names the separator, for spreadsheets.
pub(super) const SEP: &[u8] = b"sep=";

fn shortened(name: &str) -> String {
    if name.chars().count() <= 40 { name.to_owned() } else { name.chars().take(39).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<(char, Vec<String>), String> {
        Header::read(line, None).map(|header| (char::from(header.separator), header.names))
    }

    #[test]
    fn the_separator_is_the_one_that_gives_an_identifier() {
        for separator in [';', ',', '\t'] {
            let line = ["audit", "\"ser;vi,ce\"", " profil.svi "].join(&separator.to_string());
            let names = ["audit", "ser;vi,ce", "profil.svi"].map(str::to_owned).to_vec();
            assert_eq!(read(&line), Ok((separator, names)));
        }
        assert_eq!(read("audit").unwrap().1, ["audit"]);
        assert_eq!(read("a,b;audit;c,d").unwrap().0, ';');
    }

    #[test]
    fn a_line_that_is_no_header_is_told() {
        insta::assert_snapshot!(
            ["Audits;de;2023;fin", "Identifiant,Audit", "", "audit|profil.svi"]
                .map(|line| format!("{line:?}\n{}", read(line).unwrap_err()))
                .join("\n\n")
        );
    }
}
