//! The `grille-lsp` program: the language server over standard input and output.

use std::io::Write;
use std::process::ExitCode;

/// What `--help` says.
const HELP: &str = "\
Le serveur de langage de Grille, pour les éditeurs qui parlent le Language Server Protocol.

Usage : grille-lsp [--stdio]

L’éditeur le démarre lui-même et lui parle par l’entrée et la sortie standard ; `grille lsp` le démarre aussi.

Options :
      --stdio    Parle par l’entrée et la sortie standard (c’est déjà le cas sans elle)
  -h, --help     Affiche cette aide
  -V, --version  Affiche la version
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.find(|argument| argument != "--stdio").as_deref() {
        None => serve(),
        Some("-h" | "--help") => print(HELP),
        Some("-V" | "--version") => print(concat!("grille-lsp ", env!("CARGO_PKG_VERSION"), "\n")),
        Some(other) => fail(&format!("option inconnue `{other}` ; `grille-lsp --help` dit lesquelles existent")),
    }
}

/// Serves the editor at the other end of standard input and output.
fn serve() -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            runtime.block_on(grille_lsp::server::serve(tokio::io::stdin(), tokio::io::stdout()));
            // A read of standard input that nobody will answer must not keep the program alive.
            runtime.shutdown_background();
            ExitCode::SUCCESS
        }
        Err(error) => fail(&format!("le serveur n’a pas pu démarrer : {}", grille::diagnostic::cause(&error))),
    }
}

fn print(text: &str) -> ExitCode {
    // Whether anybody reads it changes nothing.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

fn fail(message: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "erreur\u{a0}: {message}");
    ExitCode::from(2)
}
