#!/usr/bin/env bash
# Whole-process comparison on simulated SP+ archives: grille, DuckDB, polars, and a program typed by hand for that one grid.
#   benches/archive.sh [--counts 200000 1000000] [--runs 5]
# Everything it makes stays under target/bench. Without a way to install DuckDB and polars, they are left out.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
cargo build --release --quiet --bin grille
CARGO_TARGET_DIR="$target/bench/typed" cargo build --release --quiet --locked --manifest-path benches/archive/typed/Cargo.toml
venv="$target/bench/venv"
if ! "$venv/bin/python" -c 'import duckdb, polars' 2>/dev/null; then
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --requirement benches/archive/requirements.txt ||
    rm -rf "$venv"
fi
python3 benches/archive/run.py "$@"
