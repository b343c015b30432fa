//! What several test programs share.
#![allow(dead_code, unreachable_pub)] // each test program uses its part

pub mod corpus;
pub mod shape;
