#!/usr/bin/env bash
# The extension as its users meet it: built, packaged, installed in a real VS Code workbench (code-server) in Chromium, and used.
# Wants node 20, npm, chromium and a C++ compiler; says so and succeeds where one is missing. What it installs stays in
# target/editor-trial. `workbench.sh --picture` also renews the picture of the README.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
root=$PWD
target=${CARGO_TARGET_DIR:-$root/target}
cache=$target/editor-trial

skip() {
  printf 'Skipped: %s.\n' "$*"
  exit 0
}

for tool in node npm chromium c++ make; do
  command -v "$tool" >/dev/null || skip "$tool is not installed"
done
[ "$(node -p 'process.versions.node.split(".")[0]')" = 20 ] || skip "this version of code-server wants node 20, here is $(node --version)"

quietly() {
  "$@" >"$cache/install.log" 2>&1 || { tail -20 "$cache/install.log"; return 1; }
}

# code-server's own installation script wants to be trusted whole; these are its steps, with nothing else run.
install_workbench() {
  local home=$cache/code-server
  local code=$home/node_modules/code-server/lib/vscode
  export npm_config_nodedir=${npm_config_nodedir:-/usr}
  # Joined by hand: `set -e` does not reach into a function that is tested.
  rm -rf "$home" && mkdir -p "$home" && echo '{"private":true}' >"$home/package.json" &&
    quietly npm --prefix "$home" install --no-save --ignore-scripts code-server@4.100.3 playwright-core@1.65 &&
    quietly npm --prefix "$home" rebuild argon2 &&
    quietly npm --prefix "$code" install --omit=dev --ignore-scripts &&
    quietly npm --prefix "$code" rebuild @vscode/spdlog &&
    # A step after its compilation, for those who work on it, asks for more than is here: what was compiled is what counts.
    { quietly npm --prefix "$code" rebuild node-pty >/dev/null || [ -e "$code/node_modules/node-pty/build/Release/pty.node" ]; } &&
    ln -sfn node_modules "$code/node_modules.asar" &&
    mkdir -p "$code/node_modules/@vscode/ripgrep/bin" &&
    # Its search of files comes with an installation script; the system's does as well, where there is one.
    { ! command -v rg >/dev/null || ln -sf "$(command -v rg)" "$code/node_modules/@vscode/ripgrep/bin/rg"; } &&
    touch "$home/complete"
}

mkdir -p "$cache"
[ -e "$cache/code-server/complete" ] || { echo "Installing code-server in $cache (once)…"; install_workbench || skip "code-server could not be installed"; }
[ -d lsp/vscode/node_modules ] || (cd lsp/vscode && quietly npm ci --ignore-scripts) || skip "the extension's dependencies could not be installed"

cargo build --quiet -p grille-lsp
(cd lsp/vscode && quietly npm run package)

node lsp/trial/workbench.mjs "$cache/code-server" "$target/debug/grille-lsp" lsp/vscode/dist/grille.vsix "$@"
