//! From text to tree: the parser with its recovery, the tree with its spans, the formatter. Names mean nothing here.

pub mod tree;
