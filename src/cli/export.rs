//! `grille export`: a grid as data, as the schema of its audits, as a document.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use grille::grid::export;

use super::grid::load;
use super::{Done, Failure, Overrides};

/// Écrit une grille sous une autre forme : données JSON, schéma JSON de ses audits, document Markdown
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille export sp_plus.grille --to markdown > sp_plus.md")]
pub(super) struct Arguments {
    /// La grille ; `-` : l’entrée standard
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// La forme : json (les données), schema (le schéma JSON de ses audits) ou markdown (un document à lire)
    #[arg(long, value_name = "FORME", hide_possible_values = true)]
    to: Form,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    Json,
    Schema,
    Markdown,
}

/// Writes the grid on standard output.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let mut out = io::stdout().lock();
    match arguments.to {
        Form::Json => writeln!(out, "{:#}", export::json(&analysis.source, &analysis.file, &analysis.grid))?,
        Form::Schema => writeln!(out, "{:#}", export::schema(&analysis.grid))?,
        Form::Markdown => out.write_all(export::markdown(&analysis.grid).as_bytes())?,
    }
    Ok(Done::Well)
}
