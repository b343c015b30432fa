//! From bytes to text: what a file must be before it can be read at all.

use std::io;

use super::{Diagnostic, Reading, Span};
use crate::compression::Damaged;

/// What some programs write before UTF-8 text; it is accepted and left out.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The first bytes of files often taken for texts.
const SIGNATURES: [(&[u8], &str); 4] = [
    (b"PK\x03\x04", "un document bureautique ou une archive ZIP"),
    (b"\xD0\xCF\x11\xE0", "un ancien document bureautique"),
    (b"%PDF-", "un PDF"),
    (b"\x1F\x8B", "un fichier compressé"),
];

/// What the bytes 0x80 to 0x9F stand for in Windows-1252; a space where nothing.
const WINDOWS_1252: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// The text of a file, its byte order mark left out, or why there is none.
pub fn decode(bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    let problem = |problem, at| Box::new(Diagnostic::new(problem, Span::new(at, at + 1)));
    if let Some((_, likely)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(problem(Reading::Binary { likely: Some(*likely) }, 0));
    }
    if looks_utf16(bytes) {
        return Err(problem(Reading::Utf16, 0));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(problem(Reading::Binary { likely: None }, at));
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(text).map_err(|error| {
        let at = error.valid_up_to();
        let byte = text.get(at).copied().unwrap_or_default();
        problem(Reading::NotUtf8 { byte, likely: in_windows_1252(byte) }, at)
    })
}

/// The diagnostic of a file that could not be opened or read.
pub fn unreadable(error: &io::Error) -> Diagnostic {
    Diagnostic::new(Reading::Unreadable { cause: cause(error) }, Span::default())
}

/// Why the system could not do what it was asked, in French.
pub fn cause(error: &io::Error) -> String {
    if let Some(damaged) = error.get_ref().and_then(|inner| inner.downcast_ref::<Damaged>()) {
        return damaged.to_string();
    }
    match error.kind() {
        io::ErrorKind::NotFound => "aucun fichier de ce nom".to_owned(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".to_owned(),
        io::ErrorKind::IsADirectory => "c’est un dossier".to_owned(),
        io::ErrorKind::NotADirectory => "un des dossiers de son chemin est un fichier".to_owned(),
        io::ErrorKind::AlreadyExists => "un fichier de ce nom existe déjà".to_owned(),
        io::ErrorKind::StorageFull => "il n’y a plus de place".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "le système de fichiers est en lecture seule".to_owned(),
        _ => match error.raw_os_error() {
            Some(number) => format!("erreur {number} du système"),
            None => "erreur d’entrée ou de sortie".to_owned(),
        },
    }
}

/// True for a UTF-16 byte order mark, or for text of which every other byte is zero.
fn looks_utf16(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let half = start.len() / 2;
    bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF")
        || (half > 1 && ((zeros(0) == 0 && zeros(1) * 4 > half * 3) || (zeros(1) == 0 && zeros(0) * 4 > half * 3)))
}

/// What a byte stands for in Windows-1252. Every byte has a character of its own there: those without a letter or a sign stand
/// for the control character of the same number, as browsers have it.
pub fn from_windows_1252(byte: u8) -> char {
    in_windows_1252(byte).unwrap_or(char::from(byte))
}

/// What a byte stands for in Windows-1252, where it is a letter or a sign.
fn in_windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9F => WINDOWS_1252.chars().nth(usize::from(byte - 0x80)).filter(|c| *c != ' '),
        0xA1..=0xFF => Some(char::from(byte)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(bytes: &[u8]) -> (String, u32) {
        let diagnostic = decode(bytes).unwrap_err();
        (format!("{} {}", diagnostic.code(), diagnostic.problem.message()), diagnostic.span.start)
    }

    #[test]
    fn text_is_utf8_with_or_without_its_mark() {
        assert_eq!(decode("été".as_bytes()), Ok("été"));
        assert_eq!(decode("\u{feff}été".as_bytes()), Ok("été"));
        assert_eq!(decode(b""), Ok(""));
        assert_eq!(decode(b"\n"), Ok("\n"));
    }

    #[test]
    fn the_likely_encoding_is_named() {
        let told = |code: &str, at| (code.to_owned(), at);
        assert_eq!(
            problem(b"# \xE9t\xE9"),
            told("G003 l’octet 0xE9 («\u{a0}é\u{a0}» en Windows-1252) n’est pas de l’UTF-8", 2)
        );
        assert_eq!(
            problem(b"l\x92usager").0,
            "G003 l’octet 0x92 («\u{a0}’\u{a0}» en Windows-1252) n’est pas de l’UTF-8"
        );
        assert_eq!(problem(b"\x81").0, "G003 l’octet 0x81 n’est pas de l’UTF-8");
        assert_eq!(problem(b"\xFF\xFEg\0r\0"), told("G004 le fichier est en UTF-16 et non en UTF-8", 0));
        assert_eq!(problem(b"g\0r\0i\0l\0l\0e\0").0, "G004 le fichier est en UTF-16 et non en UTF-8");
        assert_eq!(problem(b"%PDF-1.7"), told("G005 le fichier n’est pas un texte, mais un PDF", 0));
        assert_eq!(problem(b"grille\0"), told("G005 le fichier n’est pas un texte", 6));
    }

    #[test]
    fn every_byte_is_text_or_a_problem() {
        for byte in 0..=u8::MAX {
            let _ = decode(&[byte]);
            let _ = decode(&[b'a', byte, b'b']);
        }
    }
}
