//! `grille score`: archives scored.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grille::audit::{Cut, Reader, Refused, Slots, Unreadable, Vocabulary};
use grille::batch::{self, Rejected, Staged, Summary};
use grille::grid::fingerprint;
use grille::outcome::{Frame, Printer, Rows};
use grille::score::Scores;
use grille::score::program::Program;

use super::archive::Archives;
use super::grid::load;
use super::results::{Results, write_file};
use super::terminal::{is_shown, tell};
use super::{Done, Failure, Overrides, progress};

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
    let (output, format) = (results.file(), results.format()?);
    results.spare(arguments.audits.iter().chain([&arguments.grid]), arguments.summary.as_deref())?;
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let grid = &analysis.grid;
    let mut archives = Archives::open(&arguments.audits, results.input_format)?;
    let fingerprint = fingerprint(grid);
    let frame = Frame { source: &analysis.source, grid, fingerprint: &fingerprint, detail: results.detail() };
    let (names, program, printer) = (Vocabulary::new(grid), Program::new(grid), Printer::new(frame, format));
    let worker = || {
        let (mut reader, mut scorer) = (Reader::new(&names), program.scorer());
        let printer = &printer;
        move |cut: &mut Cut, done: &mut Scored| {
            done.clear();
            let portion = match cut.open() {
                Ok(portion) => portion,
                Err(unreadable) => {
                    done.unreadable = Some(unreadable);
                    return;
                }
            };
            for mut entry in portion.entries() {
                let read = reader.read(&mut entry);
                let result = read.and_then(|slots| {
                    let result = scorer.score(slots);
                    result.map(|result| (slots, result)).map_err(|why| Refused::new(Some(slots.id.clone()), why))
                });
                match result {
                    Ok((slots, result)) => done.add(printer, slots, result),
                    Err(refused) => done.refuse(Rejected::new(&entry, refused)),
                }
            }
        }
    };

    let mut file = results.begin()?;
    let mut rejects = results.rejects()?;
    let out: Box<dyn Write + Send> = match &mut file {
        Some(file) => Box::new(file),
        None => Box::new(io::BufWriter::new(io::stdout())),
    };
    let mut writer = printer.writer(out);
    let unwritten = |error| match output {
        Some(path) => Failure::writing(path)(error),
        None => error.into(),
    };
    let mut summary = Summary::default();
    let mut progress = archives.progress(output.is_none() && is_shown());
    let take = |scored: &mut Scored| {
        if let Some(unreadable) = scored.unreadable.take() {
            return Err(unreadable.into());
        }
        writer.write(&mut scored.rows).map_err(unwritten)?;
        summary.merge(&scored.summary);
        for rejected in &scored.rejected {
            match &mut rejects {
                Some(file) => file.keep(rejected).map_err(|error| Failure::writing(file.place())(error))?,
                None => tell(&format!("refusé : {}", rejected.told())),
            }
        }
        progress.tell(summary.read());
        Ok(())
    };
    batch::in_order(|used| archives.cut(used).map_err(Failure::from), results.jobs(), worker, take)?;
    writer.finish().map_err(unwritten)?;
    drop(writer);
    progress::clear();

    if let (Some(file), Some(path)) = (file, output) {
        file.finish().and_then(Staged::finish).map_err(Failure::writing(path))?;
    }
    let kept = rejects.as_ref().map(|rejects| rejects.place().to_path_buf());
    if let (Some(rejects), Some(place)) = (rejects, &kept) {
        rejects.finish().map_err(Failure::writing(place))?;
    }
    if let Some(path) = &arguments.summary {
        let summary = summary.to_json(grid, &fingerprint).map_err(io::Error::from)?;
        write_file(&[&summary[..], b"\n"].concat(), path)?;
    }
    tell_what_is_to_be_looked_at(&summary, kept.as_deref());
    Ok(if summary.refused() > 0 { Done::ToLookAt } else { Done::Well })
}

/// What a portion came to.
#[derive(Default)]
struct Scored {
    rows: Rows,
    rejected: Vec<Rejected>,
    summary: Summary,
    /// Why it came to nothing.
    unreadable: Option<Unreadable>,
}

impl Scored {
    fn clear(&mut self) {
        self.rows.clear();
        self.rejected.clear();
        self.summary = Summary::default();
    }

    fn add(&mut self, printer: &Printer, slots: &Slots, scores: &Scores) {
        self.summary.add(scores);
        printer.add(slots, scores, &mut self.rows);
    }

    fn refuse(&mut self, rejected: Rejected) {
        self.summary.refuse(&rejected);
        self.rejected.push(rejected);
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
