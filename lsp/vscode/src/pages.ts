// Pages the server writes, shown beside the text they are about, to be read.

import * as vscode from "vscode";

const SCHEME = "grille-page";

/** The pages shown, by their address. */
const shown = new Map<string, string>();

/** Serves the pages. */
export function pages(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => shown.get(uri.toString()) ?? "Cette page n’est plus disponible : demandez-la de nouveau.\n",
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
  );
}

/** Shows a page beside the text. */
export async function showPage(name: string, text: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(kept(name, text));
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
}

/** Shows a Markdown page as it is meant to be read. */
export async function showMarkdown(name: string, text: string): Promise<void> {
  await vscode.commands.executeCommand("markdown.showPreviewToSide", kept(`${name}.md`, text));
}

function kept(name: string, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name.replace(/[/\\]/g, "_")}`, query: String(Date.now()) });
  shown.set(uri.toString(), text);
  return uri;
}
