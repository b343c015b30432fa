//! `grille table`: what each graded scale decides, region by region.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use grille::check::table;

use super::grid::load;
use super::{Done, Failure, Overrides};

/// Écrit la table de décision de chaque barème : toutes ses régions, avec un cas de chaque côté de chaque bord
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille table sp_plus.grille --point 6.2")]
pub(super) struct Arguments {
    /// La grille ; `-` : l’entrée standard
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// Un seul point [défaut : tous les barèmes, et les décisions sur les entrées]
    #[arg(long, value_name = "POINT")]
    point: Option<String>,
    /// La forme du résultat : human (pour être lu), json ou csv
    #[arg(long, value_name = "FORME", default_value = "human", hide_default_value = true, hide_possible_values = true)]
    format: Format,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Csv,
}

/// Writes the tables on standard output.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let point = match &arguments.point {
        None => None,
        Some(id) => Some(analysis.grid.point_named(id).ok_or_else(|| {
            Failure::Because(format!("`--point {id}` : la grille n’a pas de point `{id}`").replace(" :", "\u{a0}:"))
        })?),
    };
    let tables = table::tables(&analysis.grid, &analysis.source, point);
    if let (true, Some(id)) = (tables.is_empty(), &arguments.point) {
        return Err(Failure::Because(
            format!("le point `{id}` n’a pas de barème : l’auditeur le cote").replace(" :", "\u{a0}:"),
        ));
    }
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Human => out.write_all(table::human(&tables).as_bytes())?,
        Format::Json => writeln!(out, "{:#}", table::json(&tables))?,
        Format::Csv => out.write_all(table::csv(&tables).as_bytes())?,
    }
    Ok(Done::Well)
}
