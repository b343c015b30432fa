import assert from "node:assert/strict";
import { test } from "node:test";

import { candidates, locate, type Surroundings } from "../src/locate";

const AROUND: Surroundings = {
  configured: "",
  extension: "/ext",
  workspace: "/travail",
  home: "/home/moi",
  path: "/usr/local/bin:/usr/bin:",
  windows: false,
};

test("the extension's own program comes first, then the PATH, then cargo's folder", () => {
  assert.deepEqual(candidates(AROUND), [
    "/ext/bin/grille-lsp",
    "/usr/local/bin/grille-lsp",
    "/usr/bin/grille-lsp",
    "/home/moi/.cargo/bin/grille-lsp",
  ]);
});

test("a setting excludes all else, and may name a folder", () => {
  const set = (configured: string) => candidates({ ...AROUND, configured });
  assert.deepEqual(set("/opt/grille-lsp"), ["/opt/grille-lsp", "/opt/grille-lsp/grille-lsp"]);
  assert.equal(set("~/bin/grille-lsp")[0], "/home/moi/bin/grille-lsp");
  assert.equal(set("${workspaceFolder}/target/debug")[1], "/travail/target/debug/grille-lsp");
  assert.equal(set("target/debug/grille-lsp")[0], "/travail/target/debug/grille-lsp");
  assert.equal(set("~moi/x")[0], "/travail/~moi/x");
});

test("the first that is a program is taken", async () => {
  assert.equal(await locate(AROUND, async (path) => path.startsWith("/usr/")), "/usr/local/bin/grille-lsp");
  assert.equal(await locate(AROUND, async () => false), undefined);
});
