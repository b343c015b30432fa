//! What a new version of a grid does to an archive of audits, point by point: worked out aside, since it takes a while, and given
//! up as soon as the grid is another.

use std::fs::File;
use std::path::Path;

use grille::audit::{Archive, Format, Reader, Vocabulary};
use grille::diagnostic::{Diagnostic, cause};
use grille::grid::PointId;
use grille::grid::index::SymbolKind;
use grille::version::diff::{Bearing, Subject, Version, changes};
use grille::version::lineage::Lineage;
use grille::version::rescore::{Impact, Rescoring, of_all, of_point};

use crate::document::Document;
use crate::folder;
use crate::lens::{Lens, LensKind, header};

/// The most audits looked at: an editor shows a sample, `grille rescore` an archive.
const MOST_AUDITS: usize = 20_000;

/// How many audits are scored between two looks at whether it is still worth it.
const STEP: usize = 64;

/// What a new version does to an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Over all audits: « archive (200 audits) : 12 audits montent, 3 baissent ».
    pub whole: String,
    /// Each point that changed, by its id, and what that does.
    pub points: Vec<(String, String)>,
}

/// What is known of an effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is being worked out; the points that were said to change last time.
    Pending(Vec<String>),
    /// It is this one, or there is none, and why.
    Done(Result<Effect, String>),
}

/// The effect of a new version on an archive made under an old one; the error says why there is none. `None` if it was given
/// up, or if one of the grids has errors: there is nothing to score with yet.
pub fn effect(
    old: &Document,
    new: &Document,
    archive: &Path,
    is_given_up: &dyn Fn() -> bool,
) -> Option<Result<Effect, String>> {
    let is_faulty = |document: &Document| document.diagnostics().iter().any(Diagnostic::is_error);
    if is_faulty(old) || is_faulty(new) || is_given_up() {
        return None;
    }
    let name = folder::name(archive);
    let told = |why: &str| Some(Err(format!("archive `{name}`\u{a0}: {why}")));
    let Some(format) = Format::of_path(archive) else {
        return told(&format!("ce n’est pas un fichier d’audits ({})", Format::endings()));
    };
    let file = match File::open(archive) {
        Ok(file) => file,
        Err(error) => return told(&cause(&error)),
    };
    let [before, after] = [old, new].map(|document| {
        let analysis = document.analysis();
        Version { grid: &analysis.grid, source: &analysis.source }
    });
    let lineage = Lineage::new(before.grid, after.grid);
    let found = changes(before, after, &lineage);
    if is_given_up() {
        return None;
    }
    let rescoring = Rescoring::new(before.grid, after.grid, &lineage, &found);
    let mut rescorer = rescoring.rescorer().without_points();
    let names = Vocabulary::new(before.grid);
    let mut reader = Reader::new(&names).without_reasons();
    let mut archive = Archive::of_file(name.as_str(), format, file);
    let (mut impact, mut read, mut refused) = (Impact::default(), 0_usize, 0_usize);
    while read < MOST_AUDITS {
        let portion = match archive.next(None) {
            Ok(Some(portion)) => portion,
            Ok(None) => break,
            Err(failed) => return told(&failed.cause()),
        };
        let mut entries = portion.entries().take(MOST_AUDITS - read).peekable();
        while entries.peek().is_some() {
            if is_given_up() {
                return None;
            }
            reader.read_all(entries.by_ref().take(STEP), |_, slots| {
                read += 1;
                match slots.ok().and_then(|slots| rescorer.rescore(slots).ok()) {
                    Some(both) => {
                        let differences = both.differences();
                        impact.add(&both, &differences);
                    }
                    None => refused += 1,
                }
            });
        }
    }
    if read == refused {
        return told(&format!("aucun audit que {} accepte", before.grid.citation()));
    }
    let counted = |count: usize| if count == 1 { "1 audit".to_owned() } else { format!("{count} audits") };
    let aside = match refused {
        0 => String::new(),
        1 => format!(", 1 laissé de côté car {} le refuse", before.grid.citation()),
        several => format!(", {several} laissés de côté car {} les refuse", before.grid.citation()),
    };
    let whole = format!("archive ({}{aside})\u{a0}: {}", counted(read), of_all(&rescoring, &impact));
    let changed = |id: &str| {
        let subjects =
            found.changes.iter().filter(|change| change.bearing == Bearing::Results).flat_map(|it| &it.subjects);
        subjects
            .into_iter()
            .any(|subject| matches!(subject, Subject::Point { new, .. } if new.iter().any(|new| new == id)))
    };
    let moved = || rescoring.pairs().zip(&impact.points).filter(|(_, moved)| moved.transitions.sum() > 0);
    let touched = |at: usize| moved().any(|((_, new), _)| new == Some(PointId(at)));
    let points = after.grid.points.iter().enumerate().filter_map(|(at, point)| {
        if touched(at) {
            return Some((point.id.clone(), format!("archive\u{a0}: {}", of_point(&rescoring, &impact, PointId(at)))));
        }
        changed(&point.id).then(|| (point.id.clone(), "archive\u{a0}: aucun audit touché".to_owned()))
    });
    Some(Ok(Effect { whole, points: points.collect() }))
}

