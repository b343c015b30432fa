//! The language server of Grille: what an editor shows, asks and changes in a grid.
//!
//! `server` speaks the protocol; every feature is a file of its own, a pure function of a [`document::Document`] and a
//! place in it, in the words of the library (offsets, spans, edits). Reading and checking are the library's alone.

pub mod difference;
pub mod document;
pub mod fixes;
pub mod formatting;
pub mod lines;
pub mod server;

#[cfg(test)]
mod fixture;
