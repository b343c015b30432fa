# Every developer action. `just` lists them.

_default:
    @just --list

# Every test
test:
    cargo test --workspace

# Formatting and lints, as CI runs them
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Format the Rust code
fmt:
    cargo fmt --all

# Check and format the shipped grids
grids:
    cargo run --quiet -- check grids
    cargo run --quiet -- test grids
    cargo run --quiet -- fmt grids

# Score the example audits of the SP+ grid
score:
    cargo run --release -- score grids/sp_plus/2023.grille grids/sp_plus/exemples/*.json

# Compare the speed of archives with DuckDB, polars and a program typed by hand
bench-archive *options:
    benches/archive.sh {{options}}

# Read archives that pyarrow, polars and DuckDB wrote as Parquet, each in its own ways (left out where they cannot be installed)
parquet-by-others *ways:
    cargo build --quiet
    python3 tests/parquet_by_others.py {{ways}}

# How much longer an archive takes under two versions than under one
bench-rescore:
    cargo bench --bench rescore

# Hold both evaluators to each other over millions of audits, drawn at random and simulated
millions:
    cargo test --release --test program -- --ignored millions

# Damage the fuzz corpus so many times (coverage-guided: `cargo +nightly fuzz run ndjson`, in fuzz/)
fuzz runs="20000":
    GRILLE_FUZZ={{runs}} cargo test --release --test fuzz

# Rewrite the file snapshots; review every line of the difference
snapshots:
    INSTA_UPDATE=always cargo test --workspace
    git diff --stat -- '*.snap'

# The library's documentation
doc:
    cargo doc --workspace --no-deps --open

# The tests of the VS Code extension, and its package (node and npm)
extension:
    lsp/trial/extension.sh

# The extension used in a real workbench (node, npm, chromium, a C++ compiler)
workbench:
    lsp/trial/workbench.sh

# Every cut of the SP+ grid and every line gone, every feature asked; then edits at random (minutes)
sweep:
    cargo test --release -p grille-lsp --test damage -- --ignored
    cargo test --release --lib syntax::stretch -- --ignored

# The server used by Neovim without a screen
neovim:
    lsp/trial/neovim.sh

# What continuous integration runs
ci:
    .ci/run
