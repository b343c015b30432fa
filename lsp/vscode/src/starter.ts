// The starter grid: the one `grille new` writes.

import starter from "../../../src/cli/starter.grille";

/** Words that can never be a name. */
const RESERVED = new Set(["et", "ou", "non", "oui", "si", "alors", "sinon", "parmi", "contient", "existe", "retenu", "pour"]);

/** What is wrong with a name for a grid, in French; `undefined` if it is right. */
export function wrongName(name: string): string | undefined {
  if (RESERVED.has(name)) {
    return `« ${name} » est un mot du langage : il ne peut pas nommer une grille`;
  }
  if (/^\p{L}[\p{L}\p{M}\p{N}_]*$/u.test(name)) {
    return undefined;
  }
  const fitting = fittingName(name);
  const remedy = fitting === "" ? "" : ` ; par exemple ${fitting}`;
  return `il faut des lettres, des chiffres et « _ », une lettre en premier${remedy}`;
}

/** The nearest name to what was typed. */
export function fittingName(typed: string): string {
  return typed
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "_")
    .replace(/^[^\p{L}]+|_+$/gu, "");
}

/** The starter grid under a name. */
export function starterGrid(name: string): string {
  return starter.replaceAll("NOM", name);
}
