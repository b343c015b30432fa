// Explanations of audits: which grid, which audit, which point, and the answer as a page to read.

import * as vscode from "vscode";

import { audits, type AuditEntry } from "./audits";
import { gridName, pointsOf } from "./grids";
import { showPage } from "./pages";
import type { Server } from "./server";

/** Asks what is to be explained, as far as it is not known, and shows the answer. */
export async function explainAudit(server: Server, chosen: vscode.Uri | undefined): Promise<void> {
  const file = await auditFile(chosen);
  if (file === undefined) {
    return;
  }
  const text = await textOf(file);
  const found = audits(text);
  if (found.length === 0) {
    void vscode.window.showWarningMessage(
      `${vscode.workspace.asRelativePath(file)} ne contient pas d’audit lisible : il faut un objet JSON avec une clé « audit », un tableau de tels objets, ou un objet par ligne.`,
    );
    return;
  }
  const audit = await chosenAudit(found);
  if (audit === undefined) {
    return;
  }
  const grid = await gridOf(audit);
  if (grid === undefined) {
    return;
  }
  const point = await chosenPoint(grid, audit);
  if (point === undefined) {
    return;
  }
  const { texte } = await server.explanation(grid, file, audit.id, point === "" ? undefined : point);
  await showPage(`${point === "" ? "Audit" : `Point ${point}, audit`} ${audit.id}`, texte);
}

async function auditFile(chosen: vscode.Uri | undefined): Promise<vscode.Uri | undefined> {
  const candidate = chosen ?? vscode.window.activeTextEditor?.document.uri;
  if (candidate !== undefined && /\.(json|ndjson|jsonl)$/.test(candidate.path)) {
    return candidate;
  }
  const files = await vscode.workspace.findFiles("**/*.{json,ndjson,jsonl}", "**/{node_modules,target,.*}/**", 500);
  const holding: vscode.Uri[] = [];
  for (const file of files) {
    if (audits(await textOf(file)).length > 0) {
      holding.push(file);
    }
  }
  const other = "Choisir un fichier…";
  const items = [
    ...holding.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })).sort((a, b) => a.label.localeCompare(b.label)),
    { label: other, uri: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: "Expliquer un audit", placeHolder: "Le fichier d’audits" });
  if (picked === undefined || picked.uri !== undefined) {
    return picked?.uri;
  }
  const opened = await vscode.window.showOpenDialog({
    title: "Le fichier d’audits",
    filters: { Audits: ["json", "ndjson", "jsonl"] },
  });
  return opened?.[0];
}

async function chosenAudit(found: AuditEntry[]): Promise<AuditEntry | undefined> {
  if (found.length === 1) {
    return found[0];
  }
  const items = found.map((audit) => ({ label: audit.id, description: audit.grid ?? "", audit }));
  const picked = await vscode.window.showQuickPick(items, { title: "Expliquer un audit", placeHolder: "L’audit" });
  return picked?.audit;
}

/** The grid an audit names, among those open and those of the workspace; asked for if that does not settle it. */
async function gridOf(audit: AuditEntry): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.textDocuments.filter((document) => document.languageId === "grille").map(({ uri }) => uri);
  const known = await vscode.workspace.findFiles("**/*.grille", "**/{node_modules,target,.*}/**", 500);
  const grids = [...new Map([...open, ...known].map((uri) => [uri.toString(), uri])).values()];
  const named = await Promise.all(grids.map(async (uri) => ({ uri, name: gridName(await textOf(uri)) })));
  const fitting = audit.grid === undefined ? named : named.filter(({ name }) => name === audit.grid?.normalize("NFC"));
  if (fitting.length === 1) {
    return fitting[0]?.uri;
  }
  if (named.length === 0) {
    void vscode.window.showWarningMessage("Aucune grille n’est ouverte : ouvrez le fichier .grille de cet audit.");
    return undefined;
  }
  const items = (fitting.length > 0 ? fitting : named).map(({ uri, name }) => ({
    label: vscode.workspace.asRelativePath(uri),
    description: name ?? "",
    uri,
  }));
  const placeHolder = audit.grid === undefined ? "La grille de cet audit" : `La grille de cet audit (il dit ${audit.grid})`;
  return (await vscode.window.showQuickPick(items, { title: "Expliquer un audit", placeHolder }))?.uri;
}

/** The point to explain; empty for the whole audit. */
async function chosenPoint(grid: vscode.Uri, audit: AuditEntry): Promise<string | undefined> {
  const whole = { label: "$(book) Tout l’audit", description: "le score, groupe par groupe", point: "" };
  const points = pointsOf(await textOf(grid));
  const items = [whole, ...points.map(({ id, title }) => ({ label: id, description: title, point: id }))];
  const picked = await vscode.window.showQuickPick(items, {
    title: `Expliquer l’audit ${audit.id}`,
    placeHolder: "Le point, ou l’audit entier",
    matchOnDescription: true,
  });
  return picked?.point;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
