//! Audits written out: one writer a format, the inverse of the readers.

pub(super) mod csv;
mod json;
pub(super) mod parquet;
pub(super) mod wide;

pub(super) use json::{Manner, Plain, escape, object, row};
