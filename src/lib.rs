//! Grille: a small French language for audit grids, and the engine that checks them and scores audits with them.
//!
//! Two ways run through it: grid text → [`syntax`] → [`grid`] → checks and diagnostics, and audit bytes → [`audit`] →
//! [`score`] → outcome. `docs/architecture.md` draws the house.

pub mod audit;
pub mod batch;
pub mod check;
pub mod compression;
pub mod diagnostic;
pub mod exact;
pub mod grid;
pub mod outcome;
pub mod region;
pub mod score;
pub mod syntax;
pub mod version;
