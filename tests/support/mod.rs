//! What several test programs share.
#![allow(dead_code, unreachable_pub)] // each test program uses its part

pub mod corpus;
pub mod random_audit;
pub mod random_grid;
pub mod rng;
pub mod shape;
