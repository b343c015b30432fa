//! Lowering: from the tree to the model. Names, types, values and places are resolved here, and each mistake is said once,
//! at the word that makes it.
//!
//! Whatever cannot be resolved is left out, so that a grid with errors still has a model. What could not even be read
//! (`Broken` in the tree) has its diagnostic already: it is passed over in silence, and so is what depends on it.

mod comparison;
mod condition;
mod constant;
mod decision;
mod definition;
mod element;
mod graph;
mod header;
mod input;
mod lineage;
mod membership;
mod names;
mod need;
mod parameter;
mod place;
mod point;
mod reader;
mod result;
mod scale;
mod section;
mod types;
mod wording;

use std::collections::{HashMap, HashSet};

use super::{Common, Domain, Grid, Group, GroupId, ScaleId};
use crate::diagnostic::{Diagnostic, Problem, Span};
use crate::syntax::tree::{Aggregation, File, Item, ItemKind, Operand};
use names::Names;
pub use names::is_reserved;
pub use place::{Clause, clause_of, clauses};
pub use reader::{GivenElements, GivenRating, Reader};
pub use result::{FUNCTIONS, Function};
use wording::Checklist;

/// A parameter's value given from outside (`--set`), in the language's literals.
#[derive(Debug, Clone)]
pub struct Override {
    /// The parameter's name, in NFC.
    pub parameter: String,
    /// Its value.
    pub value: Operand,
    /// What it is given by, as whoever gives it calls that: `--set`, `--set-new`.
    pub flag: &'static str,
}

/// What lowering gives: a model, and what is wrong with the grid. The model stands for the whole grid only if there is no
/// error.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// What could be resolved.
    pub grid: Grid,
    /// In no particular order; paths are not filled.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lowers a grid, its parameters at their effective values. Never fails.
pub fn lower(file: &File, overrides: &[Override]) -> Lowered {
    let Lowering { grid, diagnostics, .. } = lowering(file, overrides);
    Lowered { grid, diagnostics }
}

/// The whole of a grid lowered, the names it declares still at hand.
fn lowering<'a>(file: &'a File, overrides: &[Override]) -> Lowering<'a> {
    let mut lowering = Lowering::new(file);
    lowering.header();
    lowering.plan();
    lowering.types();
    lowering.scales();
    lowering.inputs();
    lowering.parameters(overrides);
    lowering.declare_definitions();
    lowering.declare_decisions();
    lowering.conditions_of_declarations();
    lowering.checklists();
    lowering.sections();
    lowering.decisions();
    lowering.lineage();
    lowering
}

/// The work in progress.
struct Lowering<'a> {
    file: &'a File,
    grid: Grid,
    diagnostics: Vec<Diagnostic>,
    /// Names of conditions: inputs, parameters, definitions, decisions.
    names: Names,
    /// Declared types; `None` where the type could not be resolved.
    types: HashMap<&'a str, Option<Domain>>,
    /// The types of parameters that declare one, by index of parameter.
    parameter_types: HashMap<usize, Domain>,
    /// The scale of points that name none; `None` if there is none or it is in doubt.
    default_scale: Option<ScaleId>,
    /// True once it was said that points lack a scale.
    scale_lacking: bool,
    checklists: HashMap<&'a str, Checklist>,
    /// Where each id was first used, for points and for groups.
    point_ids: HashMap<String, Span>,
    group_ids: HashMap<String, Span>,
    /// True if some clause at the top of the file could not be read: what seems missing may stand in it.
    unreadable: bool,
    /// True if the plan is missing and was guessed from the sections.
    plan_guessed: bool,
    /// Words of sections the plan does not have, already spoken of.
    unknown_words: HashSet<&'a str>,
}

impl<'a> Lowering<'a> {
    fn new(file: &'a File) -> Self {
        Self {
            file,
            grid: empty_grid(),
            diagnostics: Vec::new(),
            names: Names::default(),
            types: HashMap::new(),
            parameter_types: HashMap::new(),
            default_scale: None,
            scale_lacking: false,
            checklists: HashMap::new(),
            point_ids: HashMap::new(),
            group_ids: HashMap::new(),
            unreadable: file.items.iter().any(|item| matches!(item.kind, ItemKind::Broken)),
            plan_guessed: false,
            unknown_words: HashSet::new(),
        }
    }

    /// Says that something is wrong.
    fn report(&mut self, problem: impl Into<Problem>, span: Span) {
        self.diagnostics.push(Diagnostic::new(problem, span));
    }

    /// The clauses at the top of the file, borrowed for as long as the file: the lowering itself stays free to change.
    fn items(&self) -> &'a [Item] {
        &self.file.items
    }
}

/// The model of an empty file.
fn empty_grid() -> Grid {
    let root = Group {
        word: String::new(),
        rank: 0,
        id: None,
        key: String::new(),
        title: String::new(),
        parent: None,
        children: Vec::new(),
        aggregation: Aggregation::WeightedSum,
        common: Common::default(),
    };
    Grid { groups: vec![root], ..Grid::default() }
}

/// The group of the grid itself.
const ROOT: GroupId = GroupId::ROOT;
