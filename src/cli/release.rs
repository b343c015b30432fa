//! `grille release`: a version published, or a publication checked.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use grille::audit::Format;
use grille::batch::Staged;
use grille::check::Analysis;
use grille::diagnostic::Diagnostic;
use grille::syntax::days_from_date;
use grille::version::release::{self, Drift, MANIFEST, Material, Prepared, Reference, Release, Stated, folder_of};

use super::grid::load;
use super::terminal::tell;
use super::test::cases_of;
use super::{Done, Failure, Overrides, replaced};

/// Publie une version : la grille, ce qu’elle décide, les résultats des audits de référence, ce qu’elle change
#[derive(clap::Args)]
#[command(
    after_help = "Exemples :\n  grille release sp_plus.grille --date 2023-10-12    (écrit sp_plus.publication/)\n  grille release sp_plus.grille --check\n\n\
                  Les cas sont ceux des fichiers `.cas` du dossier de la grille, les audits de référence ceux de son dossier \
                  `exemples`."
)]
pub(super) struct Arguments {
    /// La grille
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// Calcule tout à nouveau et dit ce qui s’écarte de la publication, sans rien écrire
    #[arg(long)]
    check: bool,
    /// La date de publication, AAAA-MM-JJ [défaut : celle de la publication déjà écrite]
    #[arg(long, value_name = "DATE", conflicts_with = "check")]
    date: Option<String>,
    /// Le dossier de la publication [défaut : GRILLE.publication, à côté de la grille]
    #[arg(short, long, value_name = "DOSSIER")]
    output: Option<PathBuf>,
}

/// Writes the release, or says what drifted from it.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let folder = arguments.output.clone().unwrap_or_else(|| folder_of(&arguments.grid));
    let grid = load(&arguments.grid, &Overrides::default())?;
    let written = read(&folder)?;
    let stated = stated(arguments, &folder, &written)?;
    let old =
        grid.grid.replaces.as_ref().and_then(|version| replaced::find(&arguments.grid, &grid.grid.name, version).ok());
    let grids = [grid];
    let cases = cases_of(&arguments.grid, &grids)?;
    let audits = references(&arguments.grid, &grids[0].grid.citation())?;
    let material = Material { grid: &grids[0], replaced: old.as_ref(), cases: &cases, audits: &audits, stated };
    let Prepared { release, obstacles } = release::prepare(&material);
    for obstacle in &obstacles {
        tell(&format!("obstacle\u{a0}: {}", obstacle.message()));
    }
    let drift = release.as_ref().map(|release| release::drift(&written, release)).unwrap_or_default();
    if arguments.check && report(&folder, &drift)? && obstacles.is_empty() {
        return Ok(Done::Well);
    }
    let Some(release) = release.filter(|_| obstacles.is_empty() && !arguments.check) else {
        if !arguments.check {
            tell(&format!("`{}` n’est pas publiée", arguments.grid.display()));
        }
        return Ok(Done::ToLookAt);
    };
    if written.get(MANIFEST).is_some_and(|manifest| Some(manifest) != release.files.get(MANIFEST)) {
        tell(&format!("la publication `{}` est remplacée", folder.display()));
    }
    write(&folder, &release)?;
    tell_what_it_rests_on(&material, &release);
    writeln!(io::stdout().lock(), "{} est publiée dans {}", grids[0].grid.citation(), folder.display())?;
    Ok(Done::Well)
}

/// What is to be said of a grid that was released: it should be what it was.
pub(super) fn diagnostics(analysis: &Analysis, path: &Path) -> Vec<Diagnostic> {
    let manifest = fs::read_to_string(folder_of(path).join(MANIFEST));
    manifest.ok().and_then(|manifest| release::edited(analysis, &manifest)).into_iter().collect()
}

