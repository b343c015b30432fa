//! `grille check`: everything there is to say of grids.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use grille::check;
use grille::diagnostic::{self, Diagnostic, Source, render};

use super::grid::{Text, read};
use super::terminal::options;
use super::{Done, Failure, find, release, replaced};

/// Vérifie des grilles et dit tout ce qui ne va pas
#[derive(clap::Args)]
#[command(after_help = "Exemples :\n  grille check grids/\n  grille check --explain G105")]
pub(super) struct Arguments {
    /// Grilles, ou dossiers où chercher les fichiers `.grille` [défaut : le dossier courant]
    #[arg(value_name = "CHEMIN", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
    /// La forme du résultat : human (pour être lu), json ou sarif
    #[arg(long, value_name = "FORME", default_value = "human", hide_default_value = true, hide_possible_values = true)]
    format: Format,
    /// Explique un code de diagnostic et ne vérifie rien
    #[arg(long, value_name = "CODE", conflicts_with = "paths")]
    explain: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
}

/// Checks the grids found and prints their diagnostics on standard output.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    if let Some(code) = &arguments.explain {
        return explain(code);
    }
    let paths = find::grids(&arguments.paths)?;
    let mut unread = false;
    let checked: Vec<(Source, Vec<Diagnostic>)> = paths
        .iter()
        .map(|path| match read(path) {
            Text::Read(source) => {
                let mut analysis = check::analyse(source, &[]);
                analysis.add(replaced::diagnostics(&analysis, path));
                analysis.add(release::diagnostics(&analysis, path));
                (analysis.source, analysis.diagnostics)
            }
            Text::Undecodable(source, diagnostic) => (source, vec![diagnostic]),
            Text::Unreadable(source, diagnostic) => {
                unread = true;
                (source, vec![diagnostic])
            }
        })
        .collect();
    let wrong = checked.iter().flat_map(|(_, diagnostics)| diagnostics).any(Diagnostic::is_error);
    write(arguments.format, &checked)?;
    match (unread, wrong) {
        (true, _) => Err(Failure::Told),
        (false, true) => Ok(Done::ToLookAt),
        (false, false) => Ok(Done::Well),
    }
}

fn write(format: Format, checked: &[(Source, Vec<Diagnostic>)]) -> Result<(), Failure> {
    let files: Vec<_> = checked.iter().map(|(source, diagnostics)| (source, diagnostics.as_slice())).collect();
    let mut out = io::stdout().lock();
    match format {
        Format::Human => {
            let options = options(&io::stdout());
            for (source, diagnostics) in &files {
                out.write_all(render::human(source, diagnostics, &options).as_bytes())?;
            }
            let plural = if files.len() > 1 { "s" } else { "" };
            let summary = render::summary(checked.iter().flat_map(|(_, diagnostics)| diagnostics));
            writeln!(out, "{} grille{plural} vérifiée{plural} : {summary}", files.len())?;
        }
        Format::Json => writeln!(out, "{:#}", render::json(&files))?,
        Format::Sarif => writeln!(out, "{:#}", render::sarif(&files))?,
    }
    Ok(())
}

/// Prints the explanation of a code.
fn explain(code: &str) -> Result<Done, Failure> {
    let Some(page) = diagnostic::page(code) else {
        return Err(Failure::Because(format!("`{code}` n’est le code d’aucun diagnostic")));
    };
    io::stdout().lock().write_all(page.text.as_bytes())?;
    Ok(Done::Well)
}
