//! What the editor runs: the check of a grid as a report, a decision table, why an audit came to what it did.

use std::path::Path;

use grille::audit::{Archive, Format, Reader, Refused, Vocabulary};
use grille::batch::Rejected;
use grille::check::table;
use grille::diagnostic::{Diagnostic, Source, cause, nearest_id, render};
use grille::grid::{Grid, PointId};
use grille::score::{explain_audit, explain_point, reference};
use grille::version::diff::{Version, diff, write};
use grille::version::lineage::Lineage;
use serde::Serialize;
use serde_json::Value;

use crate::document::Document;

/// A page the editor shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Its title.
    #[serde(rename = "titre")]
    pub title: String,
    /// Its text, laid out for a fixed-width font.
    #[serde(rename = "texte")]
    pub text: String,
    /// The decision tables it shows, as `grille table --format json` writes them, for editors that lay them out themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tables: Option<Value>,
}

/// The check of a grid as it is read in a terminal; `diagnostics` are all of its own.
pub fn check(document: &Document, diagnostics: &[Diagnostic]) -> Page {
    let source = Source::new(document.name(), document.text());
    let options = render::Options::default();
    let mut text = render::human(&source, diagnostics, &options);
    text.push_str(&render::summary(diagnostics.iter()));
    text.push('\n');
    Page { title: format!("Vérification de {}", document.name()), text, tables: None }
}

/// The decision table of a point, or of every graded scale. The error says why there is none.
pub fn decision_table(document: &Document, point: Option<&str>) -> Result<Page, String> {
    let grid = usable(document)?;
    let at = point.map(|id| point_of(grid, id)).transpose()?;
    let tables = table::tables(grid, &document.analysis().source, at);
    match point {
        Some(id) if tables.is_empty() => Err(format!("le point `{id}` n’a pas de barème\u{a0}: l’auditeur le cote")),
        _ => {
            let about = point.map_or_else(|| document.name().to_owned(), |id| format!("point {id}"));
            let title = format!("Table de décision\u{a0}: {about}");
            Ok(Page { title, text: table::human(&tables), tables: Some(table::json(&tables)) })
        }
    }
}

/// What changed in meaning from one version to another, as a Markdown document. The error says why they cannot be compared.
pub fn compare(old: &Document, new: &Document) -> Result<Page, String> {
    let (before, after) = (usable(old)?, usable(new)?);
    let version = |document| -> Version<'_> {
        let analysis = Document::analysis(document);
        Version { grid: &analysis.grid, source: &analysis.source }
    };
    let found = diff(version(old), version(new), &Lineage::new(before, after));
    let title = if before.version == after.version {
        format!("Comparaison\u{a0}: {} publiée et d’aujourd’hui", after.citation())
    } else {
        format!("Comparaison\u{a0}: {} → {}", before.citation(), after.version)
    };
    Ok(Page { title, text: write::markdown(&found), tables: None })
}

/// The most audits explained at once.
const MOST_AUDITS: usize = 20;

/// Why the audits of a file came to what they did: all of them up to a number, or one by its identifier; whole, or at one
/// point. The error says why nothing can be explained.
pub fn explain(
    document: &Document,
    name: &str,
    audits: &[u8],
    audit: Option<&str>,
    point: Option<&str>,
) -> Result<Page, String> {
    let grid = usable(document)?;
    let source = &document.analysis().source;
    let at = point.map(|id| point_of(grid, id)).transpose()?;
    let names = Vocabulary::new(grid);
    let mut reader = Reader::new(&names);
    let format = Format::of_path(Path::new(name)).unwrap_or_else(|| Format::of_start(audits));
    let mut archive = Archive::new(name, format, audits);
    let (mut pages, mut more) = (Vec::new(), 0_usize);
    while let Some(portion) = archive
        .next(None)
        .map_err(|failed| format!("`{name}`\u{a0}: la lecture s’arrête\u{a0}: {}", cause(&failed.error)))?
    {
        for mut entry in portion.entries() {
            let scored = reader.read(&mut entry).and_then(|slots| {
                let given = slots.to_audit(grid);
                let outcome = reference::score(grid, &given);
                outcome.map(|outcome| (given.clone(), outcome)).map_err(|refusal| Refused::new(Some(given.id), refusal))
            });
            let id = match &scored {
                Ok((given, _)) => Some(given.id.as_str()),
                Err(refused) => refused.audit.as_deref(),
            };
            if audit.is_some() && audit != id {
                continue;
            }
            if pages.len() == MOST_AUDITS {
                more += 1;
                continue;
            }
            pages.push(match scored {
                Ok((given, outcome)) => match at {
                    Some(point) => explain_point(source, grid, &given, &outcome, point),
                    None => explain_audit(source, grid, &given, &outcome),
                },
                Err(refused) => format!("Refusé\u{a0}: {}", Rejected::new(&entry, refused).told()),
            });
        }
    }
    if pages.is_empty() {
        return Err(match audit {
            Some(id) => format!("aucun audit `{id}` dans `{name}`"),
            None => format!("`{name}` ne contient aucun audit"),
        });
    }
    if more > 0 {
        pages.push(format!("{more} audits de plus\u{a0}: `grille explain` les explique tous."));
    }
    let pages: Vec<_> = pages.iter().map(|page| page.trim_end()).collect();
    let about = audit.map_or_else(|| name.to_owned(), |id| format!("audit {id}"));
    let text = format!("{}\n", pages.join("\n\n"));
    Ok(Page { title: format!("Explication\u{a0}: {about}"), text, tables: None })
}

