//! What stands in the way of a release.

use super::{Material, lineage_errors};
use crate::diagnostic::{Grading, Problem, Reach};

/// A reason not to release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The grid has errors.
    Errors(usize),
    /// Something of the grid is `non vérifié`: what, in a sentence.
    Unverified(String),
    /// The version it replaces was not found, or has errors.
    NoReplaced(String),
    /// Something is wrong with what becomes of the points of the version replaced.
    Lineage(usize),
    /// A file of cases has errors, or cases fail: the file, and how many.
    Cases {
        /// The file.
        file: String,
        /// How many cases fail; 0 if the file itself is at fault.
        failed: usize,
    },
    /// A reference audit is refused.
    Refused {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// Why.
        reason: String,
    },
    /// How much the version changes could not be proved.
    ClassUnproved,
}

impl Obstacle {
    /// What it says, in French: one sentence with its remedy.
    pub fn message(&self) -> String {
        let text = match self {
            Self::Errors(count) => {
                let plural = if *count > 1 { "s" } else { "" };
                format!("la grille a {count} erreur{plural} : `grille check` les montre")
            }
            Self::Unverified(what) => {
                format!("ce qui n’est pas vérifié ne se publie pas : {what} ; simplifiez la clause, ou découpez-la")
            }
            Self::NoReplaced(version) => {
                format!("la version remplacée, « {version} », n’est pas à côté de la grille, ou elle a des erreurs")
            }
            Self::Lineage(count) => {
                let plural = if *count > 1 { "s" } else { "" };
                format!(
                    "{count} erreur{plural} sur ce que deviennent les points de la version remplacée : `grille check` les montre"
                )
            }
            Self::Cases { file, failed: 0 } => format!("`{file}` a des erreurs : `grille test` les montre"),
            Self::Cases { file, failed: 1 } => format!("un cas de `{file}` échoue : `grille test` dit pourquoi"),
            Self::Cases { file, failed } => {
                format!("{failed} cas de `{file}` échouent : `grille test` dit pourquoi")
            }
            Self::Refused { file, line, reason } => {
                format!("l’audit de référence de `{file}`, ligne {line}, est refusé : {reason}")
            }
            Self::ClassUnproved => {
                "ce que la version change n’a pas pu être démontré : `grille diff` dit ce qui manque".to_owned()
            }
        };
        text.replace(" :", "\u{a0}:").replace(" ;", "\u{a0};").replace("« ", "«\u{a0}").replace(" »", "\u{a0}»")
    }
}

/// What stands in the way in the grid, its lineage and its cases.
pub(super) fn of_grid(material: &Material<'_>) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let errors = material.grid.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    if errors > 0 {
        return vec![Obstacle::Errors(errors)];
    }
    for diagnostic in &material.grid.diagnostics {
        if let Problem::Grading(Grading::NotVerified { .. }) | Problem::Reach(Reach::NotVerified { .. }) =
            diagnostic.problem
        {
            found.push(Obstacle::Unverified(diagnostic.problem.message()));
        }
    }
    if let Some(version) = &material.grid.grid.replaces {
        match material.replaced.filter(|old| !old.has_errors()) {
            None => found.push(Obstacle::NoReplaced(version.clone())),
            Some(old) => {
                let errors = lineage_errors(old, material.grid);
                found.extend((errors > 0).then_some(Obstacle::Lineage(errors)));
            }
        }
    }
    for report in material.cases.iter().filter(|report| !report.passes()) {
        found.push(Obstacle::Cases { file: report.source.name().to_owned(), failed: report.failed() });
    }
    found
}
