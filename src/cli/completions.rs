//! `grille completions`: completion of commands and options by the shell.

use std::io::{self, Write};

use clap_complete::Shell;

use super::{Done, Failure};

/// Écrit le script qui complète les commandes et les options dans un shell
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille completions bash > ~/.local/share/bash-completion/completions/grille")]
pub(super) struct Arguments {
    /// Le shell : bash, elvish, fish, powershell ou zsh
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

/// Writes the script.
pub(super) fn run(arguments: &Arguments) -> Result<Done, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "grille", &mut script);
    io::stdout().lock().write_all(&script)?;
    Ok(Done::Well)
}
