//! The command line: arguments in, exit codes out. One file a command, each a few lines over the library.

mod archive;
mod check;
mod completions;
mod diff;
mod explain;
mod export;
mod find;
mod fmt;
mod french;
mod grid;
mod interrupt;
mod lsp;
mod man;
mod new;
mod pass;
mod progress;
mod release;
mod replaced;
mod rescore;
mod results;
mod score;
mod simulate;
mod table;
mod terminal;
mod test;

use std::io;
use std::path::Path;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use grille::diagnostic::cause;

/// The arguments of the program.
#[derive(Parser)]
#[command(
    name = "grille",
    version,
    about = "Le langage des grilles d’audit : les écrire, les vérifier, coter des audits, expliquer chaque résultat",
    after_help = "Exemple : grille new ma_grille && grille check ma_grille.grille\n\n\
                  Codes de retour : 0 tout va bien ; 1 il y a quelque chose à regarder (erreurs de `check`, audits refusés, \
                  cas en échec, différence sous `--check`) ; 2 la commande n’a pas pu s’exécuter ; 130 elle a été interrompue."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    New(new::Arguments),
    Check(check::Arguments),
    Fmt(fmt::Arguments),
    Score(score::Arguments),
    Rescore(rescore::Arguments),
    Explain(explain::Arguments),
    Table(table::Arguments),
    Test(test::Arguments),
    Diff(diff::Arguments),
    Release(release::Arguments),
    Export(export::Arguments),
    Lsp(lsp::Arguments),
    Simulate(simulate::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// `--set`, the same for every command that has it.
#[derive(Args, Default)]
struct Overrides {
    /// Remplace la valeur d’un paramètre, dans l’écriture du langage ; peut être répété
    #[arg(long = "set", value_name = "PARAMÈTRE=VALEUR")]
    given: Vec<String>,
    /// The flag they are given by.
    #[arg(skip = "--set")]
    flag: &'static str,
}

/// `--set-old` and `--set-new`, the same for every command over two versions.
#[derive(Args, Default)]
struct BothOverrides {
    /// Remplace la valeur d’un paramètre dans l’ancienne version ; peut être répété
    #[arg(long, value_name = "PARAMÈTRE=VALEUR")]
    set_old: Vec<String>,
    /// Remplace la valeur d’un paramètre dans la nouvelle version ; peut être répété
    #[arg(long, value_name = "PARAMÈTRE=VALEUR")]
    set_new: Vec<String>,
}

impl BothOverrides {
    /// Those of each version, the old one first.
    fn each(&self) -> [Overrides; 2] {
        [("--set-old", &self.set_old), ("--set-new", &self.set_new)]
            .map(|(flag, given)| Overrides { given: given.clone(), flag })
    }
}

/// How a command that ran ended.
enum Done {
    /// Nothing wrong: code 0.
    Well,
    /// Something must be looked at: code 1.
    ToLookAt,
}

/// Why a command could not run: code 2.
enum Failure {
    /// With this message.
    Because(String),
    /// The diagnostics that say why are printed already.
    Told,
    /// Nobody reads on: no failure at all.
    Unheard,
}

impl Failure {
    /// A file that could not be written.
    fn writing(file: &Path) -> impl Fn(io::Error) -> Self {
        move |error| match error.kind() {
            io::ErrorKind::NotFound => Self::Because(format!("`{}` : le dossier n’existe pas", file.display())),
            _ => Self::about(&file.display().to_string(), &error),
        }
    }

    /// A failure of the system about a file.
    fn about(file: &str, error: &io::Error) -> Self {
        Self::Because(format!("`{file}` : {}", cause(error)))
    }
}

/// Failures of writing to standard output; of other files it is told with [`Failure::about`].
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Unheard,
            _ => Self::Because(format!("écriture impossible : {}", cause(&error))),
        }
    }
}

/// The command with everything it prints in French.
fn command() -> clap::Command {
    french::worded(Cli::command())
}

/// Runs the program.
pub(crate) fn main() -> ExitCode {
    let arguments = match command().try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) => return french::exit(&error),
    };
    interrupt::watch();
    let done = match arguments.command {
        Command::New(arguments) => new::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Score(arguments) => score::run(&arguments),
        Command::Rescore(arguments) => rescore::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Table(arguments) => table::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Export(arguments) => export::run(&arguments),
        Command::Lsp(arguments) => lsp::run(&arguments),
        Command::Simulate(arguments) => simulate::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man(_) => man::run(),
    };
    match done {
        Ok(Done::Well) | Err(Failure::Unheard) => ExitCode::SUCCESS,
        Ok(Done::ToLookAt) => ExitCode::from(1),
        Err(Failure::Told) => ExitCode::from(2),
        Err(Failure::Because(message)) => {
            terminal::tell(&format!("erreur : {message}"));
            ExitCode::from(2)
        }
    }
}
