//! `grille explain`: why an audit came to what it did.

use std::io::{self, Write};
use std::path::PathBuf;

use grille::audit::{Reader, Refused, Vocabulary};
use grille::batch::Rejected;
use grille::diagnostic::nearest_id;
use grille::score::reference::Evaluator;
use grille::score::{explain_audit, explain_point};

use super::archive::{Archives, AuditFormat};
use super::grid::load;
use super::terminal::tell;
use super::{Done, Failure, Overrides};

/// Explique les résultats : la clause de la grille qui décide, avec les valeurs de l’audit
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille explain sp_plus.grille audits.ndjson --audit 2023-0412 --point 6.2")]
pub(super) struct Arguments {
    /// La grille
    #[arg(value_name = "GRILLE")]
    grid: PathBuf,
    /// Fichiers d’audits (.json, .ndjson, .jsonl, .csv, .parquet, et les textes en .gz ou .zst) ; `-` : l’entrée standard
    #[arg(value_name = "AUDITS", required = true)]
    audits: Vec<PathBuf>,
    /// N’explique que cet audit [défaut : tous]
    #[arg(long, value_name = "IDENTIFIANT")]
    audit: Option<String>,
    /// N’explique que ce point [défaut : l’audit entier]
    #[arg(long, value_name = "POINT")]
    point: Option<String>,
    /// Format des audits : json, ndjson, csv ou parquet [défaut : d’après la fin du nom]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    input_format: Option<AuditFormat>,
    #[command(flatten)]
    overrides: Overrides,
}

/// Prints the explanations, in the order of the archives; refused audits are told on standard error.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let analysis = load(&arguments.grid, &arguments.overrides)?;
    let (source, grid) = (&analysis.source, &analysis.grid);
    let point = arguments.point.as_deref().map(|id| {
        grid.point_named(id).ok_or_else(|| {
            let near = nearest_id(id, grid.points.iter().map(|point| point.id.as_str()));
            let remedy = near.map(|near| format!(" ; vouliez-vous dire `{near}` ?")).unwrap_or_default();
            Failure::Because(format!("la grille n’a pas de point `{id}`{remedy}"))
        })
    });
    let point = point.transpose()?;
    let names = Vocabulary::new(grid);
    let evaluator = Evaluator::new(grid);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut done = Done::Well;
    let mut explained = 0_usize;
    let mut archives = Archives::open(&arguments.audits, arguments.input_format)?;
    let mut reader = Reader::new(&names);
    while let Some(mut cut) = archives.cut(None)? {
        for mut entry in cut.open()?.entries() {
            let scored = reader.read(&mut entry).and_then(|slots| {
                let audit = slots.to_audit(grid);
                let outcome = evaluator.score(&audit).map_err(|refusal| Refused::new(Some(audit.id.clone()), refusal));
                outcome.map(|outcome| (audit, outcome))
            });
            let id = match &scored {
                Ok((audit, _)) => Some(&audit.id),
                Err(refused) => refused.audit.as_ref(),
            };
            if arguments.audit.is_some() && arguments.audit.as_ref() != id {
                continue;
            }
            match scored {
                Ok((audit, outcome)) => {
                    if explained > 0 {
                        writeln!(out)?;
                    }
                    let text = match point {
                        Some(point) => explain_point(source, grid, &audit, &outcome, point),
                        None => explain_audit(source, grid, &audit, &outcome),
                    };
                    writeln!(out, "{}", text.trim_end())?;
                }
                Err(refused) => {
                    tell(&format!("refusé : {}", Rejected::new(&entry, refused).told()));
                    done = Done::ToLookAt;
                }
            }
            explained += 1;
        }
    }
    out.flush()?;
    match &arguments.audit {
        Some(id) if explained == 0 => Err(Failure::Because(format!("aucun audit `{id}` dans ces fichiers"))),
        _ => Ok(done),
    }
}
