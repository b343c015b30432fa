// Where the server's program may be.

import { delimiter as systemDelimiter, isAbsolute, join } from "node:path";

/** What the places to look in depend on. */
export interface Surroundings {
  /** The setting `grille.serveur.chemin`; empty if it is not set. */
  configured: string;
  /** The folder the extension is installed in. */
  extension: string;
  /** The first folder of the workspace, if there is one. */
  workspace: string | undefined;
  /** The user's own folder. */
  home: string;
  /** The variable `PATH`. */
  path: string;
  windows: boolean;
}

/** The program's file name. */
export function program(windows: boolean): string {
  return windows ? "grille-lsp.exe" : "grille-lsp";
}

/** The setting with `~` and `${workspaceFolder}` replaced. */
export function expanded(setting: string, around: Surroundings): string {
  const whole = setting.trim().replaceAll("${workspaceFolder}", around.workspace ?? "");
  return /^~(?=$|[\\/])/.test(whole) ? join(around.home, whole.slice(1)) : whole;
}

/** Every place the server may be at, the first to be preferred. A setting excludes all others: whoever set it means it. */
export function candidates(around: Surroundings): string[] {
  const name = program(around.windows);
  const configured = expanded(around.configured, around);
  if (configured !== "") {
    const at = isAbsolute(configured) || around.workspace === undefined ? configured : join(around.workspace, configured);
    // A folder is accepted for the program in it.
    return [at, join(at, name)];
  }
  const delimiter = around.windows ? ";" : systemDelimiter;
  const folders = around.path.split(delimiter).filter((folder) => folder !== "");
  return [join(around.extension, "bin", name), ...folders.map((folder) => join(folder, name)), join(around.home, ".cargo", "bin", name)];
}

/** The first of the places that holds a program. */
export async function locate(around: Surroundings, isProgram: (path: string) => Promise<boolean>): Promise<string | undefined> {
  for (const place of candidates(around)) {
    if (await isProgram(place)) {
      return place;
    }
  }
  return undefined;
}
