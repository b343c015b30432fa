import assert from "node:assert/strict";
import { test } from "node:test";

import { fittingName, starterGrid, wrongName } from "../src/starter";

test("a name of the language is accepted", () => {
  assert.equal(wrongName("qualité_accueil2"), undefined);
});

test("what is no name is refused, with one that would do", () => {
  assert.match(wrongName("Qualité de l’accueil") ?? "", /par exemple qualité_de_l_accueil$/);
  assert.match(wrongName("2023") ?? "", /une lettre en premier$/);
  assert.match(wrongName("") ?? "", /lettres/);
  assert.match(wrongName("pour") ?? "", /mot du langage/);
  assert.equal(fittingName("  2 Été !"), "été");
});

test("the starter grid bears the name", () => {
  assert.match(starterGrid("accueil"), /^grille accueil version "1"$/m);
  assert.doesNotMatch(starterGrid("accueil"), /\bNOM\b/);
});
