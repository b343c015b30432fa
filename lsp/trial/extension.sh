#!/usr/bin/env bash
# The tests of the VS Code extension: types, pure functions, colours. Wants node and npm; says so and succeeds without them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../vscode"

skip() {
  printf 'Skipped: %s.\n' "$*"
  exit 0
}

command -v npm >/dev/null || skip "npm is not installed"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || skip "node 20 or later is needed, here is $(node --version)"
[ -d node_modules ] || npm ci --ignore-scripts || skip "the dependencies could not be installed"

npm test
npm run package
