import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { audits } from "../src/audits";
import { gradedPointAt, gridName, pointsOf } from "../src/grids";

const SP_PLUS = readFileSync("../../grids/sp_plus/2023.grille", "utf8");

test("one object, an array, one object a line", () => {
  const one = { audit: "a", grille: "g@1", cotations: { "1.1": 1 }, éléments: { "2.3": [] } };
  const expected = { id: "a", grid: "g@1", points: ["1.1", "2.3"] };
  assert.deepEqual(audits(JSON.stringify(one)), [expected]);
  assert.deepEqual(audits(`\uFEFF${JSON.stringify([one, { audit: "b" }], null, 2)}`), [expected, { id: "b", grid: undefined, points: [] }]);
  assert.deepEqual(audits(`${JSON.stringify(one)}\r\n{ pas du JSON\n\n{"audit":"b"}\n`).map(({ id }) => id), ["a", "b"]);
});

test("what is no audit is left out", () => {
  assert.deepEqual(audits('{"name":"x"}'), []);
  assert.deepEqual(audits("[1, null, \"x\"]"), []);
  assert.deepEqual(audits(""), []);
});

test("the shipped audits are found, and name the shipped grid", () => {
  assert.equal(gridName(SP_PLUS), "sp_plus@2023");
  const folder = "../../grids/sp_plus/exemples";
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const found = audits(readFileSync(`${folder}/${file}`, "utf8"));
    assert.deepEqual(found.map(({ grid }) => grid), ["sp_plus@2023"], file);
  }
});

test("the points of a grid are the sections of its last rank", () => {
  const points = pointsOf(SP_PLUS);
  assert.equal(points.length, 96);
  assert.equal(points[0]?.id, "1.1");
  assert.deepEqual(pointsOf('plan : étape > critère # mots\nétape 1 {\n  critère 1.a "Titre" {\n  }\n}\n').map(({ id, title }) => [id, title]), [["1.a", "Titre"]]);
  assert.deepEqual(pointsOf("plan :"), []);
});

test("the point around a place, if it is graded", () => {
  assert.equal(gradedPointAt(SP_PLUS, SP_PLUS.indexOf("conforme         si taux_décroché")), "6.2");
  assert.equal(gradedPointAt(SP_PLUS, SP_PLUS.indexOf("point 1.1 {")), undefined);
  assert.equal(gradedPointAt(SP_PLUS, 0), undefined);
});
