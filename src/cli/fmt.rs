//! `grille fmt`: one layout for all grids and their cases.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grille::batch::Staged;
use grille::diagnostic::{Diagnostic, render};
use grille::syntax;

use super::grid::{Text, read};
use super::terminal::{options, tell};
use super::{Done, Failure, find};

/// Met des grilles et leurs cas en forme, sans en changer le sens ni les commentaires
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille fmt --check grids/    (dit ce qui changerait, pour l’intégration continue)")]
pub(super) struct Arguments {
    /// Grilles et fichiers de cas, ou dossiers où chercher les fichiers `.grille` et `.cas` [défaut : le dossier courant] ; `-` : de l’entrée à la sortie
    /// standard
    #[arg(value_name = "CHEMIN", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
    /// Ne change rien : dit seulement quels fichiers ne sont pas en forme
    #[arg(long)]
    check: bool,
}

/// Formats the grids found. One whose writing has errors is left as it is, and its errors are told.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let mut done = Done::Well;
    let mut unread = false;
    for path in find::with_cases(&arguments.paths)? {
        let (source, diagnostics) = match read(&path) {
            Text::Read(source) => match formatted(&path, source.text()) {
                Ok(formatted) => {
                    if written(&path, source.text(), &formatted, arguments.check)? {
                        done = Done::ToLookAt;
                    }
                    continue;
                }
                Err(diagnostics) => (source, diagnostics),
            },
            Text::Undecodable(source, diagnostic) => (source, vec![diagnostic]),
            Text::Unreadable(source, diagnostic) => {
                unread = true;
                (source, vec![diagnostic])
            }
        };
        done = Done::ToLookAt;
        let _ = io::stderr().lock().write_all(render::human(&source, &diagnostics, &options(&io::stderr())).as_bytes());
    }
    if unread { Err(Failure::Told) } else { Ok(done) }
}

/// The layout of a grid or of a file of cases; what is wrong with it if it cannot be laid out.
fn formatted(path: &Path, text: &str) -> Result<String, Vec<Diagnostic>> {
    if path.extension() == Some(OsStr::new("cas")) {
        let parsed = syntax::parse_cases(text);
        return syntax::format_cases(text, &parsed).ok_or(parsed.diagnostics);
    }
    let parsed = syntax::parse(text);
    if parsed.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(parsed.diagnostics);
    }
    Ok(syntax::format(text, &parsed.file))
}

/// Writes a formatted grid where it came from, or says that it would change. True if it would under `--check`.
fn written(path: &Path, text: &str, formatted: &str, check: bool) -> Result<bool, Failure> {
    let shown = path.display().to_string();
    if check {
        if text == formatted {
            return Ok(false);
        }
        tell(&format!("{shown} n’est pas en forme : `grille fmt {shown}` l’y met"));
        return Ok(true);
    }
    if path.as_os_str() == "-" {
        io::stdout().lock().write_all(formatted.as_bytes())?;
    } else if text != formatted {
        let mut file = Staged::create(path).map_err(Failure::writing(path))?;
        file.write_all(formatted.as_bytes()).and_then(|()| file.finish()).map_err(Failure::writing(path))?;
        writeln!(io::stdout().lock(), "{shown} est mis en forme")?;
    }
    Ok(false)
}