/// The lenses that show an effect: above the grid and above each point that changed.
pub fn lenses(document: &Document, known: &Known) -> Vec<Lens> {
    let (whole, points) = match known {
        Known::Pending(points) => {
            let pending = points.iter().map(|id| (id.clone(), "archive\u{a0}: …".to_owned()));
            ("archive\u{a0}: calcul en cours…".to_owned(), pending.collect())
        }
        Known::Done(Ok(effect)) => (effect.whole.clone(), effect.points.clone()),
        Known::Done(Err(why)) => (why.clone(), Vec::new()),
    };
    let index = document.index();
    let place =
        |id: &str| index.all(SymbolKind::Point).find(|(_, symbol)| symbol.name == id).map(|(_, it)| it.declared);
    let head = header(document).map(|span| Lens { span, kind: LensKind::Effect(whole) });
    let on_points =
        points.into_iter().filter_map(|(id, told)| Some(Lens { span: place(&id)?, kind: LensKind::Effect(told) }));
    head.into_iter().chain(on_points).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    fn versions() -> (Document, Document) {
        let new = GRID.replace("version \"2\"", "version \"3\" remplace \"2\"").replace("= 85 %", "= 90 %");
        (Document::new("2.grille", 1, GRID.to_owned()), Document::new("3.grille", 1, new))
    }

    /// Audits with these rates, and one of another grid.
    fn archive(rates: &[u32]) -> tempfile::NamedTempFile {
        let audit = |rate: &u32| {
            format!(
                r#"{{"audit":"a{rate}","grille":"essai@2","profil":{{"canaux":["téléphone"]}},"mesures":{{"mesuré":true,"taux_décroché":{rate},"fréquence":"mensuelle"}},"cotations":{{"1.1":1}}}}"#
            )
        };
        let mut lines: Vec<_> = rates.iter().map(audit).collect();
        lines.push(r#"{"audit":"b","grille":"autre@1"}"#.to_owned());
        let file = tempfile::Builder::new().suffix(".ndjson").tempfile().unwrap();
        std::fs::write(file.path(), lines.join("\n")).unwrap();
        file
    }

    #[test]
    fn what_a_new_version_does_is_told_of_the_grid_and_of_each_point() {
        let (old, new) = versions();
        let archive = archive(&[80, 86, 87, 95]);
        let effect = effect(&old, &new, archive.path(), &|| false).unwrap().unwrap();
        assert_eq!(effect.whole, "archive (5 audits, 1 laissé de côté car essai@2 le refuse)\u{a0}: 2 audits baissent");
        assert_eq!(effect.points, [("1.2".to_owned(), "archive\u{a0}: 2 audits baissent".to_owned())]);
        let lenses = lenses(&new, &Known::Done(Ok(effect)));
        let shown: Vec<_> = lenses.iter().map(|lens| new.slice(lens.span)).collect();
        assert_eq!(shown, ["grille essai version \"3\" remplace \"2\"", "1.2"]);
    }

    #[test]
    fn a_point_that_changed_for_nobody_is_shown_too() {
        let (old, new) = versions();
        let archive = archive(&[80, 95]);
        let effect = effect(&old, &new, archive.path(), &|| false).unwrap().unwrap();
        assert!(effect.whole.ends_with("rien ne change"), "{effect:?}");
        assert_eq!(effect.points, [("1.2".to_owned(), "archive\u{a0}: aucun audit touché".to_owned())]);
    }

    #[test]
    fn what_stands_in_the_way_is_said() {
        let (old, new) = versions();
        let told = |path: &Path| effect(&old, &new, path, &|| false).unwrap().unwrap_err();
        assert!(told(Path::new("absente.ndjson")).starts_with("archive `absente.ndjson`\u{a0}: "));
        assert!(told(Path::new("audits.txt")).contains("ce n’est pas un fichier d’audits"));
        assert!(told(archive(&[]).path()).ends_with("aucun audit que essai@2 accepte"));
        let broken = Document::new("3.grille", 1, GRID.replace("barème", "bareme"));
        assert!(effect(&old, &broken, archive(&[80]).path(), &|| false).is_none());
        assert!(effect(&old, &new, archive(&[80]).path(), &|| true).is_none());
        let pending = lenses(&new, &Known::Pending(vec!["1.2".to_owned(), "9.9".to_owned()]));
        assert_eq!(pending.len(), 2);
    }
}
