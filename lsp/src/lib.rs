//! The language server of Grille: what an editor shows, asks and changes in a grid.
//!
//! `server` speaks the protocol; every feature is a file of its own, a pure function of a [`document::Document`] and a
//! place in it, in the words of the library (offsets, spans, edits). Reading and checking are the library's alone.

pub mod cases;
pub mod colours;
pub mod commands;
pub mod completion;
mod described;
pub mod difference;
pub mod document;
pub mod effect;
pub mod fixes;
mod folded;
pub mod folder;
pub mod folding;
pub mod formatting;
pub mod hierarchy;
pub mod hints;
pub mod hover;
pub mod lens;
pub mod lines;
pub mod linked;
pub mod links;
pub mod navigation;
pub mod rename;
pub mod selection;
pub mod server;
pub mod signature;
pub mod symbols;

#[cfg(test)]
mod fixture;
