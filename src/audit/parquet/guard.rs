//! Keeps a damaged file from stopping the program: the library panics on some.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use parquet::errors::{ParquetError, Result};

thread_local! {
    /// True while this thread decodes: what falls then is told as a damaged file, not as a fault of the program.
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

static QUIET: Once = Once::new();

/// Decodes; a fall is an error like any other. What was being decoded must not be used afterwards.
pub(super) fn decode<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    QUIET.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !DECODING.get() {
                told(info);
            }
        }));
    });
    DECODING.set(true);
    let done = panic::catch_unwind(AssertUnwindSafe(work));
    DECODING.set(false);
    done.unwrap_or_else(|_| Err(ParquetError::General("the library gave up".to_owned())))
}