/// The grid a file of audits says it was made with, such as `sp_plus@2023`; `None` if it does not say.
pub fn cited_grid(audits: &str) -> Option<String> {
    // The first audit is enough: an archive is of one grid. Its own line, or the whole file.
    let first = audits.lines().find(|line| !line.trim().is_empty())?;
    let parsed: serde_json::Value = serde_json::from_str(first).or_else(|_| serde_json::from_str(audits)).ok()?;
    let audit = if parsed.is_array() { parsed.get(0)?.clone() } else { parsed };
    audit.get("grille")?.as_str().map(str::to_owned)
}

/// The grid of a document, if it can be used.
fn usable(document: &Document) -> Result<&Grid, String> {
    if document.diagnostics().iter().any(Diagnostic::is_error) {
        return Err(format!("`{}` a des erreurs\u{a0}: corrigez-les d’abord", document.name()));
    }
    Ok(&document.analysis().grid)
}

fn point_of(grid: &Grid, id: &str) -> Result<PointId, String> {
    grid.point_named(id).ok_or_else(|| {
        let near = nearest_id(id, grid.points.iter().map(|point| point.id.as_str()));
        let remedy = near.map(|near| format!("\u{a0}; vouliez-vous dire `{near}`\u{a0}?")).unwrap_or_default();
        format!("la grille n’a pas de point `{id}`{remedy}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::GRID;

    fn document() -> Document {
        Document::new("essai.grille", 1, GRID.to_owned())
    }

    const AUDIT: &str = r#"{"audit":"a","grille":"essai@2","profil":{"canaux":["téléphone"]},"mesures":{"mesuré":true,"taux_décroché":90,"fréquence":"mensuelle"},"cotations":{"1.1":1}}"#;

    #[test]
    fn a_decision_table_is_read_in_the_editor() {
        let page = decision_table(&document(), Some("1.2")).unwrap();
        assert!(page.text.contains("conforme") && page.title.ends_with("point 1.2"), "{page:?}");
        assert_eq!(page.tables.unwrap()[0]["point"], "1.2");
        assert_eq!(
            decision_table(&document(), Some("1.1")).unwrap_err(),
            "le point `1.1` n’a pas de barème\u{a0}: l’auditeur le cote"
        );
        let unknown = decision_table(&document(), Some("1.3")).unwrap_err();
        assert!(unknown.starts_with("la grille n’a pas de point `1.3`"), "{unknown}");
        let broken = Document::new("essai.grille", 1, GRID.replace("barème", "bareme"));
        assert!(decision_table(&broken, None).unwrap_err().contains("corrigez"));
    }

    #[test]
    fn versions_are_compared() {
        let other = Document::new("essai.grille", 1, GRID.replace("objectif = 85 %", "objectif = 90 %"));
        let page = compare(&document(), &other).unwrap();
        assert_eq!(page.title, "Comparaison\u{a0}: essai@2 publiée et d’aujourd’hui");
        assert!(page.text.contains("objectif") && page.text.contains("de fond"), "{}", page.text);
        let broken = Document::new("essai.grille", 1, GRID.replace("barème", "bareme"));
        assert!(compare(&document(), &broken).unwrap_err().contains("corrigez"));
    }

    #[test]
    fn an_audit_is_explained() {
        let page = explain(&document(), "a.ndjson", AUDIT.as_bytes(), Some("a"), Some("1.2")).unwrap();
        assert!(page.text.contains("taux_décroché"), "{}", page.text);
        let two = format!("{AUDIT}\n{}", AUDIT.replace("\"a\"", "\"b\"").replace("90", "900"));
        let page = explain(&document(), "a.ndjson", two.as_bytes(), None, None).unwrap();
        assert!(page.text.contains("Refusé"), "{}", page.text);
        let none = explain(&document(), "a.ndjson", AUDIT.as_bytes(), Some("c"), None).unwrap_err();
        assert_eq!(none, "aucun audit `c` dans `a.ndjson`");
        assert!(explain(&document(), "a.ndjson", b"", None, None).unwrap_err().contains("ne contient aucun audit"));
    }

    #[test]
    fn a_file_of_audits_says_its_grid() {
        assert_eq!(cited_grid(AUDIT).as_deref(), Some("essai@2"));
        assert_eq!(cited_grid(&format!("[\n{AUDIT}\n]")).as_deref(), Some("essai@2"));
        assert_eq!(cited_grid("{\"audit\":\"a\"}"), None);
        assert_eq!(cited_grid("pas du JSON"), None);
    }

    #[test]
    fn the_check_is_a_report() {
        let document = Document::new("essai.grille", 1, GRID.replace("barème", "bareme"));
        let page = check(&document, document.diagnostics());
        assert!(page.text.contains("écrire `barème`") && page.text.contains("1 erreur"), "{}", page.text);
    }
}
