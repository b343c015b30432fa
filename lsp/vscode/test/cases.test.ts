import assert from "node:assert/strict";
import { test } from "node:test";

import { caseAt } from "../src/cases";

const TEXT = `# essais
cas "un" pour essai version "2" {
  mesuré
}

cas "deux { }" pour essai version "2" {
  attendu 1.2 = conforme
}
`;

test("the case around a place is found", () => {
  const at = (words: string): string | undefined => caseAt(TEXT, TEXT.indexOf(words));
  assert.equal(at("# essais"), undefined);
  assert.equal(at("mesuré"), "un");
  assert.equal(at("\n\ncas"), "un");
  assert.equal(at("\ncas \"deux"), undefined);
  assert.equal(at("attendu"), "deux { }");
});
