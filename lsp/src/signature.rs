//! How a result is called, while it is being written: `compte(NIVEAU[, GROUPE])`.

use grille::grid::{FUNCTIONS, Function};

use crate::document::Document;

/// A call under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signature {
    /// The function.
    pub function: &'static Function,
    /// Which argument is being written, from 0.
    pub argument: usize,
}

/// The call an offset is in.
pub fn signature(document: &Document, offset: u32) -> Option<Signature> {
    let here = document.around(offset);
    if here.in_text.is_some() || here.in_comment {
        return None;
    }
    let block = here.blocks.last().filter(|block| block.is_parenthesis)?;
    let name = here.written(block.head.last()?);
    let function = FUNCTIONS.iter().find(|function| function.name == name)?;
    let argument = here.words().iter().filter(|word| *word == ",").count();
    Some(Signature { function, argument: argument.min(function.arguments.len().saturating_sub(1)) })
}

impl Signature {
    /// The names of the arguments as the usage writes them, in order.
    pub fn arguments(&self) -> Vec<&'static str> {
        let inside = self.function.usage.split_once('(').map_or("", |(_, inside)| inside);
        inside.split([',', '[', ']', ')', ' ']).filter(|name| !name.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{GRID, marked};

    fn check(written: &str, expected: Option<(&str, usize)>) {
        let (document, at) = marked(&format!("{GRID}décision avis {{\n  bon si {written}"));
        let found = signature(&document, at).map(|found| (found.function.name, found.argument));
        assert_eq!(found, expected, "{written}");
    }

    #[test]
    fn the_call_under_way_is_found() {
        check("score($0", Some(("score", 0)));
        check("compte(conf$0", Some(("compte", 0)));
        check("compte(conforme, $0", Some(("compte", 1)));
        check("compte(conforme, 1) ≥ 2 et (score(1$0)", Some(("score", 0)));
        check("compte(conforme, 1) $0", None);
        check("(score $0", None);
        check("inconnu($0", None);
    }

    #[test]
    fn every_argument_is_explained() {
        for function in FUNCTIONS {
            let names = Signature { function, argument: 0 }.arguments();
            assert_eq!(names.len(), function.arguments.len(), "{}", function.usage);
        }
    }
}
