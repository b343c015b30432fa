//! `grille score`: archives scored.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::audit::{Portion, Reader, Refused, Slots, Vocabulary};
use grille::batch::{self, Rejected, Rejects, Staged, Summary};
use grille::compression::{Compressed, Compression};
use grille::grid::fingerprint;
use grille::outcome::{Detail, Dialect, Format, Frame, Printer, Rows};
use grille::score::Scores;
use grille::score::program::Program;

use super::archive::{Archives, InputFormat};
use super::grid::load;
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
    /// Fichier où écrire les résultats [défaut : la sortie standard]
    #[arg(short, long, value_name = "FICHIER")]
    output: Option<PathBuf>,
    /// Ce qui est écrit de chaque audit : audit (son total), group (ceux des groupes aussi) ou point (chaque point aussi)
    /// [défaut : group]
    #[arg(
        long,
        value_name = "DÉTAIL",
        default_value = "group",
        hide_default_value = true,
        hide_possible_values = true
    )]
    detail: DetailChoice,
    /// Fichier où garder les audits refusés [défaut : FICHIER.rejets.ndjson à côté des résultats, sinon dits sur la sortie
    /// d’erreur]
    #[arg(long, value_name = "FICHIER")]
    rejects: Option<PathBuf>,
    /// Fichier où écrire le résumé : nombres d’audits, score moyen, groupes, décisions
    #[arg(long, value_name = "FICHIER")]
    summary: Option<PathBuf>,
    /// Nombre de tâches en parallèle [défaut : une par processeur] ; les résultats n’en dépendent pas
    #[arg(long, value_name = "N", value_parser = positive)]
    jobs: Option<NonZeroUsize>,
    /// Format des audits : json, ndjson, csv ou parquet [défaut : d’après la fin du nom]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    input_format: Option<InputFormat>,
    /// Format des résultats : csv, json, ndjson, parquet ou table [défaut : d’après la fin du nom ; sur la sortie standard, table dans un
    /// terminal, sinon ndjson]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    output_format: Option<OutputFormat>,
    /// Variante du CSV écrit : fr sépare par des points-virgules et écrit les décimales avec une virgule, pour les tableurs
    #[arg(long, value_name = "VARIANTE", hide_possible_values = true)]
    csv: Option<CsvChoice>,
    #[command(flatten)]
    overrides: Overrides,
}

#[derive(Clone, Copy, ValueEnum)]
enum DetailChoice {
    Audit,
    Group,
    Point,
}

