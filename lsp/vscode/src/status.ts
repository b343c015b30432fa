// What the status bar says.

/** Where the server is in its life. */
export type ServerState = "starting" | "running" | "missing" | "stopped";

/** What is shown of one grid. */
export interface Status {
  text: string;
  tooltip: string;
  /** How strongly it is shown. */
  severity: "warning" | "none";
}

/** `2 erreurs`, `1 erreur`, `aucune erreur`. */
function counted(count: number, one: string, none: string): string {
  return count === 0 ? `${none} ${one}` : `${count} ${one}${count > 1 ? "s" : ""}`;
}

/** The status of a grid with so many errors and warnings. `version` is the server's. */
export function status(state: ServerState, version: string, errors: number, warnings: number): Status {
  switch (state) {
    case "starting":
      return { text: "$(sync~spin) Grille", tooltip: "Le serveur de Grille démarre…", severity: "none" };
    case "missing":
      return {
        text: "$(warning) Grille : serveur introuvable",
        tooltip: "Le programme grille-lsp n’a pas été trouvé : la grille n’est pas vérifiée. Cliquer pour y remédier.",
        severity: "warning",
      };
    case "stopped":
      return {
        text: "$(warning) Grille : serveur arrêté",
        tooltip: "Le serveur de Grille s’est arrêté : la grille n’est plus vérifiée. Cliquer pour le redémarrer.",
        severity: "warning",
      };
    case "running": {
      const found = [
        ...(errors > 0 ? [`$(error) ${errors}`] : []),
        ...(warnings > 0 ? [`$(warning) ${warnings}`] : []),
      ];
      return {
        text: `${found.length > 0 ? found.join(" ") : "$(check)"} Grille ${version}`.trimEnd(),
        tooltip: `${counted(errors, "erreur", "aucune")}, ${counted(warnings, "avertissement", "aucun")}. Cliquer pour voir les problèmes.`,
        severity: "none",
      };
    }
  }
}
