//! `grille test`: the cases beside grids, run.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use grille::check::{self, Analysis};
use grille::version::cases::{self, Case, Coverage, Ran, Report, Suite};

use super::grid::{Text, read};
use super::terminal::options;
use super::{Done, Failure, Overrides, find};

/// Joue les cas écrits à côté des grilles (`.cas`) et dit ce qui ne donne pas le résultat attendu
#[derive(clap::Args)]
#[command(after_help = "Exemples :\n  grille test grids/\n  grille test sp_plus.cas --coverage")]
pub(super) struct Arguments {
    /// Fichiers de cas, grilles dont jouer les cas, ou dossiers où les chercher [défaut : le dossier courant]
    #[arg(value_name = "CHEMIN", default_value = ".", hide_default_value = true)]
    paths: Vec<PathBuf>,
    /// Dit aussi ce que les cas éprouvent de chaque grille, et propose ceux qui manquent
    #[arg(long)]
    coverage: bool,
    /// La forme du résultat : human (pour être lu) ou json
    #[arg(long, value_name = "FORME", default_value = "human", hide_default_value = true, hide_possible_values = true)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

/// Runs every case found.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let found = files(&arguments.paths)?;
    let mut folders: BTreeMap<PathBuf, Vec<Analysis>> = BTreeMap::new();
    for (path, _) in &found {
        if let Entry::Vacant(folder) = folders.entry(folder_of(path)) {
            let grids = grids_of(folder.key())?;
            folder.insert(grids);
        }
    }
    let mut unread = false;
    let mut reports = Vec::new();
    for (path, only) in &found {
        let grids = folders.get(&folder_of(path)).map_or(&[][..], Vec::as_slice);
        reports.push(match read(path) {
            Text::Read(source) => Report::of(Suite::read(source, grids), only.as_deref()),
            Text::Undecodable(source, diagnostic) => Report::unreadable(source, diagnostic),
            Text::Unreadable(source, diagnostic) => {
                unread = true;
                Report::unreadable(source, diagnostic)
            }
        });
    }
    let asked = found.iter().filter_map(|(path, only)| Some((folders.get(&folder_of(path))?, only.as_deref()?)));
    let asked = asked.filter_map(|(grids, cited)| grids.iter().find(|analysis| analysis.grid.citation() == cited));
    let coverage = if arguments.coverage { covered(asked, &reports) } else { Vec::new() };
    write(arguments, &reports, &coverage)?;
    match (unread, reports.iter().all(Report::passes)) {
        (true, _) => Err(Failure::Told),
        (false, false) => Ok(Done::ToLookAt),
        (false, true) => Ok(Done::Well),
    }
}

/// The files of cases to run, each with the grid its cases must be for, if one is asked for.
fn files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Option<String>)>, Failure> {
    let mut found = Vec::new();
    for path in paths {
        if path.extension() != Some(OsStr::new("grille")) {
            found.extend(find::files(std::slice::from_ref(path), "cas")?.into_iter().map(|path| (path, None)));
            continue;
        }
        let grid = super::grid::load(path, &Overrides::default())?.grid.citation();
        let files = beside(&folder_of(path), "cas")?;
        if files.is_empty() {
            return Err(Failure::Because(format!(
                "`{}` : aucun fichier `.cas` à côté de cette grille",
                path.display()
            )));
        }
        found.extend(files.into_iter().map(|path| (path, Some(grid.clone()))));
    }
    Ok(found)
}

/// The cases for a grid in the files beside it, run; of a file that has none, nothing. The grid is the only one given.
pub(super) fn cases_of<'a>(path: &Path, grid: &'a [Analysis; 1]) -> Result<Vec<Report<'a>>, Failure> {
    let mut reports = Vec::new();
    for path in beside(&folder_of(path), "cas")? {
        match read(&path) {
            Text::Read(source) => reports.extend(Report::of_grid(source, grid)),
            Text::Undecodable(source, diagnostic) | Text::Unreadable(source, diagnostic) => {
                reports.push(Report::unreadable(source, diagnostic));
            }
        }
    }
    Ok(reports)
}

/// The files of a folder with this ending, in the order of their names.
fn beside(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Failure::about(&folder.display().to_string(), &error))?;
    // The current folder is not worth writing before each path.
    let path =
        |entry: std::fs::DirEntry| entry.path().strip_prefix(".").map_or_else(|_| entry.path(), Path::to_path_buf);
    let mut paths: Vec<_> = entries.into_iter().map(path).collect();
    paths.retain(|path| path.extension() == Some(OsStr::new(ending)));
    paths.sort();
    Ok(paths)
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
}

/// The grids of a folder that can be read.
fn grids_of(folder: &Path) -> Result<Vec<Analysis>, Failure> {
    let grid = |path: &PathBuf| match read(path) {
        Text::Read(source) => Some(check::analyse(source, &[])),
        Text::Undecodable(..) | Text::Unreadable(..) => None,
    };
    Ok(beside(folder, "grille")?.iter().filter_map(grid).collect())
}

/// What all the cases of each grid try of it; of grids that are asked for, even if there is none.
fn covered<'a>(asked: impl Iterator<Item = &'a Analysis>, reports: &'a [Report<'a>]) -> Vec<Coverage> {
    let mut grids: Vec<(&Analysis, Vec<(&Case, &Ran)>)> = Vec::new();
    for grid in asked {
        if !grids.iter().any(|(known, _)| std::ptr::eq(*known, grid)) {
            grids.push((grid, Vec::new()));
        }
    }
    for report in reports {
        for (case, ran) in &report.ran {
            let grid = report.grid(case);
            match grids.iter_mut().find(|(known, _)| std::ptr::eq(*known, grid)) {
                Some((_, cases)) => cases.push((case, ran)),
                None => grids.push((grid, vec![(case, ran)])),
            }
        }
    }
    grids.iter().map(|(grid, cases)| Coverage::of(grid, cases)).collect()
}

fn write(arguments: &Arguments, reports: &[Report<'_>], coverage: &[Coverage]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match arguments.format {
        Format::Human => {
            let options = options(&io::stdout());
            for report in reports {
                out.write_all(report.human(&options).as_bytes())?;
            }
            writeln!(out, "{}", cases::summary(reports))?;
            for coverage in coverage {
                write!(out, "\n{}", coverage.human())?;
            }
        }
        Format::Json => {
            let files: Vec<_> = reports.iter().map(Report::json).collect();
            let run: usize = reports.iter().map(|report| report.ran.len()).sum();
            let failed: usize = reports.iter().map(Report::failed).sum();
            let mut whole = serde_json::json!({ "fichiers": files, "réussis": run - failed, "échoués": failed });
            if arguments.coverage {
                whole["couverture"] = coverage.iter().map(Coverage::json).collect();
            }
            writeln!(out, "{whole:#}")?;
        }
    }
    Ok(())
}
