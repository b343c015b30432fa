#!/usr/bin/env bash
# The server used by a Neovim without a screen, with nothing but the client it comes with. Says so and succeeds where
# Neovim is missing or too old for one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
target=${CARGO_TARGET_DIR:-$PWD/target}

skip() {
  printf 'Skipped: %s.\n' "$*"
  exit 0
}

command -v nvim >/dev/null || skip "Neovim is not installed"
nvim --headless --clean +"lua os.exit(vim.fn.has('nvim-0.7') == 1 and 0 or 1)" || skip "Neovim 0.7 or later is needed"

cargo build --quiet -p grille-lsp

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Point 6.2 with `>` where the grid has `≥`: 85 % exactly has no level any more.
sed -E '/(point_de_progrès|conforme +) ?si taux_décroché ≥ objectif_décroché/s/≥/>/' grids/sp_plus/2023.grille >"$folder/sp_plus.grille"
# At 85 % exactly, measured twice a year, the grid gives `point_de_progrès`.
printf 'cas "en vain" pour sp_plus version "2023" {\n  taux_décroché = 85 %%\n  fréquence_taux_décroché = semestrielle\n  attendu 6.2 = conforme\n}\n' >"$folder/essais.cas"
mkdir "$folder/versions"
cp grids/sp_plus/2023.grille grids/sp_plus/projet.grille grids/sp_plus/exemples/urssaf.json "$folder/versions"
SERVER=$target/debug/grille-lsp GRID=$folder/sp_plus.grille nvim --headless --clean --cmd "let g:do_filetype_lua = 1" +"luafile lsp/trial/neovim.lua"
