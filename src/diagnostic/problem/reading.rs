//! G002 to G005: a file that gives no text to read.

use super::super::Severity;
use super::{Page, Wording};

/// The explanation pages of the family.
pub(super) const PAGES: &[Page] = pages!["G002", "G003", "G004", "G005"];

/// A problem of opening a file or of its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// G002: the file cannot be opened or read.
    Unreadable {
        /// Why, in French: « aucun fichier de ce nom ».
        cause: String,
    },
    /// G003: a byte that is not UTF-8.
    NotUtf8 {
        /// The first such byte.
        byte: u8,
        /// What it stands for in Windows-1252, the likeliest encoding.
        likely: Option<char>,
    },
    /// G004: the file is in UTF-16.
    Utf16,
    /// G005: the file is no text.
    Binary {
        /// What it seems to be: « un PDF ».
        likely: Option<&'static str>,
    },
}

impl Reading {
    /// What is said of it.
    pub fn wording(&self) -> Wording {
        let (code, message, help) = match self {
            Self::Unreadable { cause } => (
                "G002",
                format!("le fichier ne peut pas être lu : {cause}"),
                "Vérifiez son nom, son dossier et les droits de lecture.",
            ),
            Self::NotUtf8 { byte, likely } => {
                let likely = likely.map(|c| format!(" (« {c} » en Windows-1252)")).unwrap_or_default();
                (
                    "G003",
                    format!("l’octet 0x{byte:02X}{likely} n’est pas de l’UTF-8"),
                    "Enregistrez le fichier en UTF-8 : dans l’éditeur, « Enregistrer avec l’encodage » ; en ligne de commande, \
                     `iconv -f WINDOWS-1252 -t UTF-8`.",
                )
            }
            Self::Utf16 => (
                "G004",
                "le fichier est en UTF-16 et non en UTF-8".to_owned(),
                "Enregistrez le fichier en UTF-8 : le Bloc-notes de Windows appelle UTF-16 « Unicode ».",
            ),
            Self::Binary { likely } => (
                "G005",
                match likely {
                    Some(likely) => format!("le fichier n’est pas un texte, mais {likely}"),
                    None => "le fichier n’est pas un texte".to_owned(),
                },
                "Une grille est un fichier de texte brut, encodé en UTF-8, dont le nom finit par `.grille`.",
            ),
        };
        Wording { code, severity: Severity::Error, message, help: Some(help.to_owned()) }
    }
}
