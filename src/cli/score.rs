//! `grille score`: archives scored.

use std::io;
use std::path::{Path, PathBuf};

use grille::audit::{Slots, Vocabulary};
use grille::batch::{Rejected, Summary};
use grille::grid::fingerprint;
use grille::outcome::{Detail, Frame, Printer, Rows};
use grille::score::program::Program;

use super::archive::Archives;
use super::grid::load;
use super::pass::{Pass, Sum};
use super::results::{Results, write_file};
use super::terminal::tell;
use super::{Done, Failure, Overrides};

/// Cote des audits avec une grille
#[derive(clap::Args)]
#[command(
    after_help = "Exemples :\n  grille score sp_plus.grille audits.ndjson -o résultats.ndjson --summary résumé.json\n  \
                        grille score sp_plus.grille audits.ndjson --set \"objectif_décroché=90 %\""
)]
pub(super) struct Arguments {
    /// La grille
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// Fichiers d’audits (.json, .ndjson, .jsonl, .csv, .parquet, et les textes en .gz ou .zst) ; `-` : l’entrée standard
    #[arg(value_name = "AUDITS", required = true)]
    audits: Vec<PathBuf>,
    #[command(flatten)]
    results: Results,
    /// Fichier où écrire le résumé : nombres d’audits, score moyen, groupes, décisions
    #[arg(long, value_name = "FICHIER")]
    summary: Option<PathBuf>,
    #[command(flatten)]
    overrides: Overrides,
}

/// Scores the archives, in their order, and tells on standard error what is to be looked at.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let results = &arguments.results;
    let format = results.format()?;
    results.spare(arguments.audits.iter().chain([&arguments.grid]), arguments.summary.as_deref())?;
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let grid = &analysis.grid;
    let archives = Archives::open(&arguments.audits, results.input_format)?;
    let fingerprint = fingerprint(grid);
    let frame = Frame { source: &analysis.source, grid, fingerprint: &fingerprint, detail: results.detail() };
    let (names, program, printer) = (Vocabulary::new(grid), Program::new(grid), Printer::new(frame, format));
    let tells_points = results.detail() >= Detail::Point;
    let worker = || {
        let scorer = program.scorer();
        let mut scorer = if tells_points { scorer } else { scorer.without_points() };
        let printer = &printer;
        move |slots: &Slots, summary: &mut Summary, rows: &mut Rows| {
            let result = scorer.score(slots)?;
            summary.add(result);
            printer.add(slots, result, rows);
            Ok(())
        }
    };
    let pass = Pass { archives, names: &names, results, prints: results.file().is_none(), tells_points };
    let (summary, kept) = pass.run(worker, |out| printer.writer(out))?;
    if let Some(path) = &arguments.summary {
        let summary = summary.to_json(grid, &fingerprint).map_err(io::Error::from)?;
        write_file(&[&summary[..], b"\n"].concat(), path)?;
    }
    tell_what_is_to_be_looked_at(&summary, kept.as_deref());
    Ok(if summary.refused() > 0 { Done::ToLookAt } else { Done::Well })
}

impl Sum for Summary {
    fn refuse(&mut self, rejected: &Rejected) {
        Self::refuse(self, rejected);
    }

    fn merge(&mut self, other: &Self) {
        Self::merge(self, other);
    }

    fn read(&self) -> usize {
        Self::read(self)
    }
}

/// Says how many audits there were, if they were not all complete and in order.
fn tell_what_is_to_be_looked_at(summary: &Summary, kept: Option<&Path>) {
    let (refused, incomplete, anomalies) = (summary.refused(), summary.incomplete(), summary.anomalies());
    if refused + incomplete + anomalies == 0 {
        return;
    }
    let counted = |count: usize, word: &str| format!("{count} {word}{}", if count > 1 { "s" } else { "" });
    let mut parts =
        vec![counted(summary.complete(), "complet"), counted(incomplete, "incomplet"), counted(refused, "refusé")];
    if anomalies > 0 {
        parts.push(counted(anomalies, "anomalie"));
    }
    let kept =
        kept.filter(|_| refused > 0).map(|place| format!(" (gardés dans {})", place.display())).unwrap_or_default();
    tell(&format!("{} : {}{kept}", counted(summary.read(), "audit"), parts.join(", ")));
}
