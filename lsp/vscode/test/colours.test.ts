// What the grammar of colours makes of every grid there is.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { OnigScanner, OnigString, loadWASM } from "vscode-oniguruma";
import { INITIAL, Registry, parseRawGrammar, type IGrammar, type IToken } from "vscode-textmate";

const wasm = readFileSync("node_modules/vscode-oniguruma/release/onig.wasm");
const engine = loadWASM(new Uint8Array(wasm).buffer);

async function grammar(): Promise<IGrammar> {
  await engine;
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync("syntaxes/grille.tmLanguage.json", "utf8"), "grille.json"),
  });
  const loaded = await registry.loadGrammar("source.grille");
  assert.ok(loaded !== null);
  return loaded;
}

interface Line {
  text: string;
  tokens: IToken[];
}

function tokenized(grammar: IGrammar, text: string): Line[] {
  let state = INITIAL;
  return text.split("\n").map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return { text: line, tokens };
  });
}

/** The grids of the repository. */
const GRIDS = [
  "test/colours/tour.grille",
  "../../src/cli/starter.grille",
  ...(readdirSync("../../grids", { recursive: true }) as string[]).filter((file) => file.endsWith(".grille")).map((file) => `../../grids/${file}`),
];

const WORDS = /kw_\w+\s*=\s*@\{ "([^"]+)"/g;
const KEYWORDS = [...readFileSync("../../grammar/grille.pest", "utf8").matchAll(WORDS)].map((found) => found[1] ?? "");
/** Words of files of cases only. */
const OF_CASES = ["cotation", "éléments", "attendu", "statut", "refus", "anomalie", "aucune", "complet", "incomplet"];

const isText = (token: IToken): boolean => token.scopes.some((scope) => scope.startsWith("string"));
const isWord = (token: IToken): boolean =>
  token.scopes.some((scope) => /^(keyword|storage\.modifier|support\.type|constant\.language)/.test(scope));

test("in every grid, texts are closed and hold nothing but text", async () => {
  const read = await grammar();
  assert.ok(GRIDS.length >= 6, GRIDS.join());
  for (const file of GRIDS) {
    const lines = tokenized(read, readFileSync(file, "utf8"));
    const quotes = lines.filter(({ tokens }) => tokens.some((token) => token.scopes.includes("punctuation.definition.string.begin.grille")));
    assert.ok(quotes.length > 5, file);
    assert.equal(lines.at(-1)?.text, "", file);
    assert.deepEqual(lines.at(-1)?.tokens.map(({ scopes }) => scopes), [["source.grille"]], `${file}: a text is not closed`);
    for (const { text, tokens } of lines) {
      for (const token of tokens.filter(isText)) {
        assert.ok(!token.scopes.some((scope) => /^(comment|keyword\.control|variable\.other)/.test(scope)), `${file}: ${text}`);
      }
    }
  }
});

test("outside texts, every line of every grid begins with something coloured", async () => {
  const read = await grammar();
  for (const file of GRIDS) {
    for (const { text, tokens } of tokenized(read, readFileSync(file, "utf8"))) {
      const first = tokens.find((token) => text.slice(token.startIndex, token.endIndex).trim() !== "");
      assert.ok(first === undefined || first.scopes.length > 1, `${file}: ${text}`);
    }
  }
});

test("every word of the language is coloured as one somewhere", async () => {
  const read = await grammar();
  const seen = new Set<string>();
  for (const file of GRIDS) {
    for (const { text, tokens } of tokenized(read, readFileSync(file, "utf8"))) {
      for (const token of tokens.filter(isWord)) {
        text.slice(token.startIndex, token.endIndex).match(/[\p{L}_]+/gu)?.forEach((word) => seen.add(word));
      }
    }
  }
  const missing = KEYWORDS.filter((word) => !seen.has(word) && !OF_CASES.includes(word));
  assert.ok(KEYWORDS.length > 70);
  assert.deepEqual(missing, []);
});
