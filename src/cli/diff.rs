//! `grille diff`: what changed from one version to another, by meaning.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::check::Analysis;
use grille::version::diff::{Version, diff, write};
use grille::version::lineage::Lineage;

use super::grid::load_both;
use super::terminal::{options, tell};
use super::{BothOverrides, Done, Failure, replaced};

/// Compare deux versions d’une grille : ce qui change de sens, pour qui exactement, et ce qui se lit seulement autrement
#[derive(clap::Args)]
#[command(after_help = "Exemples :\n  grille diff 2022.grille 2023.grille\n  \
                        grille diff 2023.grille 2023.grille --set-new \"objectif_décroché=90 %\"")]
pub(super) struct Arguments {
    /// L’ancienne version
    #[arg(value_name = "ANCIENNE")]
    old: PathBuf,
    /// La nouvelle
    #[arg(value_name = "NOUVELLE")]
    new: PathBuf,
    /// La forme du résultat : human (pour être lu), json ou markdown
    #[arg(long, value_name = "FORME", default_value = "human", hide_default_value = true, hide_possible_values = true)]
    format: Format,
    #[command(flatten)]
    overrides: BothOverrides,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
    Markdown,
}

/// The longest chain of versions followed.
const LONGEST_CHAIN: usize = 100;

/// Writes what changed on standard output.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let (old, new) = load_both([&arguments.old, &arguments.new], &arguments.overrides.each())?;
    let lineage = lineage(&old, &new, &arguments.new);
    let diff = diff(
        Version { grid: &old.grid, source: &old.source },
        Version { grid: &new.grid, source: &new.source },
        &lineage,
    );
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Human => out.write_all(write::human(&diff, options(&io::stdout()).color).as_bytes())?,
        Format::Json => writeln!(out, "{:#}", write::json(&diff))?,
        Format::Markdown => out.write_all(write::markdown(&diff).as_bytes())?,
    }
    Ok(Done::Well)
}

/// What the new version takes up of the old: through the versions in between, where it replaces another one and they are found
/// beside it.
pub(super) fn lineage(old: &Analysis, new: &Analysis, new_path: &Path) -> Lineage {
    let direct = || Lineage::new(&old.grid, &new.grid);
    let is_old = |analysis: &Analysis| analysis.grid.citation() == old.grid.citation();
    let replaces = |analysis: &Analysis| analysis.grid.replaces.clone();
    if replaces(new).as_deref() == Some(old.grid.version.as_str()) || is_old(new) {
        return direct();
    }
    let mut chain: Vec<Analysis> = Vec::new();
    while let Some(version) = replaces(chain.last().unwrap_or(new)).filter(|_| chain.len() < LONGEST_CHAIN) {
        if version == old.grid.version {
            let mut lineage: Option<Lineage> = None;
            let versions: Vec<_> = [old].into_iter().chain(chain.iter().rev()).chain([new]).collect();
            for pair in versions.windows(2) {
                let step = Lineage::new(&pair[0].grid, &pair[1].grid);
                lineage = Some(lineage.map_or(step.clone(), |before| before.then(&step)));
            }
            return lineage.unwrap_or_else(direct);
        }
        match replaced::find(new_path, &new.grid.name, &version) {
            Ok(between) => chain.push(between),
            Err(_) => break,
        }
    }
    tell(
        &format!(
            "rien ne dit que « {} » remplace « {} » : ce qui porte le même nom est tenu pour le même",
            new.grid.version, old.grid.version
        )
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
        .replace(" :", "\u{a0}:"),
    );
    direct()
}
