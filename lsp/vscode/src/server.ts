// The language server as the editor runs it: found, started, asked.

import { access, constants, stat } from "node:fs/promises";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { LanguageClient, State, type Location } from "vscode-languageclient/node";

import { locate, program } from "./locate";
import type { ServerState } from "./status";
import type { Table } from "./table";

/** Commands of the server. */
const TABLE = "grille.server.table";
const EXPLAIN = "grille.server.explain";
const RUN_CASE = "grille.server.runCase";
const COMPARE = "grille.server.compare";

/** Commands of ours that the server may name in a code lens. */
const OURS = ["grille.showReferences", "grille.showTable", "grille.runCase", "grille.compareVersions"];

/** A page the server has written. */
export interface Page {
  titre: string;
  texte: string;
  /** For decision tables: what the page shows. */
  tables?: Table[];
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private currentState: ServerState = "stopped";
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly extension: vscode.ExtensionContext,
    private readonly log: vscode.OutputChannel,
  ) {}

  get state(): ServerState {
    return this.currentState;
  }

  /** The server's version; empty while it does not run. */
  get version(): string {
    return this.currentState === "running" ? (this.client?.initializeResult?.serverInfo?.version ?? "") : "";
  }

  /** Starts the server; if it cannot be found, says so once and offers what helps. */
  async start(): Promise<void> {
    const found = await this.find();
    if (found === undefined) {
      this.become("missing");
      void this.explainMissing();
      return;
    }
    this.log.appendLine(`Serveur : ${found}`);
    this.become("starting");
    const client = new LanguageClient(
      "grille",
      "Grille",
      { command: found, args: ["--stdio"] },
      {
        documentSelector: [
          { scheme: "file", language: "grille" },
          { scheme: "untitled", language: "grille" },
          { scheme: "file", language: "grille-cas" },
          { scheme: "untitled", language: "grille-cas" },
        ],
        outputChannel: this.log,
        synchronize: { configurationSection: "grille" },
      },
    );
    client.registerFeature({
      fillClientCapabilities: (capabilities) => {
        capabilities.experimental = { ...capabilities.experimental, commands: { commands: OURS } };
      },
      initialize: () => undefined,
      getState: () => ({ kind: "static" }),
      clear: () => undefined,
    });
    this.client = client;
    client.onDidChangeState(({ newState }) => {
      if (this.client === client && newState === State.Stopped && this.currentState === "running") {
        this.become("stopped");
      } else if (this.client === client && newState === State.Running) {
        this.become("running");
      }
    });
    try {
      await client.start();
      this.become("running");
    } catch (error) {
      this.become("stopped");
      const seeLog = "Voir le journal";
      const chosen = await vscode.window.showErrorMessage(
        `Le serveur de Grille n’a pas pu démarrer (${found}) : ${error instanceof Error ? error.message : String(error)}`,
        seeLog,
      );
      if (chosen === seeLog) {
        this.log.show();
      }
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.become("stopped");
    if (client !== undefined && client.state !== State.Stopped) {
      await client.stop().catch((error: unknown) => this.log.appendLine(String(error)));
    }
    await client?.dispose().catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
  }

  /** The tables of a grid, or of one point of it. Fails with a message in French. */
  async tables(grid: vscode.Uri, point: string | undefined): Promise<Table[]> {
    return (await this.ask(TABLE, { uri: this.uri(grid), point })).tables ?? [];
  }

  /** Why an audit of a file, or one point of it, came to what it did. Fails with a message in French. */
  explanation(grid: vscode.Uri, audits: vscode.Uri, audit: string, point: string | undefined): Promise<Page> {
    return this.ask(EXPLAIN, { uri: this.uri(grid), audits: this.uri(audits), audit, point });
  }

  /** What a case of a file came to, or all of them. Fails with a message in French. */
  caseRun(cases: vscode.Uri, title: string | undefined): Promise<Page> {
    return this.ask(RUN_CASE, { uri: this.uri(cases), cas: title });
  }

  /** What changed in a grid from its published version, in Markdown. Fails with a message in French. */
  comparison(grid: vscode.Uri): Promise<Page> {
    return this.ask(COMPARE, { uri: this.uri(grid) });
  }

  /** A place as the server gives it, for the editor. */
  location(of: Location): vscode.Location | undefined {
    return this.client?.protocol2CodeConverter.asLocation(of);
  }

  private uri(of: vscode.Uri): string {
    return this.client?.code2ProtocolConverter.asUri(of) ?? of.toString();
  }

  private async ask(command: string, argument: object): Promise<Page> {
    if (this.client === undefined || this.currentState !== "running") {
      throw new Error("le serveur de Grille ne tourne pas");
    }
    return this.client.sendRequest<Page>("workspace/executeCommand", { command, arguments: [argument] });
  }

  private become(state: ServerState): void {
    this.currentState = state;
    void vscode.commands.executeCommand("setContext", "grille.serverRunning", state === "running");
    this.changed.fire();
  }

  private find(): Promise<string | undefined> {
    const windows = process.platform === "win32";
    const around = {
      configured: vscode.workspace.getConfiguration("grille").get<string>("serveur.chemin", ""),
      extension: this.extension.extensionPath,
      workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: homedir(),
      path: process.env["PATH"] ?? "",
      windows,
    };
    return locate(around, async (path) => {
      try {
        await access(path, windows ? constants.F_OK : constants.X_OK);
        return (await stat(path)).isFile();
      } catch {
        return false;
      }
    });
  }

  /** Says that the server is missing, why it matters, and what to do. */
  async explainMissing(): Promise<void> {
    const configured = vscode.workspace.getConfiguration("grille").get<string>("serveur.chemin", "");
    const name = program(process.platform === "win32");
    const why =
      configured === ""
        ? `Le programme ${name} n’a été trouvé ni dans l’extension, ni dans le PATH, ni dans ~/.cargo/bin`
        : `Le réglage « grille.serveur.chemin » désigne ${configured}, où il n’y a pas de programme`;
    const [choose, settings, help] = ["Choisir le programme…", "Ouvrir le réglage", "Comment l’installer"];
    const chosen = await vscode.window.showWarningMessage(
      `${why} : les grilles sont colorées, mais pas vérifiées.`,
      choose,
      settings,
      help,
    );
    if (chosen === choose) {
      await vscode.commands.executeCommand("grille.chooseServer");
    } else if (chosen === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "grille.serveur.chemin");
    } else if (chosen === help) {
      await vscode.commands.executeCommand("grille.firstSteps", "server");
    }
  }
}
