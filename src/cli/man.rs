//! `grille man`: the manual page.

use std::io::{self, Write};

use clap_mangen::Man;

use super::{Done, Failure};

/// Écrit la page de manuel
#[derive(clap::Args)]
#[command(after_help = "Exemple : grille man > grille.1 && man ./grille.1")]
pub(super) struct Arguments {}

/// The headings of a manual page, and what a French one says.
const HEADINGS: [(&str, &str); 3] =
    [(".SH NAME", ".SH NOM"), (".SH SUBCOMMANDS", ".SH COMMANDES"), (".SH EXTRA", ".SH EXEMPLES")];

/// Writes the page: the program, then each command.
pub(super) fn run() -> Result<Done, Failure> {
    let command = super::command();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    for subcommand in command.get_subcommands() {
        let name = format!("grille {}", subcommand.get_name());
        let man = Man::new(subcommand.clone().display_name(name.clone()).bin_name(name));
        man.render_name_section(&mut page)?;
        man.render_synopsis_section(&mut page)?;
        man.render_options_section(&mut page)?;
        man.render_extra_section(&mut page)?;
    }
    let lines = String::from_utf8_lossy(&page);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in lines.lines() {
        let french = HEADINGS.iter().find(|(english, _)| *english == line).map_or(line, |(_, french)| french);
        writeln!(out, "{french}")?;
    }
    out.flush()?;
    Ok(Done::Well)
}
