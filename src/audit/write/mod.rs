//! Audits written out: one writer a format, the inverse of the readers.

mod json;

pub(super) use json::{Manner, Plain, escape, object};
