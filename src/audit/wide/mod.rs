//! Wide files, whatever their format: one audit a row, one key a column, named with a dot (`mesures.taux_décroché`).
//!
//! A row means the object whose keys are the columns that hold something in it. So it is refused for what the object would be
//! refused for, and a column that is wrong costs only the rows that use it. A column is looked up once, and so is each distinct
//! value of it: what a cell comes to is kept ([`Cell`]) and set in as many audits as hold it.

mod cell;
mod column;
mod number;

pub(super) use cell::Cell;
pub(super) use column::{Column, Role, columns, concerns_grid};
pub(super) use number::{number, rating};
