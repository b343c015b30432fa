// Decision tables as a page: every level with its region, a case in it, and what changes across each border.

/** A case: some inputs with their values. */
export interface Case {
  texte: string;
}

/** Two cases on both sides of a border. */
export interface Border {
  entrée: string;
  dedans: Case;
  dehors: Case;
  niveau_dehors: string;
}

/** A region in which one line decides. */
export interface Row {
  niveau: string;
  /** The line of the source, from 1. */
  ligne: number;
  condition: string;
  témoin: Case;
  bords: Border[];
}

/** The table of a `barème` or of a `décision`, as `grille table --format json` writes it. */
export interface Table {
  point?: string;
  décision?: string;
  régions: Row[];
  non_vérifié?: string;
}

/** What a table is of: `point 6.2`, `décision label`. */
export function heading(table: Table): string {
  return table.point === undefined ? `décision ${table.décision ?? ""}` : `point ${table.point}`;
}

/** A text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}

/** A border in short: the value that changes, on both sides, and what else is given. */
function crossing(border: Border): string {
  const [before, after] = [border.dedans.texte.split(", "), border.dehors.texte.split(", ")];
  const changed = after.flatMap((part, at) => (part === before[at] ? [] : [at]));
  const at = changed[0] ?? 0;
  const named = `${border.entrée} = `;
  if (changed.length !== 1 || before.length !== after.length || !before[at]?.startsWith(named) || !after[at]?.startsWith(named)) {
    return `<code>${escaped(border.dedans.texte)}</code> → <mark>${escaped(border.dehors.texte)}</mark>`;
  }
  const others = after.filter((_, other) => other !== at).map((part) => `<code>${escaped(part)}</code>`);
  const given = others.length === 0 ? "" : ` <span class="quiet">avec ${others.join(", ")}</span>`;
  return `<code>${escaped(before[at])}</code> → <mark>${escaped(after[at].slice(named.length))}</mark>${given}`;
}

function rowHtml(row: Row): string {
  const condition = row.condition === "" ? "<i>toujours</i>" : `<code>${escaped(row.condition)}</code>`;
  const borders = row.bords.map((border) => `<li>${crossing(border)} : <b>${escaped(border.niveau_dehors)}</b></li>`);
  const across = borders.length === 0 ? "" : `<dt>juste au bord</dt><dd><ul>${borders.join("")}</ul></dd>`;
  return `<article>
<h3>${escaped(row.niveau)} <button data-line="${row.ligne}" title="Aller à la ligne ${row.ligne}">ligne ${row.ligne}</button></h3>
<dl><dt>quand</dt><dd>${condition}</dd><dt>par exemple</dt><dd><code>${escaped(row.témoin.texte)}</code></dd>${across}</dl>
</article>`;
}

function tableHtml(table: Table): string {
  const incomplete =
    table.non_vérifié === undefined ? "" : `<p class="warning">Cette table n’est pas entière : ${escaped(table.non_vérifié)}.</p>`;
  return `<section>
<h2>${escaped(heading(table))}</h2>
${incomplete}${table.régions.map(rowHtml).join("\n")}
</section>`;
}

const STYLE = `
body { font-family: var(--vscode-font-family); color: var(--vscode-foreground); padding: 0 1.5rem 2rem; line-height: 1.5; }
h1 { font-size: 1.4em; font-weight: 600; margin: 1.2rem 0 .2rem; }
h2 { font-size: 1.15em; font-weight: 600; margin: 1.8rem 0 .5rem; }
p.lead, .quiet { color: var(--vscode-descriptionForeground); margin: 0; }
p.warning { border-left: 3px solid var(--vscode-editorWarning-foreground); padding-left: .7rem; }
article { border-top: 1px solid var(--vscode-panel-border, rgba(128,128,128,.35)); padding: .6rem 0 .7rem; }
h3 { font-family: var(--vscode-editor-font-family); font-size: 1em; font-weight: 600; margin: 0 0 .3rem; }
button { all: unset; cursor: pointer; color: var(--vscode-textLink-foreground); font-family: var(--vscode-font-family); font-weight: normal; font-size: .9em; margin-left: .5em; }
button:hover, button:focus-visible { text-decoration: underline; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; }
code { font-family: var(--vscode-editor-font-family); font-size: .95em; color: inherit; background: none; padding: 0; overflow-wrap: break-word; }
ul { margin: 0; padding: 0; list-style: none; }
li + li { margin-top: .2rem; }
mark { background: var(--vscode-editor-findMatchHighlightBackground, rgba(234,92,0,.33)); color: var(--vscode-foreground); border-radius: 3px; padding: 0 .15em; font-family: var(--vscode-editor-font-family); font-size: .95em; }
b { color: var(--vscode-foreground); }
`;

const SCRIPT = `
const editor = acquireVsCodeApi();
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-line]");
  if (button) editor.postMessage({ line: Number(button.dataset.line) });
});
`;

/** A page of tables. `nonce` is for the page's own style and script, the only ones it may run. */
export function page(title: string, tables: Table[], nonce: string): string {
  const body =
    tables.length === 0
      ? `<p class="lead">Rien ici n’est calculé par un barème : l’auditeur cote chaque point.</p>`
      : `<p class="lead">Pour toute réponse possible, un niveau et un seul. « Juste au bord » montre ce qui change d’une réponse à sa voisine.</p>
${tables.map(tableHtml).join("\n")}`;
  return document(title, body, nonce);
}

/** A page that says why there is no table. */
export function refusal(title: string, why: string, nonce: string): string {
  return document(title, `<p class="warning">${escaped(why)}</p>`, nonce);
}

function document(title: string, body: string, nonce: string): string {
  return `<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${escaped(title)}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${body}
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}
