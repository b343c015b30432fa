// The panel that shows decision tables and follows the grid as it is written.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

import type { Server } from "./server";
import { page, refusal } from "./table";

/** Panels open, by grid and point. */
const open = new Map<string, vscode.WebviewPanel>();

/** How long the grid must rest before its tables are asked for again, in milliseconds. */
const REST = 300;

/** Shows the tables of a grid, or of one point, beside it. */
export async function showTable(server: Server, grid: vscode.Uri, point: string | undefined): Promise<void> {
  const key = `${grid.toString()}#${point ?? ""}`;
  const existing = open.get(key);
  if (existing !== undefined) {
    existing.reveal(undefined, true);
    return;
  }
  const title = "Tables de décision";
  const panel = vscode.window.createWebviewPanel(
    "grille.table",
    point === undefined ? title : `Table ${point}`,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: true, localResourceRoots: [] },
  );
  open.set(key, panel);
  let asked = 0;
  const update = async (): Promise<void> => {
    const mine = ++asked;
    const nonce = randomBytes(16).toString("base64url");
    let html: string;
    try {
      html = page(title, await server.tables(grid, point), nonce);
    } catch (error) {
      html = refusal(title, error instanceof Error ? error.message : String(error), nonce);
    }
    if (mine === asked && open.get(key) === panel) {
      panel.webview.html = html;
    }
  };
  let rest: NodeJS.Timeout | undefined;
  const listening = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.toString() === grid.toString()) {
        clearTimeout(rest);
        rest = setTimeout(() => void update(), REST);
      }
    }),
    panel.webview.onDidReceiveMessage(async ({ line }: { line: number }) => {
      const at = new vscode.Position(line - 1, 0);
      await vscode.window.showTextDocument(grid, { viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(at, at) });
    }),
  );
  panel.onDidDispose(() => {
    clearTimeout(rest);
    open.delete(key);
    listening.dispose();
  });
  await update();
}
