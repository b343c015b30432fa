//! Audits written out: one writer a format, the inverse of the readers.

pub(super) mod csv;
mod json;
pub(super) mod parquet;
pub(super) mod row_group;
pub(super) mod wide;

/// Typed columns written as Parquet, for results too.
pub(crate) mod table {
    pub(crate) use super::parquet::{Gathered as Gathering, Rows as Gathered, Writer};
    pub(crate) use super::row_group::RowGroup;
    pub(crate) use super::wide::{Column, Kind};
}

pub(super) use json::{Manner, Plain, escape, object, row};
