// The status bar item of the open grid.

import * as vscode from "vscode";

import type { Server } from "./server";
import { status } from "./status";

/** Shows the state of the open grid for as long as the extension lives. */
export function statusBar(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("grille.status", vscode.StatusBarAlignment.Left, 50);
  item.name = "Grille";
  const update = (): void => {
    const open = vscode.window.activeTextEditor?.document;
    const wanted = vscode.workspace.getConfiguration("grille").get<boolean>("etat.visible", true);
    if (!wanted || open === undefined || !open.languageId.startsWith("grille")) {
      item.hide();
      return;
    }
    const found = vscode.languages.getDiagnostics(open.uri);
    const count = (severity: vscode.DiagnosticSeverity): number =>
      found.filter((diagnostic) => diagnostic.severity === severity).length;
    const shown = status(
      server.state,
      server.version,
      count(vscode.DiagnosticSeverity.Error),
      count(vscode.DiagnosticSeverity.Warning),
    );
    item.text = shown.text;
    item.tooltip = shown.tooltip;
    item.accessibilityInformation = { label: shown.tooltip };
    item.backgroundColor =
      shown.severity === "none" ? undefined : new vscode.ThemeColor("statusBarItem.warningBackground");
    item.command =
      server.state === "missing"
        ? "grille.explainMissing"
        : server.state === "stopped"
          ? "grille.restartServer"
          : "workbench.actions.view.problems";
    item.show();
  };
  update();
  return vscode.Disposable.from(
    item,
    server.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.languages.onDidChangeDiagnostics(update),
    vscode.workspace.onDidChangeConfiguration(update),
  );
}
