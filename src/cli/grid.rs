//! The grid a command is given: read, analysed with `--set`, refused with its diagnostics if it has errors.

use std::io::{self, Read, Write};
use std::path::Path;

use grille::check::{self, Analysis};
use grille::diagnostic::{Diagnostic, Problem, Reading, Source, decode, render, unreadable};
use grille::grid::Override;
use grille::syntax;

use super::terminal::options;
use super::{Failure, Overrides};

/// A file read: its source, and what is wrong if there is no text in it.
pub(super) enum Text {
    /// Its text.
    Read(Source),
    /// It could not be opened or read.
    Unreadable(Source, Diagnostic),
    /// It is no UTF-8 text.
    Undecodable(Source, Diagnostic),
}

/// Reads a file, `-` for standard input.
pub(super) fn read(path: &Path) -> Text {
    let name = if path.as_os_str() == "-" { "entrée standard".to_owned() } else { path.display().to_string() };
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => return Text::Unreadable(Source::new(name, ""), unreadable(&error)),
    };
    match decode(&bytes) {
        Ok(text) => Text::Read(Source::new(name, text)),
        Err(diagnostic) => {
            // What is no text at all is not shown: a terminal could not bear it.
            let shown = matches!(diagnostic.problem, Problem::Reading(Reading::NotUtf8 { .. }));
            let text = if shown { String::from_utf8_lossy(&bytes) } else { "".into() };
            Text::Undecodable(Source::new(name, text), *diagnostic)
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The grid of a file, with its parameters overridden. One with errors is a failure, told with its diagnostics.
pub(super) fn load(path: &Path, overrides: &Overrides) -> Result<Analysis, Failure> {
    analysed(read(path), &parsed_all(overrides)?).map_err(Unusable::tell)
}

/// The grids of two files, analysed at the same time.
pub(super) fn load_both(paths: [&Path; 2], [first, second]: &[Overrides; 2]) -> Result<(Analysis, Analysis), Failure> {
    let (first, second) = (parsed_all(first)?, parsed_all(second)?);
    let [one, other] = paths.map(read);
    let (one, other) = rayon::join(|| analysed(one, &first), || analysed(other, &second));
    Ok((one.map_err(Unusable::tell)?, other.map_err(Unusable::tell)?))
}

/// A grid that cannot be used, and why.
struct Unusable(Box<(Source, Vec<Diagnostic>)>);

impl Unusable {
    /// Tells its errors.
    fn tell(self) -> Failure {
        let (source, diagnostics) = *self.0;
        let errors: Vec<Diagnostic> = diagnostics.into_iter().filter(Diagnostic::is_error).collect();
        let mut stderr = io::stderr().lock();
        // Whether anybody reads them, the grid cannot be used.
        let _ = stderr.write_all(render::human(&source, &errors, &options(&io::stderr())).as_bytes());
        Failure::Told
    }
}

/// The grid of a text.
fn analysed(text: Text, overrides: &[Override]) -> Result<Analysis, Unusable> {
    let (source, diagnostics) = match text {
        Text::Read(source) => {
            let analysis = check::analyse(source, overrides);
            if !analysis.diagnostics.iter().any(Diagnostic::is_error) {
                return Ok(analysis);
            }
            (analysis.source, analysis.diagnostics)
        }
        Text::Unreadable(source, diagnostic) | Text::Undecodable(source, diagnostic) => (source, vec![diagnostic]),
    };
    Err(Unusable(Box::new((source, diagnostics))))
}

/// Everything given by a flag.
fn parsed_all(overrides: &Overrides) -> Result<Vec<Override>, Failure> {
    overrides.given.iter().map(|given| parsed(overrides.flag, given)).collect()
}

/// `PARAMÈTRE=VALEUR`, given by a flag, the value as the language writes it.
fn parsed(flag: &'static str, given: &str) -> Result<Override, Failure> {
    let Some((parameter, value)) = given.split_once('=') else {
        return Err(Failure::Because(format!("`{flag} {given}` : on écrit `{flag} PARAMÈTRE=VALEUR`")));
    };
    let value = syntax::parse_operand(value.trim()).ok_or_else(|| {
        let hint = if value.contains('.') { " (les décimales s’écrivent avec une virgule)" } else { "" };
        Failure::Because(format!(
            "`{flag} {given}` : `{value}` n’est pas une valeur du langage, comme `85 %`, `2 semaines` ou `0,25`{hint}"
        ))
    })?;
    Ok(Override { parameter: parameter.trim().to_owned(), value, flag })
}
