//! The model of a grid: what the clauses mean once names and types are resolved.
//!
//! Everything refers to everything else by index ([`InputId`], [`PointId`]…), in the order of declaration. A grid with
//! errors still has a model, made of what could be resolved, for the editor to live on.

mod condition;
mod decision;
pub mod export;
mod fingerprint;
pub mod index;
mod input;
mod lower;
pub mod made;
mod point;
mod scale;
mod section;
mod truth;
pub mod wording;
mod written;

pub use condition::{Atom, Bound, Constraint, Definition, Formula, Parameter, ParameterValue, Test};
pub use decision::{Aggregate, Decision, DecisionKind, DecisionLine, ResultAtom};
pub use fingerprint::{digest, fingerprint, text_fingerprint};
pub use input::{Choice, Domain, Input, NumberKind, Value};
pub use lower::{
    Clause, FUNCTIONS, Function, GivenElements, GivenRating, Lowered, Override, Reader, clause_of, clauses,
    is_reserved, lower,
};
pub use point::{
    Element, GradeLine, GradedScale, Need, NeedPart, Point, Rating, Requirement, Substitute, Support, Waiver,
};
pub use scale::{Level, Scale, ScaleKind};
pub use section::{Applicability, Child, Common, Group, OptIn, Prose, Weight};
pub use truth::Truth;

pub use crate::syntax::tree::{Aggregation, Comparison, InputSection, Merge, ProseKind, TimeUnit};

use crate::diagnostic::Span;

/// Declares index types over the arenas of [`Grid`].
macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident),* $(,)?) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub usize);)*
    };
}
ids! {
    /// An input, in [`Grid::inputs`].
    InputId,
    /// A parameter, in [`Grid::parameters`].
    ParameterId,
    /// A definition, in [`Grid::definitions`].
    DefinitionId,
    /// A scale, in [`Grid::scales`].
    ScaleId,
    /// A group, in [`Grid::groups`]; the grid itself is group 0.
    GroupId,
    /// A point, in [`Grid::points`].
    PointId,
    /// A decision, in [`Grid::decisions`].
    DecisionId,
}

impl GroupId {
    /// The grid itself, seen as the outermost group.
    pub const ROOT: Self = Self(0);
}

/// One grid version. The default one has nothing, not even the group that is the grid itself.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    /// Its name (`sp_plus`); empty when the header is missing (an error).
    pub name: String,
    /// Its version (`2023`).
    pub version: String,
    /// `titre`
    pub title: Option<String>,
    /// The version it replaces.
    pub replaces: Option<String>,
    /// The words of the plan, outermost rank first, each with its alternatives; the last rank names the points.
    pub plan: Vec<Vec<String>>,
    /// Scales in order of declaration.
    pub scales: Vec<Scale>,
    /// Inputs in order of declaration, both blocks together (one namespace).
    pub inputs: Vec<Input>,
    /// Parameters at their effective value.
    pub parameters: Vec<Parameter>,
    /// Definitions.
    pub definitions: Vec<Definition>,
    /// Constraints.
    pub constraints: Vec<Constraint>,
    /// Shared checklists: name and plain text.
    pub checklists: Vec<(String, String)>,
    /// Groups; the first is the grid itself. A parent stands before its children.
    pub groups: Vec<Group>,
    /// Points in the order written.
    pub points: Vec<Point>,
    /// Decisions in order of declaration.
    pub decisions: Vec<Decision>,
    /// Points of the replaced version that are gone: id, reason, points that cover it now.
    pub retired: Vec<Retired>,
}

/// A point of the replaced version that this one gives up.
#[derive(Debug, Clone)]
pub struct Retired {
    /// The old id.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Ids of the points that cover it now.
    pub covered_by: Vec<String>,
    /// The entry.
    pub span: Span,
}

impl Grid {
    /// The name and version as audits cite them: `sp_plus@2023`.
    pub fn citation(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }

    /// An input.
    pub fn input(&self, id: InputId) -> &Input {
        &self.inputs[id.0]
    }

    /// A point.
    pub fn point(&self, id: PointId) -> &Point {
        &self.points[id.0]
    }

    /// A group.
    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0]
    }

    /// A scale.
    pub fn scale(&self, id: ScaleId) -> &Scale {
        &self.scales[id.0]
    }

    /// The point of an id.
    pub fn point_named(&self, id: &str) -> Option<PointId> {
        self.points.iter().position(|point| point.id == id).map(PointId)
    }

    /// The input of a name.
    pub fn input_named(&self, name: &str) -> Option<InputId> {
        self.inputs.iter().position(|input| input.name == name).map(InputId)
    }

    /// The groups a group lies in, itself first, the grid last.
    pub fn ancestors(&self, group: GroupId) -> impl Iterator<Item = GroupId> + '_ {
        std::iter::successors(Some(group), |group| self.group(*group).parent)
    }

    /// The groups a group lies in, outermost first: the grid, then down to itself.
    pub fn enclosing(&self, group: GroupId) -> Vec<GroupId> {
        let mut groups: Vec<_> = self.ancestors(group).collect();
        groups.reverse();
        groups
    }

    /// The clauses of a section.
    pub fn common(&self, section: Child) -> &Common {
        match section {
            Child::Group(group) => &self.group(group).common,
            Child::Point(point) => &self.point(point).common,
        }
    }

    /// The sections whose clauses bear on a point: the grid, the groups around it from the outside in, then itself.
    pub fn sections(&self, point: PointId) -> impl Iterator<Item = &Common> {
        let groups = self.enclosing(self.point(point).group).into_iter().map(|group| &self.group(group).common);
        groups.chain(std::iter::once(&self.point(point).common))
    }

    /// The headings down to a group, outermost first, the grid itself left out: `engagement 6`, `Déploiement…`.
    pub fn path(&self, group: GroupId) -> Vec<&Group> {
        let mut path: Vec<_> =
            self.ancestors(group).filter(|id| *id != GroupId::ROOT).map(|id| self.group(id)).collect();
        path.reverse();
        path
    }
}
