//! The commands of the server, and those it leaves to the editor.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::ls_types::{ExecuteCommandParams, Uri};

use super::session::{Placed, Session, Task};
use crate::cases;
use crate::commands::{self, Page};

/// Checks a document again: `{ "uri": … }`; the report.
pub(super) const CHECK: &str = "grille.server.check";
/// The decision table of a point, or of all: `{ "uri": …, "point"?: … }`.
pub(super) const TABLE: &str = "grille.server.table";
/// Why audits came to what they did: `{ "audits": …, "uri"?: …, "audit"?: …, "point"?: … }`; without `uri`, the grid the
/// audits cite is looked for.
pub(super) const EXPLAIN: &str = "grille.server.explain";

/// Runs a case, or all of a file: `{ "uri": …, "cas"?: … }`; the title of the case.
pub(super) const RUN_CASE: &str = "grille.server.runCase";
/// Compares a grid with its own version as it was published, else with the version it replaces: `{ "uri": … }`; the text is Markdown.
pub(super) const COMPARE: &str = "grille.server.compare";

/// Every command of the server. Each takes one object and returns `{ "titre": …, "texte": … }`, a table also `"tables"`; with `"montrer": true` the page
/// is also shown as a message, for editors that have nothing better.
pub(super) const ALL: [&str; 5] = [CHECK, TABLE, EXPLAIN, RUN_CASE, COMPARE];

/// Left to the editor: shows places, given a document, a position and locations.
pub(super) const SHOW_REFERENCES: &str = "grille.showReferences";
/// Left to the editor: shows a decision table, given a document and a point.
pub(super) const SHOW_TABLE: &str = "grille.showTable";
/// Left to the editor: shows what a case came to, given a document and the title of the case.
pub(super) const SHOW_CASE: &str = "grille.runCase";
/// Left to the editor: shows what changed from the published version, given a document.
pub(super) const SHOW_COMPARISON: &str = "grille.compareVersions";

/// What commands are given.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Arguments {
    uri: Option<Uri>,
    point: Option<String>,
    audits: Option<Uri>,
    audit: Option<String>,
    #[serde(rename = "cas")]
    case: Option<String>,
    #[serde(rename = "montrer")]
    show: bool,
}

/// Runs a command. The error says why it could not be.
pub(super) fn run(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Value, String> {
    let given = params.arguments.into_iter().next().unwrap_or(Value::Null);
    let arguments = if given.is_null() {
        Arguments::default()
    } else {
        Arguments::deserialize(given).map_err(|error| format!("arguments de la commande illisibles\u{a0}: {error}"))?
    };
    let page = match params.command.as_str() {
        CHECK => check(session, &arguments),
        TABLE => {
            let (_, document) = grid(session, &arguments)?;
            commands::decision_table(&document, arguments.point.as_deref())
        }
        EXPLAIN => explain(session, &arguments),
        RUN_CASE => {
            let (uri, document) = grid(session, &arguments)?;
            if !document.holds_cases() {
                return Err(format!("`{}` n’est pas un fichier de cas (`.cas`)", document.name()));
            }
            cases::run(&document, &session.grids_for_cases(&uri), arguments.case.as_deref())
        }
        COMPARE => {
            let (uri, document) = grid(session, &arguments)?;
            let published = session.published(&uri, &document).ok_or_else(|| {
                format!("rien à quoi comparer `{}`\u{a0}: elle n’est pas publiée, et la version qu’elle remplace n’est pas là", document.name())
            })?;
            commands::compare(&published, &document)
        }
        other => Err(format!("la commande `{other}` n’existe pas")),
    }?;
    if arguments.show {
        session.ask(Task::Say(page.text.clone()));
    }
    serde_json::to_value(page).map_err(|error| error.to_string())
}

/// The grid a command is about.
fn grid(session: &Session, arguments: &Arguments) -> Result<Placed, String> {
    let uri = arguments.uri.clone().ok_or("la commande ne dit pas de quelle grille il s’agit (`uri`)")?;
    let document = session.open_or_saved(&uri).ok_or_else(|| format!("`{}` ne peut pas être lu", uri.as_str()))?;
    Ok((uri, document))
}

fn check(session: &Session, arguments: &Arguments) -> Result<Page, String> {
    let (uri, document) = grid(session, arguments)?;
    let diagnostics = session.diagnostics(&uri, &document);
    session.ask(Task::Check(uri));
    Ok(commands::check(&document, &diagnostics))
}

fn explain(session: &Session, arguments: &Arguments) -> Result<Page, String> {
    let audits = arguments.audits.as_ref().ok_or("la commande ne dit pas où sont les audits (`audits`)")?;
    let given = session.open_or_saved(audits).ok_or_else(|| format!("`{}` ne peut pas être lu", audits.as_str()))?;
    let document = match &arguments.uri {
        Some(_) => grid(session, arguments)?.1,
        None => cited(session, audits, given.text())?,
    };
    let (audit, point) = (arguments.audit.as_deref(), arguments.point.as_deref());
    commands::explain(&document, given.name(), given.text().as_bytes(), audit, point)
}

/// The grid some audits were made with: the one they cite, else the only one there is beside them or in the folder above.
fn cited(session: &Session, audits: &Uri, text: &str) -> Result<Arc<crate::document::Document>, String> {
    let mut grids = session.grids_beside(audits);
    grids.extend(session.all_grids());
    if let Some(above) =
        super::session::path(audits).as_deref().and_then(|path| path.parent()).and_then(Uri::from_file_path)
    {
        grids.extend(session.grids_beside(&above));
    }
    grids.retain(|(uri, _)| uri.as_str().ends_with(".grille"));
    let mut found = std::collections::HashSet::new();
    grids.retain(|(uri, _)| found.insert(uri.clone()));
    let cited = commands::cited_grid(text);
    let Some(citation) = cited else {
        return match grids.as_slice() {
            [(_, only)] => Ok(Arc::clone(only)),
            _ => Err("ces audits ne disent pas leur grille (`\"grille\"`)\u{a0}: ouvrez-la et lancez la commande depuis elle".to_owned()),
        };
    };
    let grid = grids.into_iter().find(|(_, document)| document.analysis().grid.citation() == citation);
    grid.map(|(_, document)| document)
        .ok_or_else(|| format!("la grille `{citation}` n’est pas dans les dossiers ouverts"))
}
