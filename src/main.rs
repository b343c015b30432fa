//! The `grille` command.

mod cli;

/// Short-lived results go round between threads: an allocator made for that takes a tenth less time from Parquet than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
