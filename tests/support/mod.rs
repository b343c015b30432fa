//! What several test programs share.
#![allow(dead_code, unreachable_pub)] // each test program uses its part
#![allow(clippy::unwrap_used)] // tests may unwrap, and so may what they stand on
#![allow(clippy::format_push_string)] // plainer than `write!` in a generator of text

pub mod corpus;
pub mod damage;
pub mod random_audit;
pub mod random_edit;
pub mod random_grid;
pub mod random_pair;
pub mod rng;
pub mod shape;
pub mod wide;