impl From<DetailChoice> for Detail {
    fn from(choice: DetailChoice) -> Self {
        match choice {
            DetailChoice::Audit => Self::Audit,
            DetailChoice::Group => Self::Group,
            DetailChoice::Point => Self::Point,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum OutputFormat {
    Csv,
    Parquet,
    Json,
    Ndjson,
    Table,
}

#[derive(Clone, Copy, ValueEnum)]
enum CsvChoice {
    Fr,
}

/// Scores the archives, in their order, and tells on standard error what is to be looked at.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let output = arguments.output.as_deref().filter(|path| path.as_os_str() != "-");
    let format = output_format(arguments, output)?;
    spare_inputs(arguments, output)?;
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let grid = &analysis.grid;
    let mut archives = Archives::open(&arguments.audits, arguments.input_format)?;
    let fingerprint = fingerprint(grid);
    let frame = Frame { source: &analysis.source, grid, fingerprint: &fingerprint, detail: arguments.detail.into() };
    let (names, program, printer) = (Vocabulary::new(grid), Program::new(grid), Printer::new(frame, format));
    let worker = || {
        let (mut reader, mut scorer) = (Reader::new(&names), program.scorer());
        let printer = &printer;
        move |portion: &Portion, done: &mut Scored| {
            done.clear();
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

    let mut results = output.map(|path| begun(path).map_err(Failure::writing(path))).transpose()?;
    let mut rejects = match (&arguments.rejects, output) {
        (Some(path), _) => Some(Rejects::at(path).map_err(Failure::writing(path))?),
        (None, Some(path)) => Some(Rejects::beside(path)),
        (None, None) => None,
    };
    let out: Box<dyn Write + Send> = match &mut results {
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
    batch::in_order(|used| archives.next(used).map_err(Failure::from), jobs(arguments.jobs), worker, take)?;
    writer.finish().map_err(unwritten)?;
    drop(writer);
    progress::clear();

    if let (Some(file), Some(path)) = (results, output) {
        file.finish().and_then(Staged::finish).map_err(Failure::writing(path))?;
    }
    let kept = rejects.as_ref().map(|rejects| rejects.place().to_path_buf());
    if let (Some(rejects), Some(place)) = (rejects, &kept) {
        rejects.finish().map_err(Failure::writing(place))?;
    }
    if let Some(path) = &arguments.summary {
        write_summary(&summary.to_json(grid, &fingerprint).map_err(io::Error::from)?, path)?;
    }
    tell_what_is_to_be_looked_at(&summary, kept.as_deref());
    Ok(if summary.refused() > 0 { Done::ToLookAt } else { Done::Well })
}

/// A file begun, compressed if its name says so.
fn begun(path: &Path) -> io::Result<Compressed<Staged>> {
    Compressed::new(Compression::of_path(path).0, Staged::create(path)?)
}

/// The format asked for, else that of the file's ending, else what suits standard output.
fn output_format(arguments: &Arguments, output: Option<&Path>) -> Result<Format, Failure> {
    let format = match (arguments.output_format, output) {
        (Some(OutputFormat::Csv), _) => Format::Csv(Dialect::Standard),
        (Some(OutputFormat::Parquet), _) => Format::Parquet,
        (Some(OutputFormat::Json), _) => Format::Json,
        (Some(OutputFormat::Table), _) => Format::Table,
        (None, Some(path)) => Format::of_path(path).ok_or_else(|| {
            Failure::Because(format!(
                "`{}` : la fin du nom ne dit pas le format ({}, suivis ou non de `.gz` ou `.zst`) ; précisez-le par `--output-format`",
                path.display(),
                Format::endings()
            ))
        })?,
        (None, None) if arguments.csv.is_some() => Format::Csv(Dialect::Standard),
        (None, None) if is_shown() => Format::Table,
        (Some(OutputFormat::Ndjson), _) | (None, None) => Format::Ndjson,
    };
    match (arguments.csv, format) {
        (None, format) => Ok(format),
        (Some(CsvChoice::Fr), Format::Csv(_)) => Ok(Format::Csv(Dialect::French)),
        (Some(CsvChoice::Fr), _) => Err(Failure::Because(
            "`--csv fr` ne vaut que pour des résultats en CSV ; ajoutez `--output-format csv`, ou donnez un nom en `.csv`"
                .to_owned(),
        )),
    }
}

/// Refuses to write over what is read.
fn spare_inputs(arguments: &Arguments, output: Option<&Path>) -> Result<(), Failure> {
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    let read: Vec<_> = arguments.audits.iter().chain([&arguments.grid]).filter_map(|path| place(path)).collect();
    let written = [output, arguments.rejects.as_deref(), arguments.summary.as_deref()];
    match written.into_iter().flatten().find(|path| place(path).is_some_and(|path| read.contains(&path))) {
        Some(path) => Err(Failure::Because(format!("`{}` est lu, et serait remplacé", path.display()))),
        None => Ok(()),
    }
}

fn positive(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "il faut un nombre entier d’au moins 1")
}

fn jobs(asked: Option<NonZeroUsize>) -> NonZeroUsize {
    asked.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// What a portion came to.
#[derive(Default)]
struct Scored {
    rows: Rows,
    rejected: Vec<Rejected>,
    summary: Summary,
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

/// Writes the summary, `-` for standard output.
fn write_summary(summary: &[u8], path: &Path) -> Result<(), Failure> {
    let text = [summary, b"\n"].concat();
    if path.as_os_str() == "-" {
        io::stdout().lock().write_all(&text)?;
        return Ok(());
    }
    let mut file = Staged::create(path).map_err(Failure::writing(path))?;
    file.write_all(&text).and_then(|()| file.finish()).map_err(Failure::writing(path))
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
