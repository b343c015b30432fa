//! What the columns of a wide file stand for under a grid.

use crate::audit::draft;
use crate::audit::given::nfc;
use crate::audit::refusal::{Refusal, RefusalKind};
use crate::audit::section::Section;
use crate::audit::vocabulary::Vocabulary;
use crate::grid::{InputId, PointId};

/// A column.
#[derive(Debug, Clone)]
pub(in crate::audit) struct Column {
    /// Its name, in NFC.
    pub(in crate::audit) name: String,
    /// What it stands for.
    pub(in crate::audit) role: Role,
    /// The columns before it that stand for the same.
    pub(in crate::audit) repeats: Vec<usize>,
}

/// What a column stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::audit) enum Role {
    /// The identifier of the audit.
    Identifier,
    /// The grid the audit cites.
    Citation,
    /// The value of an input.
    Input(InputId),
    /// The rating of a point.
    Rating(PointId),
    /// The elements recorded for a point.
    Elements(PointId),
    /// The reason why a point is set aside.
    SetAside(PointId),
    /// A key that has no place here: what is wrong with it.
    Misplaced(RefusalKind),
    /// The auditor's own.
    Own,
}

impl Column {
    /// Its refusal.
    pub(in crate::audit) fn refused(&self, kind: RefusalKind) -> Refusal {
        Refusal::new(self.name.as_str(), kind)
    }
}

/// The columns of a file, by their names.
pub(in crate::audit) fn columns<'a>(names: &Vocabulary, header: impl Iterator<Item = &'a str>) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for name in header {
        let name = nfc(name).into_owned();
        let role = role(names, &name);
        let same = |column: &Column| match role {
            Role::Own => false,
            // Names that are wrong are only the same if they are written the same.
            Role::Misplaced(_) => column.name == name,
            _ => column.role == role,
        };
        let repeats = (0..columns.len()).filter(|at| same(&columns[*at])).collect();
        columns.push(Column { name, role, repeats });
    }
    columns
}

/// True if a grid may have something to say of a column of this name; the others are the auditor's own.
pub(in crate::audit) fn concerns_grid(name: &str) -> bool {
    let name = nfc(name);
    let word = name.split_once('.').map_or(&*name, |(word, _)| word);
    matches!(&*name, "audit" | "grille") || Section::of_word(word).or_else(|| Section::nearly(word)).is_some()
}

fn role(names: &Vocabulary, name: &str) -> Role {
    match (name, name.split_once('.')) {
        ("audit", _) => Role::Identifier,
        ("grille", _) => Role::Citation,
        (_, Some((word, key))) => match Section::of_word(word) {
            Some(section) => keyed(names, section, key).unwrap_or_else(Role::Misplaced),
            None => Section::nearly(word).map_or(Role::Own, |section| misspelt(&section.dotted(key))),
        },
        (word, None) => match Section::of_word(word) {
            Some(section) => Role::Misplaced(RefusalKind::WrongKind {
                expected: "une colonne par clé".to_owned(),
                found: "une seule pour toutes".to_owned(),
                remedy: Some(format!("on nomme par exemple `{}`", section.dotted(&some_key(names, section)))),
            }),
            None => Section::nearly(word).map_or(Role::Own, |section| misspelt(section.word())),
        },
    }
}

fn keyed(names: &Vocabulary, section: Section, key: &str) -> Result<Role, RefusalKind> {
    Ok(match section {
        Section::Inputs(section) => Role::Input(draft::input(names, section, key)?),
        Section::Ratings => Role::Rating(draft::point(names, key)?),
        Section::Elements => Role::Elements(draft::point(names, key)?),
        Section::SetAside => Role::SetAside(draft::point(names, key)?),
    })
}

fn misspelt(meant: &str) -> Role {
    Role::Misplaced(RefusalKind::UnknownKey {
        what: "cette clé n’est pas connue".to_owned(),
        remedy: Some(format!("vouliez-vous dire `{meant}` ?")),
    })
}

/// A key of a block, to show how columns are named.
fn some_key(names: &Vocabulary, section: Section) -> String {
    let grid = names.grid;
    let first = match section {
        Section::Inputs(section) => {
            grid.inputs.iter().find(|input| input.section == section).map(|input| input.name.clone())
        }
        Section::Ratings | Section::Elements | Section::SetAside => grid.points.first().map(|point| point.id.clone()),
    };
    first.unwrap_or_else(|| "clé".to_owned())
}
