//! `grille rescore`: archives scored under two versions, and what changes between them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grille::audit::{Slots, Vocabulary};
use grille::batch::Rejected;
use grille::grid::fingerprint;
use grille::outcome::{Detail, Frame, Rows};
use grille::version::diff::{Version, changes};
use grille::version::rescore::write::Printer;
use grille::version::rescore::write::summary::{Format, Report};
use grille::version::rescore::{By, Differences, Impact, Parts, Rescoring, of_all};

use super::archive::Archives;
use super::diff::lineage;
use super::grid::load_both;
use super::pass::{Pass, Sum};
use super::results::{Results, write_file};
use super::terminal::{is_shown, tell};
use super::{BothOverrides, Done, Failure};

/// Cote des audits archivés avec deux versions d’une grille : ce qui change pour chacun, et à cause de quoi
#[derive(clap::Args)]
#[command(after_help = "Exemples :\n  grille rescore 2023.grille projet.grille archive.ndjson\n  \
                        grille rescore 2023.grille projet.grille archive.ndjson -o écarts.ndjson --summary bilan.md --by type_entité\n  \
                        grille rescore 2023.grille 2023.grille archive.ndjson --set-new \"objectif_décroché=90 %\"\n\n\
                        Sans `-o`, un terminal montre le bilan ; une sortie redirigée reçoit une ligne par audit.")]
pub(super) struct Arguments {
    /// L’ancienne version, celle des audits
    #[arg(value_name = "ANCIENNE")]
    old: PathBuf,
    /// La nouvelle
    #[arg(value_name = "NOUVELLE")]
    new: PathBuf,
    /// Fichiers d’audits (.json, .ndjson, .jsonl, .csv, .parquet, et les textes en .gz ou .zst) ; `-` : l’entrée standard
    #[arg(value_name = "AUDITS", required = true)]
    audits: Vec<PathBuf>,
    #[command(flatten)]
    results: Results,
    /// Fichier où écrire le bilan : .json, .md, .csv ou .txt d’après la fin du nom ; `-` : la sortie standard
    #[arg(long, value_name = "FICHIER")]
    summary: Option<PathBuf>,
    /// Fait aussi le bilan pour chaque réponse à cette entrée de l’ancienne version
    #[arg(long, value_name = "ENTRÉE")]
    by: Option<String>,
    #[command(flatten)]
    overrides: BothOverrides,
}

/// Scores the archives under both versions, in their order.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let results = &arguments.results;
    let (output, format) = (results.file(), results.format()?);
    let summary_format = arguments.summary.as_deref().map(summary_format).transpose()?;
    // Two things on one stream could not be told apart.
    let prints_rows = output.is_none() && !(results.is_left_open() && (is_shown() || on_stdout(arguments)));
    if prints_rows && on_stdout(arguments) {
        return Err(Failure::Because(
            "le bilan et les résultats iraient tous deux sur la sortie standard ; donnez un fichier à `-o` ou à `--summary`"
                .to_owned(),
        ));
    }
    let read = arguments.audits.iter().chain([&arguments.old, &arguments.new]);
    results.spare(read, arguments.summary.as_deref())?;
    let (old, new) = load_both([&arguments.old, &arguments.new], &arguments.overrides.each())?;
    let lineage = lineage(&old, &new, &arguments.new);
    let version = |grid, source| Version { grid, source };
    let (found, fingerprints) = rayon::join(
        || changes(version(&old.grid, &old.source), version(&new.grid, &new.source), &lineage),
        || [&old.grid, &new.grid].map(fingerprint),
    );
    let archives = Archives::open(&arguments.audits, results.input_format)?;
    let rescoring = Rescoring::new(&old.grid, &new.grid, &lineage, &found);
    let by = arguments.by.as_deref().map(|name| by(&rescoring, name)).transpose()?;
    let frames = [(&old, &fingerprints[0]), (&new, &fingerprints[1])].map(|(analysis, fingerprint)| Frame {
        source: &analysis.source,
        grid: &analysis.grid,
        fingerprint,
        detail: results.detail(),
    });
    let (names, printer) = (Vocabulary::new(&old.grid), Printer::new(&rescoring, frames, format));
    let writes = prints_rows || output.is_some();
    let tells_points = writes && results.detail() >= Detail::Point;
    let worker = || {
        let rescorer = rescoring.rescorer();
        let mut rescorer = if tells_points { rescorer } else { rescorer.without_points() };
        let (printer, by) = (&printer, by.as_ref());
        let mut differences = Differences::default();
        move |slots: &Slots, sum: &mut Both, rows: &mut Rows| {
            let both = rescorer.rescore(slots)?;
            differences.fill(&both);
            sum.impact.add(&both, &differences);
            if let Some(by) = by {
                by.part(slots, &mut sum.parts).add(&both, &differences);
            }
            if writes {
                printer.add(slots, &both, &differences, rows);
            }
            Ok(())
        }
    };
    let pass = Pass { archives, names: &names, results, prints: prints_rows, tells_points };
    let (Both { impact, parts, refused }, kept) = pass.run(worker, |out| printer.writer(out))?;
    let told = by.as_ref().map(|by| (by.name(), by.in_order(&parts)));
    let report = Report::new(&rescoring, &impact, told.as_ref().map(|(name, parts)| (*name, parts.as_slice())));
    match (&arguments.summary, summary_format) {
        (Some(path), Some(format)) => {
            write_file(report.write(format).as_bytes(), path)?;
            tell(&of_all(&rescoring, &impact));
        }
        _ if !prints_rows => io::stdout().lock().write_all(report.write(Format::Human).as_bytes())?,
        _ => tell(&of_all(&rescoring, &impact)),
    }
    if refused > 0 {
        let kept = kept.map(|place| format!(" (gardés dans {})", place.display())).unwrap_or_default();
        tell(&format!("{refused} refusé{} par l’ancienne version{kept}", if refused > 1 { "s" } else { "" }));
    }
    Ok(if refused > 0 { Done::ToLookAt } else { Done::Well })
}

fn on_stdout(arguments: &Arguments) -> bool {
    arguments.summary.as_deref().is_some_and(|path| path.as_os_str() == "-")
}

/// The format of the summary, by the ending of its name.
fn summary_format(path: &Path) -> Result<Format, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Format::Human);
    }
    Format::of_path(path).ok_or_else(|| {
        Failure::Because(format!(
            "`{}` : la fin du nom ne dit pas le format du bilan ({})",
            path.display(),
            Format::endings()
        ))
    })
}

/// The input results are told apart by.
fn by<'g>(rescoring: &Rescoring<'g>, name: &str) -> Result<By<'g>, Failure> {
    By::new(rescoring, name).ok_or_else(|| {
        let names: Vec<_> = rescoring.old().inputs.iter().map(|input| input.name.as_str()).collect();
        let near = grille::diagnostic::nearest(name, names.iter().copied());
        let near = near.map(|near| format!(" ; vouliez-vous dire `{near}` ?")).unwrap_or_default();
        Failure::Because(format!("`--by {name}` : l’ancienne version n’a pas d’entrée de ce nom{near}"))
    })
}

/// What audits come to under both versions.
#[derive(Default)]
struct Both {
    impact: Impact,
    parts: Parts,
    refused: usize,
}

impl Sum for Both {
    fn refuse(&mut self, _: &Rejected) {
        self.refused += 1;
    }

    fn merge(&mut self, other: &Self) {
        self.impact.merge(&other.impact);
        self.parts.merge(&other.parts);
        self.refused += other.refused;
    }

    fn read(&self) -> usize {
        self.impact.audits() + self.refused
    }
}
