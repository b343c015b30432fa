//! What happens when the program is told to stop: nothing half written is left.

use std::process;

use grille::batch::abandon;

use super::terminal::tell;

/// The exit code of an interrupted run.
const INTERRUPTED: i32 = 130;

/// Answers Ctrl-C and requests to end from then on.
pub(super) fn watch() {
    // Without it the program stops all the same; only files begun may be left.
    let _ = ctrlc::set_handler(|| {
        let begun = abandon();
        tell(if begun > 0 {
            "interrompu : les fichiers commencés sont effacés, rien n’a été remplacé"
        } else {
            "interrompu"
        });
        process::exit(INTERRUPTED);
    });
}
