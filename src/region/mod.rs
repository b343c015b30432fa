//! The engine of regions: which inputs satisfy a condition, exactly (`semantics.md` §2).
//!
//! A [`Space`] takes the conditions at hand, cuts the domains of the inputs they speak of into [cells](Cell), and holds each
//! condition as a [`Region`], a diagram over those cells. Existence conditions and constraints bound the space. On top of that
//! stand the questions: does a region hold anything, which audit shows it ([`Witness`]), how is it said in the words of the
//! grid ([`Cover`]), what does a partial audit leave open ([`Signature`]). Nothing here knows of points.

mod border;
mod cells;
mod compile;
mod complete;
mod cover;
mod diagram;
mod interval;
mod limit;
mod links;
mod partial;
mod space;
mod witness;
mod write;
mod zone;

#[cfg(test)]
mod differential;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod spelling;

pub use border::Step;
pub use cells::{Cell, Variable};
pub use cover::{Cover, Zone};
pub use diagram::Region;
pub use interval::{End, Interval, Side};
pub use limit::{Bounds, Limit};
pub(crate) use links::atoms;
pub use links::{components, constraints_on, inputs_of};
pub use partial::Signature;
pub use space::{Observable, Rule, Space};
pub use witness::Witness;
pub use write::condition as write_condition;