/// The date and the tool: those of the release already written, where nothing else is asked.
fn stated(arguments: &Arguments, folder: &Path, written: &BTreeMap<String, String>) -> Result<Stated, Failure> {
    let own = format!("grille {}", env!("CARGO_PKG_VERSION"));
    let known = match written.get(MANIFEST).map(|manifest| release::stated(manifest)) {
        // What is wrong with the manifest is told with what is wrong with the other files.
        None | Some(None) if arguments.check && !written.is_empty() => {
            Some(Stated { date: String::new(), tool: own.clone() })
        }
        Some(None) => {
            let place = folder.join(MANIFEST);
            return Err(Failure::Because(format!("`{}` n’est pas un manifeste de publication", place.display())));
        }
        known => known.flatten(),
    };
    match (known, &arguments.date) {
        (None, _) if arguments.check => Err(Failure::Because(format!(
            "`{}` ne contient pas de publication ; `grille release {} --date AAAA-MM-JJ` en écrit une",
            folder.display(),
            arguments.grid.display()
        ))),
        (Some(known), None) if arguments.check => {
            if known.tool != own {
                tell(&format!("publié avec {}, vérifié avec {own}", known.tool));
            }
            Ok(known)
        }
        (_, Some(date)) if is_date(date) => Ok(Stated { date: date.clone(), tool: own }),
        (_, Some(date)) => Err(Failure::Because(format!("`--date {date}` : on écrit par exemple 2023-10-12"))),
        (Some(known), None) => Ok(Stated { tool: own, ..known }),
        (None, None) => Err(Failure::Because("une première publication dit sa date : `--date AAAA-MM-JJ`".to_owned())),
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(|part| (part.len(), part.parse::<i64>())).collect();
    matches!(parts[..], [(4, Ok(year)), (2, Ok(month)), (2, Ok(day))] if days_from_date(year, month, day).is_some())
}

/// The files of a folder, by name; none if there is no such folder.
fn read(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let failed = |error: io::Error| Failure::about(&folder.display().to_string(), &error);
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        entries => entries.map_err(failed)?,
    };
    let mut files = BTreeMap::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What the system leaves behind is nobody's.
        if name.starts_with('.') || path.is_dir() {
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| Failure::about(&path.display().to_string(), &error))?;
        files.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    Ok(files)
}

/// The reference audits of a grid: those of the folder `exemples` beside it that cite it, or cite no grid.
fn references(grid: &Path, citation: &str) -> Result<Vec<Reference>, Failure> {
    let folder = grid.with_file_name("exemples");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(&folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| Failure::about(&folder.display().to_string(), &error))?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let Some(format) = Format::of_path(&path) else { continue };
        let bytes = fs::read(&path).map_err(|error| Failure::about(&path.display().to_string(), &error))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let reference = Reference { name: format!("exemples/{name}"), format, bytes };
        if reference.may_be_of(citation) {
            found.push(reference);
        }
    }
    Ok(found)
}

/// Writes the files of a release, each whole or not at all, and takes away those it no longer has.
fn write(folder: &Path, release: &Release) -> Result<(), Failure> {
    fs::create_dir_all(folder).map_err(Failure::writing(folder))?;
    for (name, content) in &release.files {
        let place = folder.join(name);
        let mut file = Staged::create(&place).map_err(Failure::writing(&place))?;
        file.write_all(content.as_bytes()).and_then(|()| file.finish()).map_err(Failure::writing(&place))?;
    }
    for name in release::names().iter().filter(|name| !release.files.contains_key(*name)) {
        let place = folder.join(name);
        match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::writing(&place)(error)),
            _ => {}
        }
    }
    Ok(())
}

/// Says what a release rests on, where that is little.
fn tell_what_it_rests_on(material: &Material<'_>, release: &Release) {
    let cases: usize = material.cases.iter().map(|report| report.ran.len()).sum();
    let plural = |count: usize| if count > 1 { "s" } else { "" };
    let audits = material.audits.len();
    tell(&format!("{cases} cas joué{}, {audits} fichier{} d’audits de référence", plural(cases), plural(audits)));
    if let (Some(class), Some(old)) = (release.class, material.replaced) {
        tell(&format!("par rapport à {}, version {class}", old.grid.citation()));
    }
}

/// Says what drifted; true if nothing did.
fn report(folder: &Path, drift: &[Drift]) -> Result<bool, Failure> {
    let mut out = io::stdout().lock();
    if drift.is_empty() {
        writeln!(out, "{}\u{a0}: rien ne s’écarte de la publication", folder.display())?;
        return Ok(true);
    }
    for drift in drift {
        writeln!(out, "{}", drift.message())?;
    }
    let count = match drift.len() {
        1 => "un fichier s’écarte".to_owned(),
        several => format!("{several} fichiers s’écartent"),
    };
    writeln!(out, "{}\u{a0}: {count} de la publication", folder.display())?;
    Ok(false)
}
