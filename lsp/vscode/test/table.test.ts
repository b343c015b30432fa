import assert from "node:assert/strict";
import { test } from "node:test";

import { page, refusal, type Table } from "../src/table";

const TABLE: Table = {
  point: "6.2",
  régions: [
    {
      niveau: "point_sensible",
      ligne: 869,
      condition: "taux < objectif",
      témoin: { texte: "taux = 84 %" },
      bords: [
        {
          entrée: "taux",
          dedans: { texte: "taux = 84 %, fréquence = annuelle" },
          dehors: { texte: "taux = 85 %, fréquence = annuelle" },
          niveau_dehors: "point_de_progrès",
        },
      ],
    },
  ],
};

test("a row says when, gives a case, and what changes at its border", () => {
  const html = page("Table", [TABLE], "abc");
  assert.match(html, /<h2>point 6\.2<\/h2>/);
  assert.match(html, /taux &#60; objectif/);
  assert.match(html, /data-line="869"/);
assert.match(html, /<code>taux = 84 %<\/code> → <mark>85 %<\/mark> <span class="quiet">avec <code>fréquence = annuelle<\/code><\/span>.*<b>point_de_progrès<\/b>/);
});

test("cases that differ in another way are shown whole", () => {
  const row = TABLE.régions[0]!;
  const bords = [{ ...row.bords[0]!, dehors: { texte: "taux = 85 %" } }];
  assert.match(page("Table", [{ ...TABLE, régions: [{ ...row, bords }] }], "abc"), /fréquence = annuelle<\/code> → <mark>taux = 85 %<\/mark>/);
});

test("nothing of the grid becomes markup, and only the page's own script runs", () => {
  const html = page("<script>", [{ ...TABLE, point: "<img src=x>" }], "abc");
  assert.doesNotMatch(html, /<img|<script>/);
  assert.match(html, /default-src 'none'; style-src 'nonce-abc'; script-src 'nonce-abc'/);
});

test("an empty, a partial and an impossible table say so", () => {
  assert.match(page("Table", [], "n"), /l’auditeur cote chaque point/);
  assert.match(page("Table", [{ ...TABLE, non_vérifié: "il y faudrait plus" }], "n"), /n’est pas entière/);
  assert.match(refusal("Table", "la grille a 1 erreur", "n"), /la grille a 1 erreur/);
});
