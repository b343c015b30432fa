import assert from "node:assert/strict";
import { test } from "node:test";

import { status } from "../src/status";

test("what is wrong is counted", () => {
  assert.equal(status("running", "0.1.0", 0, 0).text, "$(check) Grille 0.1.0");
  assert.equal(status("running", "0.1.0", 1, 2).text, "$(error) 1 $(warning) 2 Grille 0.1.0");
  assert.equal(status("running", "", 0, 2).text, "$(warning) 2 Grille");
  assert.match(status("running", "0.1.0", 1, 0).tooltip, /^1 erreur, aucun avertissement\./);
  assert.match(status("running", "0.1.0", 2, 3).tooltip, /^2 erreurs, 3 avertissements\./);
});

test("a server that does not run is told of", () => {
  assert.equal(status("missing", "", 0, 0).severity, "warning");
  assert.match(status("missing", "", 0, 0).tooltip, /grille-lsp/);
  assert.match(status("stopped", "", 3, 0).text, /arrêté/);
});
