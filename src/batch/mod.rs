//! Archives from end to end: portions worked on at once, results written in the archive's order. A refused audit never stops
//! the run. Formats and rules are the business of others: the work is given as a function.

mod ordered;
mod rejected;
mod rejects;
mod staged;
mod summary;

pub use ordered::in_order;
pub use rejected::Rejected;
pub use rejects::Rejects;
pub use staged::{Staged, abandon, begin};
pub use summary::Summary;
