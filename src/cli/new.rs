//! `grille new`: a starter grid.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grille::syntax::{self, tree::Operand};

use super::{Done, Failure};

/// Écrit une grille de départ, commentée, qui se vérifie telle quelle
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille new qualité_accueil    (écrit qualité_accueil.grille)")]
pub(super) struct Arguments {
    /// Le nom de la grille : des lettres, des chiffres et `_`, précédé du dossier s’il en faut un
    #[arg(value_name = "NOM")]
    name: PathBuf,
}

/// The starter grid; `NOM` stands for its name.
const STARTER: &str = include_str!("starter.grille");

/// Writes `NOM.grille`, never over another file.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let given = arguments.name.file_name().unwrap_or_default().to_string_lossy();
    let given = given.strip_suffix(".grille").unwrap_or(&given);
    let Some(name) = identifier(given) else {
        let fitting: String = given.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let remedy = identifier(&fitting).map(|name| format!(" ; par exemple `{name}`")).unwrap_or_default();
        return Err(Failure::Because(format!(
            "`{given}` n’est pas un nom de grille : il faut des lettres, des chiffres et `_`, une lettre en premier{remedy}"
        )));
    };
    let path = arguments.name.with_file_name(format!("{name}.grille"));
    let shown = path.display();
    write(&path, &STARTER.replace("NOM", &name)).map_err(Failure::writing(&path))?;
    writeln!(io::stdout().lock(), "{shown} est écrit. Pour le vérifier : grille check {shown}")?;
    Ok(Done::Well)
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    File::create_new(path)?.write_all(text.as_bytes())
}

/// The text as a name of the language, if it is one.
fn identifier(text: &str) -> Option<String> {
    match syntax::parse_operand(text)? {
        Operand::Name(name) if name.span.range() == (0..text.len()) => Some(name.text),
        _ => None,
    }
}
