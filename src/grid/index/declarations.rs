//! The names declared at the top of a file, and what their declarations use.

use super::{Reader, SymbolId, SymbolKind};
use crate::diagnostic::Span;
use crate::syntax::tree::{
    Item, ItemKind, Marker, OptionDeclaration, Piece, ScaleDeclaration, Text, TypeExpression, TypeKind,
};

impl<'a> Reader<'a> {
    /// Every declaration of the file, points and groups apart.
    pub(super) fn declarations(&mut self, items: &'a [Item]) {
        for item in items {
            match &item.kind {
                ItemKind::Plan(ranks) => {
                    for word in ranks.iter().flatten() {
                        self.declare(SymbolKind::Rank, word, word.span);
                    }
                    self.tables.point_words =
                        ranks.last().into_iter().flatten().map(|word| word.text.as_str()).collect();
                }
                ItemKind::Scale(declaration) => self.scale(declaration, item.span),
                ItemKind::Type(declaration) => {
                    let id = self.declare(SymbolKind::Type, &declaration.name, item.span);
                    self.options(id, &declaration.definition);
                }
                ItemKind::Inputs(block) => {
                    for input in &block.inputs {
                        let id = self.declare(SymbolKind::Input, &input.name, input.span);
                        self.former(input.resumes.as_ref(), SymbolKind::Input, Some(id));
                        self.options(id, &input.ty);
                    }
                }
                ItemKind::Parameter(declaration) => {
                    let id = self.declare(SymbolKind::Parameter, &declaration.name, item.span);
                    if let Some(ty) = &declaration.ty {
                        self.options(id, ty);
                    }
                }
                ItemKind::Definition(declaration) => {
                    self.declare(SymbolKind::Definition, &declaration.name, item.span);
                }
                ItemKind::Checklist(declaration) => {
                    self.declare(SymbolKind::Checklist, &declaration.name, item.span);
                }
                ItemKind::Decision(declaration) => {
                    let id = self.declare(SymbolKind::Decision, &declaration.name, item.span);
                    for line in &declaration.lines {
                        self.declare_part(SymbolKind::DecisionLevel, id, &line.level, line.span);
                    }
                }
                _ => {}
            }
        }
        // A marker in a list names an element of it, unless it names another list.
        for item in items {
            if let ItemKind::Checklist(declaration) = &item.kind
                && let Some(id) = self.tables.checklists.get(declaration.name.text.as_str()).copied()
            {
                for marker in markers(&declaration.text) {
                    match self.tables.checklists.get(marker.name.text.as_str()).copied() {
                        Some(list) => {
                            self.uses(marker.name.span, Some(list));
                            self.tables.includes.entry(id).or_default().push(list);
                        }
                        None => {
                            self.declare_part(SymbolKind::Element, id, &marker.name, marker.span);
                        }
                    }
                }
            }
        }
        // A lone scale needs no `par défaut`.
        let mut scales = self.tables.scales.values().copied();
        if let (None, Some(only), None) = (self.tables.default_scale, scales.next(), scales.next()) {
            self.tables.default_scale = Some(only);
        }
    }

    fn scale(&mut self, declaration: &'a ScaleDeclaration, whole: Span) {
        let id = self.declare(SymbolKind::Scale, &declaration.name, whole);
        if declaration.by_default && self.tables.default_scale.is_none() {
            self.tables.default_scale = Some(id);
        }
        for level in &declaration.levels {
            let part = self.declare_part(SymbolKind::Level, id, &level.name, level.span);
            self.former(level.resumes.as_ref(), SymbolKind::Level, Some(part));
        }
    }

    /// The options a type lists.
    fn options(&mut self, owner: SymbolId, ty: &'a TypeExpression) {
        if let TypeKind::Choice(options) | TypeKind::OrderedChoice(options) | TypeKind::Set(options) = &ty.kind {
            self.tables.options.insert(owner, owner);
            for OptionDeclaration { name, label, resumes } in options {
                let whole = label.as_ref().map_or(name.span, |label| name.span.to(label.span));
                let part = self.declare_part(SymbolKind::Choice, owner, name, whole);
                self.former(resumes.as_ref(), SymbolKind::Choice, Some(part));
            }
        }
    }

    /// What declarations use: types, conditions, values.
    pub(super) fn uses_of_declarations(&mut self, items: &'a [Item]) {
        // Types first: whose options are meant depends on them, however far they lead.
        for item in items {
            if let ItemKind::Type(declaration) = &item.kind {
                let id = self.tables.types.get(declaration.name.text.as_str()).copied();
                self.type_of(id, &declaration.definition);
            }
        }
        for item in items {
            match &item.kind {
                ItemKind::Inputs(block) => {
                    for input in &block.inputs {
                        self.type_of(self.named(&input.name.text), &input.ty);
                    }
                }
                ItemKind::Parameter(declaration) => {
                    let id = self.named(&declaration.name.text);
                    if let Some(ty) = &declaration.ty {
                        self.type_of(id, ty);
                    }
                }
                _ => {}
            }
        }
        for item in items {
            match &item.kind {
                ItemKind::Inputs(block) => {
                    for condition in block.inputs.iter().filter_map(|input| input.exists_if.as_ref()) {
                        self.condition(condition);
                    }
                }
                ItemKind::Parameter(declaration) => {
                    let options = self.named(&declaration.name.text).and_then(|id| self.options_of(id));
                    if let Some(value) = &declaration.value {
                        self.value(value, options);
                    }
                }
                ItemKind::Definition(declaration) => self.condition(&declaration.condition),
                ItemKind::Constraint(declaration) => self.condition(&declaration.condition),
                ItemKind::Decision(declaration) => {
                    for condition in declaration.lines.iter().filter_map(|line| line.condition.as_ref()) {
                        self.condition(condition);
                    }
                }
                ItemKind::Retire(entries) => {
                    for entry in entries {
                        self.former(Some(&entry.id), SymbolKind::Point, None);
                        for point in &entry.covered_by {
                            self.uses(point.span, self.tables.points.get(point.text.as_str()).copied());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The type of something: a use, if it is a name.
    fn type_of(&mut self, of: Option<SymbolId>, ty: &TypeExpression) {
        let TypeKind::Named(name) = &ty.kind else { return };
        let Some(ty) = self.tables.types.get(name.text.as_str()).copied() else { return };
        self.uses(name.span, Some(ty));
        if let Some(of) = of {
            self.tables.options.insert(of, ty);
        }
    }

    /// Whose options something has: itself, or the type it leads to.
    pub(super) fn options_of(&self, id: SymbolId) -> Option<SymbolId> {
        let mut at = id;
        // A chain longer than there are types is a circle.
        for _ in 0..=self.tables.types.len() {
            let next = *self.tables.options.get(&at)?;
            if next == at {
                return Some(at);
            }
            at = next;
        }
        None
    }

    /// An input, a parameter, a definition or a decision.
    pub(super) fn named(&self, name: &str) -> Option<SymbolId> {
        self.tables.names.get(name).copied()
    }
}

/// The markers of a text.
pub(super) fn markers(text: &Text) -> impl Iterator<Item = &Marker> {
    text.lines.iter().flatten().filter_map(|piece| match piece {
        Piece::Marker(marker) => Some(marker),
        Piece::Plain(_) => None,
    })
}
