//! What is known of the terminal, and what is said on standard error.

use std::io::{self, IsTerminal, Write};

use grille::diagnostic::render::Options;

use super::progress;

/// Says a line on standard error. Whether anybody hears it changes nothing.
pub(super) fn tell(line: &str) {
    progress::clear();
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// True if standard output is a terminal.
pub(super) fn is_shown() -> bool {
    io::stdout().is_terminal()
}

/// How diagnostics are shown on a stream: colours on a terminal only, and never under `NO_COLOR`.
pub(super) fn options(stream: &impl IsTerminal) -> Options {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let plain = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    Options { color: stream.is_terminal() && !refused && !plain, ..Options::default() }
}
