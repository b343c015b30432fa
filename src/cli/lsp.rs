//! `grille lsp`: starts the language server.

use std::path::PathBuf;
use std::process::Command;

use super::{Done, Failure};

/// Démarre le serveur de langage, pour les éditeurs
#[derive(clap::Args)]
#[command(
    after_help = "Exemple : grille lsp    (la commande à donner à l’éditeur, qui parle au serveur par l’entrée et la sortie standard)"
)]
pub(super) struct Arguments {
    /// Parle par l’entrée et la sortie standard (c’est déjà le cas sans elle)
    #[arg(long)]
    stdio: bool,
}

/// The program, installed beside this one or found on the path.
const PROGRAM: &str = "grille-lsp";

/// Runs the server until the editor says to stop.
pub(super) fn run(_: &Arguments) -> Result<Done, Failure> {
    let beside = std::env::current_exe().ok().map(|own| own.with_file_name(program()));
    let program = beside.filter(|beside| beside.is_file()).unwrap_or_else(|| PathBuf::from(PROGRAM));
    match Command::new(&program).status() {
        Ok(status) if status.success() => Ok(Done::Well),
        Ok(_) => {
            Err(Failure::Because("le serveur de langage s’est arrêté avant que l’éditeur ne le demande".to_owned()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::Because(format!(
            "le serveur de langage n’est pas installé : il n’y a de programme `{PROGRAM}` ni à côté de `grille` ni dans le PATH ; \
             depuis les sources, `cargo install --path lsp` l’installe"
        ))),
        Err(error) => Err(Failure::about(&program.display().to_string(), &error)),
    }
}

/// The program's file name on this system.
fn program() -> String {
    format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)
}
