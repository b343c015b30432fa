//! Inputs: both blocks, one namespace.

use super::Lowering;
use super::names::Symbol;
use crate::grid::{Input, InputId};
use crate::syntax::tree::{InputDeclaration, ItemKind, Text};

impl<'a> Lowering<'a> {
    /// Declares the inputs with their domains; when they exist is lowered once every name is known.
    pub(super) fn inputs(&mut self) {
        for item in self.items() {
            let ItemKind::Inputs(block) = &item.kind else { continue };
            for declaration in &block.inputs {
                let domain = self.domain(&declaration.ty);
                let id = InputId(self.grid.inputs.len());
                let symbol = if domain.is_some() { Symbol::Input(id) } else { Symbol::Broken };
                if let (true, Some(domain)) = (self.declare(&declaration.name, symbol), domain) {
                    self.grid.inputs.push(Input {
                        name: declaration.name.text.clone(),
                        section: block.section,
                        domain,
                        label: declaration.label.as_ref().map(Text::plain).unwrap_or_default(),
                        exists_if: None,
                        resumes: declaration.resumes.as_ref().map(|name| name.text.clone()),
                        name_span: declaration.name.span,
                        span: declaration.span,
                    });
                }
            }
        }
    }

    /// Every declaration of an input, in order.
    pub(super) fn input_declarations(&self) -> impl Iterator<Item = &'a InputDeclaration> + use<'a> {
        self.items().iter().flat_map(|item| match &item.kind {
            ItemKind::Inputs(block) => block.inputs.as_slice(),
            _ => &[],
        })
    }

    /// The input, if any, that has an option of this name.
    pub(super) fn owner_of_option(&self, option: &str) -> Option<InputId> {
        self.grid.inputs.iter().position(|input| input.domain.option_named(option).is_some()).map(InputId)
    }
}
