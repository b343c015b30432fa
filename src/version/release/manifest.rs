//! The manifest of a release: what it is, and the fingerprint of each of its files.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::{FORM, Material};
use crate::check::Analysis;
use crate::diagnostic::{Diagnostic, Succession};
use crate::grid::{digest, fingerprint, text_fingerprint};
use crate::syntax::tree::ItemKind;

/// What a release states of itself and nobody can compute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The date, as ISO 8601 writes it: `2023-10-12`.
    pub date: String,
    /// The tool and its version: `grille 0.1.0`.
    pub tool: String,
}

/// What the manifest of a release states; none if it is no manifest.
pub fn stated(manifest: &str) -> Option<Stated> {
    let manifest: Json = serde_json::from_str(manifest).ok()?;
    let text = |key: &str| manifest.get(key)?.as_str().map(str::to_owned);
    Some(Stated { date: text("date")?, tool: text("outil")? })
}

/// Says of a grid that it is no longer what its manifest says was released. Nothing if that is another version, which is released
/// elsewhere or not yet.
pub fn edited(grid: &Analysis, manifest: &str) -> Option<Diagnostic> {
    let manifest: Json = serde_json::from_str(manifest).ok()?;
    let says = |key: &str| manifest.get(key).and_then(Json::as_str).unwrap_or_default();
    if grid.has_errors() || says("grille") != grid.grid.name || says("version") != grid.grid.version {
        return None;
    }
    let meaning = says("empreinte") != fingerprint(&grid.grid);
    let text = says("empreinte_texte") != text_fingerprint(grid.source.text(), &grid.file);
    if !meaning && !text {
        return None;
    }
    let header = grid.file.items.iter().find(|item| matches!(item.kind, ItemKind::Header(_)));
    let problem = Succession::Edited { version: grid.grid.version.clone(), date: says("date").to_owned(), meaning };
    Some(Diagnostic::new(problem, header.map(|header| header.span).unwrap_or_default()))
}

/// The manifest of a release with these other files.
pub(super) fn manifest(
    material: &Material<'_>,
    class: Option<&'static str>,
    files: &BTreeMap<&'static str, String>,
) -> Json {
    let grid = &material.grid.grid;
    let mut manifest = Map::new();
    let mut put = |key: &str, value: Json| _ = manifest.insert(key.to_owned(), value);
    put("forme", FORM.into());
    put("grille", grid.name.as_str().into());
    put("version", grid.version.as_str().into());
    if let Some(title) = &grid.title {
        put("titre", title.as_str().into());
    }
    put("date", material.stated.date.as_str().into());
    put("outil", material.stated.tool.as_str().into());
    put("empreinte", fingerprint(grid).into());
    put("empreinte_texte", text_fingerprint(material.grid.source.text(), &material.grid.file).into());
    if let Some(old) = material.replaced {
        let mut replaced = json!({
            "version": old.grid.version,
            "empreinte": fingerprint(&old.grid),
            "empreinte_texte": text_fingerprint(old.source.text(), &old.file),
        });
        if let Some(class) = class {
            replaced["classe"] = class.into();
        }
        put("remplace", replaced);
    }
    put("points", grid.points.len().into());
    let cases = material.cases.iter().map(|report| {
        json!({ "fichier": file_name(report.source.name()), "joués": report.ran.len(), "sha256": digest(report.source.text().as_bytes()) })
    });
    put("cas", cases.collect());
    let audits =
        material.audits.iter().map(|audits| json!({ "fichier": audits.name, "sha256": digest(&audits.bytes) }));
    put("audits", audits.collect());
    let files = files.iter().map(|(name, content)| ((*name).to_owned(), digest(content.as_bytes()).into()));
    put("fichiers", Json::Object(files.collect()));
    Json::Object(manifest)
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
