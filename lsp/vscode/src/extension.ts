// The extension: what it registers, and what its commands do.

import * as vscode from "vscode";
import type { Location, Position as Place } from "vscode-languageclient/node";

import { caseAt } from "./cases";
import { explainAudit } from "./explain";
import { pages, showMarkdown, showPage } from "./pages";
import { fittingName, starterGrid, wrongName } from "./starter";
import { Server } from "./server";
import { statusBar } from "./statusBar";
import { showTable } from "./tableView";
import { gradedPointAt } from "./grids";

/** Called by the editor once, when a grid is first met. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Grille");
  const server = new Server(context, log);
  const command = (name: string, run: (...args: never[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`grille.${name}`, (...args: never[]) => told(() => run(...args)));
  context.subscriptions.push(
    log,
    server,
    statusBar(server),
    pages(),
    command("newGrid", newGrid),
    command("checkGrid", () => checkGrid(server)),
    command("formatGrid", () => vscode.commands.executeCommand("editor.action.formatDocument")),
    command("showTable", (uri?: string | vscode.Uri, point?: string) =>
      typeof uri === "string" ? running(server, () => showTable(server, vscode.Uri.parse(uri), point)) : tableOfActive(server),
    ),
    command("showReferences", (uri: string, position: Place, uses: Location[]) => showReferences(server, uri, position, uses)),
    command("explainAudit", (file?: vscode.Uri) => running(server, () => explainAudit(server, file))),
    command("runCase", (uri?: string | vscode.Uri, title?: string) => running(server, () => runCase(server, uri, title))),
    command("compareVersions", (uri?: string | vscode.Uri) => running(server, () => compareVersions(server, uri))),
    command("restartServer", () => server.restart()),
    command("chooseServer", chooseServer),
    command("explainMissing", () => server.explainMissing()),
    command("showLog", () => log.show()),
    command("firstSteps", (step?: string) => firstSteps(context, step)),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      if (event.affectsConfiguration("grille.serveur.chemin")) {
        await server.restart();
      }
    }),
  );
  void vscode.workspace.findFiles("**/*.grille", undefined, 1).then((grids) =>
    vscode.commands.executeCommand("setContext", "grille.hasGrid", grids.length > 0),
  );
  await server.start();
}

/** Runs a command; what fails is told to the user, in the words of whoever failed. */
async function told(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** Runs what needs the server; if it does not run, says so instead. */
async function running(server: Server, run: () => Promise<void>): Promise<void> {
  if (server.state === "running") {
    await run();
  } else if (server.state === "missing") {
    await server.explainMissing();
  } else {
    const restart = "Redémarrer";
    if ((await vscode.window.showWarningMessage("Le serveur de Grille ne tourne pas.", restart)) === restart) {
      await server.restart();
    }
  }
}

/** Shows the uses a code lens counted. */
async function showReferences(server: Server, uri: string, position: Place, uses: Location[]): Promise<void> {
  const places = uses.map((use) => server.location(use));
  const at = new vscode.Position(position.line, position.character);
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), at, places);
}

async function newGrid(): Promise<void> {
  const name = await vscode.window.showInputBox({
    title: "Nouvelle grille",
    prompt: "Le nom de la grille : des lettres, des chiffres et « _ »",
    value: "ma_grille",
    validateInput: (typed) => wrongName(typed) ?? null,
  });
  if (name === undefined) {
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) {
    const document = await vscode.workspace.openTextDocument({ language: "grille", content: starterGrid(name) });
    await vscode.window.showTextDocument(document);
    return;
  }
  const file = vscode.Uri.joinPath(folder, `${fittingName(name)}.grille`);
  const edit = new vscode.WorkspaceEdit();
  // Never over another file.
  edit.createFile(file, { overwrite: false, contents: new TextEncoder().encode(starterGrid(name)) });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`${vscode.workspace.asRelativePath(file)} existe déjà : choisissez un autre nom.`);
  }
  await vscode.window.showTextDocument(file);
}

/** Says what was found in the open grid, and goes to the first problem. */
async function checkGrid(server: Server): Promise<void> {
  await running(server, async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "grille") {
      throw new Error("Ouvrez d’abord la grille à vérifier.");
    }
    const rank = (diagnostic: vscode.Diagnostic): number => diagnostic.severity * 1e6 + diagnostic.range.start.line;
    const found = [...vscode.languages.getDiagnostics(editor.document.uri)].sort((a, b) => rank(a) - rank(b));
    const first = found[0];
    if (first === undefined) {
      void vscode.window.showInformationMessage("La grille est juste : aucune erreur, aucun avertissement.");
      return;
    }
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    await vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn, selection: new vscode.Range(first.range.start, first.range.start) });
  });
}

/** The table of the point the cursor is in, or of the whole grid. */
async function tableOfActive(server: Server): Promise<void> {
  await running(server, async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "grille") {
      throw new Error("Ouvrez d’abord la grille dont vous voulez les tables.");
    }
    const { document, selection } = editor;
    const endOfLine = document.offsetAt(document.lineAt(selection.active.line).range.end);
    await showTable(server, document.uri, gradedPointAt(document.getText(), endOfLine));
  });
}

/** Runs a case, the one the cursor is in or all of the file, and shows what came of it. */
async function runCase(server: Server, uri: string | vscode.Uri | undefined, title: string | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (typeof uri !== "string" && editor?.document.languageId !== "grille-cas") {
    throw new Error("Ouvrez d’abord le fichier de cas (.cas).");
  }
  const file = typeof uri === "string" ? vscode.Uri.parse(uri) : editor?.document.uri;
  if (file === undefined) {
    return;
  }
  const wanted = typeof uri === "string" ? title : caseAt(editor?.document.getText() ?? "", editor?.document.offsetAt(editor.selection.active) ?? 0);
  const { titre, texte } = await server.caseRun(file, wanted);
  await showPage(titre, texte);
}

/** Shows what changed from the version that was published, or is replaced. */
async function compareVersions(server: Server, uri: string | vscode.Uri | undefined): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const grid = typeof uri === "string" ? vscode.Uri.parse(uri) : editor?.document.languageId === "grille" ? editor.document.uri : undefined;
  if (grid === undefined) {
    throw new Error("Ouvrez d’abord la grille à comparer.");
  }
  const { titre, texte } = await server.comparison(grid);
  await showMarkdown(titre, texte);
}

async function chooseServer(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: "Le programme grille-lsp",
    openLabel: "Utiliser ce programme",
    canSelectMany: false,
  });
  const file = chosen?.[0];
  if (file !== undefined) {
    await vscode.workspace
      .getConfiguration("grille")
      .update("serveur.chemin", file.fsPath, vscode.ConfigurationTarget.Global);
  }
}

function firstSteps(context: vscode.ExtensionContext, step: string | undefined): Thenable<unknown> {
  const category = `${context.extension.id}#firstGrid`;
  return vscode.commands.executeCommand("workbench.action.openWalkthrough", step === undefined ? category : { category, step }, false);
}
