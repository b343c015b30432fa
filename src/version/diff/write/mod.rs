//! A diff written out: for people in a terminal, for programs, as a document.

mod human;
mod json;
mod markdown;
mod names;
mod walk;

pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use names::title;
