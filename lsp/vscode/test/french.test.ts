// The texts people read follow French typography.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";

/** A straight apostrophe, or an ordinary space where French wants one that does not break. */
const WRONG = /\p{L}'\p{L}|[^\s=] [:;?!»](?![=:])|« /u;

function strings(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

/** Prose without what is quoted from code, and without the addresses of links. */
function prose(texts: string[]): string[] {
  return texts.map((text) => text.replace(/`[^`]*`/g, "`…`").replace(/\(command:.*?\)/g, ""));
}

function wrong(texts: string[]): string[] {
  return prose(texts).filter((text) => WRONG.test(text));
}

test("the manifest and the descriptions of snippets", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const snippets: Record<string, { description: string }> = JSON.parse(readFileSync("snippets/grille.json", "utf8"));
  const { languages, commands, configuration, walkthroughs } = manifest.contributes;
  const shown = strings([manifest.description, manifest.capabilities, languages, commands, configuration, walkthroughs]);
  const described = Object.entries(snippets).flatMap(([name, { description }]) => [name, description]);
  assert.deepEqual(wrong([...shown, ...described]), []);
});

test("the pages", () => {
  const pages = ["README.md", ...readdirSync("walkthrough").map((file) => `walkthrough/${file}`)];
  const lines = pages.flatMap((file) => readFileSync(file, "utf8").replace(/^```[^]*?^```/gm, "").split("\n"));
  assert.deepEqual(wrong(lines), []);
});

test("the messages of the code", () => {
  const messages: string[] = [];
  const collect = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      messages.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      messages.push(node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join(""));
    }
    ts.forEachChild(node, collect);
  };
  for (const file of readdirSync("src")) {
    collect(ts.createSourceFile(file, readFileSync(`src/${file}`, "utf8"), ts.ScriptTarget.Latest, true));
  }
  const french = messages.filter((message) => /[éèàêç’«…]/.test(message) && !/\\p\{|<svg|<table|--vscode/.test(message));
  assert.ok(french.length > 20);
  assert.deepEqual(wrong(french), []);
});
