//! Where a command that goes over archives writes what it makes, and how: the same flags for each.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::batch::{self, Rejects, Staged};
use grille::compression::{Compressed, Compression};
use grille::outcome::{Detail, Dialect, Format};

use super::Failure;
use super::archive::AuditFormat;
use super::terminal::is_shown;

/// The flags of results.
#[derive(clap::Args)]
pub(super) struct Results {
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
    /// Nombre de tâches en parallèle [défaut : une par processeur] ; les résultats n’en dépendent pas
    #[arg(long, value_name = "N", value_parser = positive)]
    jobs: Option<NonZeroUsize>,
    /// Format des audits : json, ndjson, csv ou parquet [défaut : d’après la fin du nom]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) input_format: Option<AuditFormat>,
    /// Format des résultats : csv, json, ndjson, parquet ou table [défaut : d’après la fin du nom ; sur la sortie standard, table dans un
    /// terminal, sinon ndjson]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    output_format: Option<OutputFormat>,
    /// Variante du CSV écrit : fr sépare par des points-virgules et écrit les décimales avec une virgule, pour les tableurs
    #[arg(long, value_name = "VARIANTE", hide_possible_values = true)]
    csv: Option<CsvChoice>,
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

/// The formats of `--output-format`.
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

impl Results {
    /// The file results are written to; none for standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| path.as_os_str() != "-")
    }

    /// True if nothing says where results go.
    pub(super) fn is_left_open(&self) -> bool {
        self.output.is_none() && self.output_format.is_none() && self.csv.is_none()
    }

    /// How much is written of each.
    pub(super) fn detail(&self) -> Detail {
        self.detail.into()
    }

    /// How many tasks run at once.
    pub(super) fn jobs(&self) -> NonZeroUsize {
        self.jobs.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
    }

    /// The format asked for, else that of the file's ending, else what suits standard output.
    pub(super) fn format(&self) -> Result<Format, Failure> {
        let format = match (self.output_format, self.file()) {
            (Some(OutputFormat::Csv), _) => Format::Csv(Dialect::Standard),
            (Some(OutputFormat::Parquet), _) => Format::Parquet,
            (Some(OutputFormat::Json), _) => Format::Json,
            (Some(OutputFormat::Table), _) => Format::Table,
            (None, Some(path)) => Format::of_path(path).ok_or_else(|| unknown_ending(path, &Format::endings()))?,
            (None, None) if self.csv.is_some() => Format::Csv(Dialect::Standard),
            (None, None) if is_shown() => Format::Table,
            (Some(OutputFormat::Ndjson), _) | (None, None) => Format::Ndjson,
        };
        self.file().map_or(Ok(()), |path| packed_parquet(path, format == Format::Parquet))?;
        match (self.csv, format) {
            (None, format) => Ok(format),
            (Some(CsvChoice::Fr), Format::Csv(_)) => Ok(Format::Csv(Dialect::French)),
            (Some(CsvChoice::Fr), _) => Err(Failure::Because(
                "`--csv fr` ne vaut que pour des résultats en CSV ; ajoutez `--output-format csv`, ou donnez un nom en `.csv`"
                    .to_owned(),
            )),
        }
    }

    /// Begins the file of results, if there is one; nothing is seen at its place before it is finished.
    pub(super) fn begin(&self) -> Result<Option<Compressed<Staged>>, Failure> {
        self.file().map(|path| batch::begin(path).map_err(Failure::writing(path))).transpose()
    }

    /// Where refused audits are kept; none if they are told on standard error.
    pub(super) fn rejects(&self) -> Result<Option<Rejects>, Failure> {
        Ok(match (&self.rejects, self.file()) {
            (Some(path), _) => Some(Rejects::at(path).map_err(Failure::writing(path))?),
            (None, Some(path)) => Some(Rejects::beside(path)),
            (None, None) => None,
        })
    }

    /// Refuses to write over what is read.
    pub(super) fn spare<'p>(
        &self,
        read: impl Iterator<Item = &'p PathBuf>,
        summary: Option<&Path>,
    ) -> Result<(), Failure> {
        let place = |path: &Path| std::fs::canonicalize(path).ok();
        let read: Vec<_> = read.filter_map(|path| place(path)).collect();
        let written = [self.file(), self.rejects.as_deref(), summary];
        match written.into_iter().flatten().find(|path| place(path).is_some_and(|path| read.contains(&path))) {
            Some(path) => Err(Failure::Because(format!("`{}` est lu, et serait remplacé", path.display()))),
            None => Ok(()),
        }
    }
}

/// The failure of a name whose ending tells no format of these endings.
pub(super) fn unknown_ending(path: &Path, endings: &str) -> Failure {
    Failure::Because(format!(
        "`{}` : la fin du nom ne dit pas le format ({endings}, suivis ou non de `.gz` ou `.zst`) ; précisez-le par `--output-format`",
        path.display()
    ))
}

/// Refuses to compress a Parquet file as a whole.
pub(super) fn packed_parquet(path: &Path, is_parquet: bool) -> Result<(), Failure> {
    let packed = is_parquet && Compression::of_path(path).0.is_some();
    let told = || {
        format!(
            "`{}` : un fichier Parquet se compresse colonne par colonne, et non en entier ; donnez-lui un nom en `.parquet`",
            path.display()
        )
    };
    if packed { Err(Failure::Because(told())) } else { Ok(()) }
}

fn positive(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "il faut un nombre entier d’au moins 1")
}

/// Writes a whole file, `-` for standard output.
pub(super) fn write_file(text: &[u8], path: &Path) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        io::stdout().lock().write_all(text)?;
        return Ok(());
    }
    let mut file = Staged::create(path).map_err(Failure::writing(path))?;
    file.write_all(text).and_then(|()| file.finish()).map_err(Failure::writing(path))
}
