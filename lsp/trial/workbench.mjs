// Drives the workbench: a grid with a gap is opened, its witness read, its correction made, its table shown, an audit explained; a case
// is run, a new version is tried on an archive and compared with the one it replaces; then a new grid is begun, and the server goes
// missing.
//
// Usage: node workbench.mjs CODE-SERVER SERVER VSIX [--picture]

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [workbench, server, vsix, ...flags] = process.argv.slice(2).map((argument) => (argument.startsWith("--") ? argument : resolve(argument)));
const root = resolve(fileURLToPath(import.meta.url), "../../..");
const entry = join(workbench, "node_modules/code-server/out/node/entry.js");
const { chromium } = createRequire(join(workbench, "package.json"))("playwright-core");

/** Longest wait for anything, in milliseconds: a slow machine is not a failure. */
const PATIENCE = 60_000;

const home = mkdtempSync(join(tmpdir(), "grille-workbench-"));
const folder = join(home, "audits");
const picturesOf = (name) => join(flags.includes("--picture") ? join(root, "docs/images") : home, name);

/** Writes the user's settings: those of the trial, with some changed. */
function settle(changed) {
  const settings = {
    "grille.serveur.chemin": server,
    // A grid that replaces none is not weighed.
    "grille.archive": "urssaf.json",
    "editor.fontFamily": "'DejaVu Sans Mono', monospace",
    "editor.fontSize": 13,
    "editor.minimap.enabled": false,
    "editor.stickyScroll.enabled": false,
    "editor.guides.indentation": false,
    "workbench.activityBar.location": "hidden",
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": false,
    "workbench.colorTheme": "Default Light Modern",
    "workbench.layoutControl.enabled": false,
    "window.commandCenter": false,
    "chat.commandCenter.enabled": false,
    "security.workspace.trust.enabled": false,
    "telemetry.telemetryLevel": "off",
    "extensions.ignoreRecommendations": true,
    "git.enabled": false,
    "files.autoSave": "off",
  };
  writeFileSync(join(home, "data/User/settings.json"), JSON.stringify({ ...settings, ...changed }));
}

function prepare() {
  mkdirSync(folder);
  // Point 6.2 with `>` where the grid has `≥`: 85 % exactly has no level any more.
  const grid = readFileSync(join(root, "grids/sp_plus/2023.grille"), "utf8");
  const gap = grid.replace(/(point_de_progrès si|conforme         si) taux_décroché ≥ objectif_décroché/g, "$1 taux_décroché > objectif_décroché");
  assert.notEqual(gap, grid);
  writeFileSync(join(folder, "sp_plus.grille"), gap);
  // At 85 % exactly, measured twice a year, the grid gives `point_de_progrès`.
  const expected = 'cas "en vain" pour sp_plus version "2023" {\n  taux_décroché = 85 %\n  fréquence_taux_décroché = semestrielle\n  attendu 6.2 = conforme\n}\n';
  writeFileSync(join(folder, "essais.cas"), expected);
  cpSync(join(root, "grids/sp_plus/exemples/urssaf.json"), join(folder, "urssaf.json"));
  mkdirSync(join(home, "data/User"), { recursive: true });
  settle({});
}

/** A version and the one it replaces, with an audit to try it on. */
function prepareVersions() {
  const versions = join(folder, "versions");
  mkdirSync(versions);
  for (const file of ["2023.grille", "projet.grille", "exemples/urssaf.json"]) {
    cpSync(join(root, "grids/sp_plus", file), join(versions, file.split("/").at(-1)));
  }
}

const OWN = ["--user-data-dir", join(home, "data"), "--extensions-dir", join(home, "extensions"), "--config", join(home, "config.yaml")];

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function answering(url) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    if (await fetch(url).then((answer) => answer.ok, () => false)) {
      return;
    }
    await new Promise((later) => setTimeout(later, 300));
  }
  throw new Error("the workbench does not answer");
}

const said = (what) => console.log(`  ok  ${what}`);

async function drive(page) {
  const text = async (selector) => (await page.locator(selector).allInnerTexts()).join("\n").replaceAll("\u00a0", " ");
  const seen = async (selector, expected, wanted = true) => {
    let last = "";
    for (const end = Date.now() + PATIENCE; Date.now() < end; await page.waitForTimeout(150)) {
      last = await text(selector);
      if (expected.test(last) === wanted) {
        return;
      }
    }
    throw new Error(`${selector}: ${expected} ${wanted ? "was not seen" : "did not go"} in:\n${last}`);
  };
  const command = async (title) => {
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget input").first().waitFor();
    await page.keyboard.type(title);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().waitFor({ timeout: PATIENCE });
    await page.keyboard.press("Enter");
  };
  const pick = async (asked, label) => {
    await page.locator(`.quick-input-widget input[placeholder*="${asked}"]`).waitFor({ timeout: PATIENCE });
    await page.keyboard.type(label);
    await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: label }).waitFor({ timeout: PATIENCE });
    await page.keyboard.press("Enter");
  };
  const goTo = async (line, column = 1) => {
    await page.keyboard.press("Control+g");
    await page.locator(".quick-input-widget input").first().waitFor();
    await page.keyboard.type(`${line}:${column}`);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(400);
  };
  const open = async (file) => {
    await page.locator(".explorer-folders-view .monaco-list-row", { hasText: file }).dblclick({ timeout: PATIENCE });
    await page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor({ timeout: PATIENCE });
    await page.locator(".monaco-editor .view-line").first().waitFor();
  };

  const quickOpen = async (file) => {
    await page.keyboard.press("Control+p");
    await page.locator(".quick-input-widget input").first().waitFor();
    await page.keyboard.type(file);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: file }).first().waitFor({ timeout: PATIENCE });
    await page.keyboard.press("Enter");
    await page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor({ timeout: PATIENCE });
  };

  await page.locator(".monaco-workbench").waitFor({ timeout: PATIENCE });
  await page.locator(".explorer-folders-view").waitFor({ timeout: PATIENCE });
  await open("sp_plus.grille");
  await seen(".statusbar", /1\s+Grille \d/);
  said("the server runs, and the status bar counts one error");

  const lines = readFileSync(join(folder, "sp_plus.grille"), "utf8").split("\n");
  const graded = lines.findIndex((line) => line.includes("point_de_progrès si taux_décroché >"));
  await goTo(graded + 1, 12);
  await page.keyboard.press("Control+b");
  await command("Grille: Vérifier la grille");
  await seen(".markers-panel", /taux_décroché = 85 %.*aucun niveau/);
  said("the problems panel shows the witness, taux_décroché = 85 %");
  await page.keyboard.press("Control+j");
  await page.locator(".part.panel").waitFor({ state: "hidden" });

  await goTo(graded - 2, 7);
  await page.keyboard.press("F8");
  await seen(".zone-widget", /taux_décroché = 85 %.*aucun niveau/);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: picturesOf("gap.png") });
  said("the gap is shown in the grid, beside its lines");
  await page.keyboard.press("Escape");
  await seen(".codelens-decoration", /table de décision/);
  await goTo(lines.findIndex((line) => line.startsWith("paramètre objectif_décroché")) + 1);
  await seen(".codelens-decoration", /[2-9] utilisations/);
  said("above what is declared stands how often it is used");

  await goTo(graded - 2, 9);
  await page.keyboard.press("Control+.");
  await seen(".action-widget", /écrire `≥` au lieu de `>`/);
  const wanted = page.locator(".action-widget .monaco-list-row.focused", { hasText: "écrire `≥` au lieu de `>`" });
  for (let tries = 0; (await wanted.count()) === 0 && tries < 8; tries += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(100);
  }
  await page.keyboard.press("Enter");
  await seen(".view-lines", /point_de_progrès si taux_décroché ≥ objectif_décroché/);
  await seen(".statusbar", /1\s+Grille \d/, false);
  assert.equal(await page.locator(".squiggly-error").count(), 0);
  said("its correction is made, and the diagnostic is gone");

  await goTo(graded + 1, 30);
  await command("Show or Focus Hover");
  await seen(".monaco-hover", /Taux de décroché/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  said("hovering over an input says what it is");

  await command("Grille: Voir la table de décision");
  const table = page.frameLocator("iframe.webview.ready").frameLocator("iframe");
  await table.locator("article").first().waitFor({ timeout: PATIENCE });
  const shown = (await table.locator("body").innerText()).replaceAll("\u00a0", " ");
  assert.match(shown, /point 6\.2/);
  assert.match(shown, /conforme[^]*taux_décroché = 85 %/);
  await page.screenshot({ path: picturesOf("table.png") });
  said("the decision table of the point is shown beside it");

  await page.keyboard.press("Control+s");
  await command("Grille: Expliquer un audit");
  await pick("Le fichier", "urssaf.json");
  await pick("Le point", "6.2");
  await seen(".view-lines", /La ligne qui décide/);
  said("an audit is explained at a point, with the line that decides");

  await command("View: Show Explorer");
  await open("essais.cas");
  await seen(".statusbar", /1\s+Grille \d/);
  await command("View: Toggle Problems");
  await seen(".markers-panel", /point_de_progrès/);
  said("a case that expects something else in vain is told of");
  await page.keyboard.press("Control+j");
  await seen(".codelens-decoration", /lancer ce cas \(1 attente non tenue\)/);
  await page.locator(".codelens-decoration a", { hasText: "lancer ce cas" }).first().click();
  await page.locator(".tab.active", { hasText: "en vain" }).waitFor({ timeout: PATIENCE });
  await seen(".view-lines", /attendu `conforme` au point 6\.2[^]*Statut : calculé `point_de_progrès`/);
  said("run from above it, the case shows what came out and why");

  prepareVersions();
  await command("View: Close All Editors");
  await quickOpen("projet.grille");
  await page.keyboard.press("Control+b");
  const header = readFileSync(join(folder, "versions/projet.grille"), "utf8").split("\n").findIndex((line) => line.startsWith("grille ")) + 1;
  await goTo(header);
  await seen(".codelens-decoration", /archive \(1 audit\) : /);
  await seen(".codelens-decoration", /comparer à la version publiée/);
  await page.waitForTimeout(1000);
  await page.screenshot({ path: picturesOf("archive.png") });
  said("above a new version stands what it does to the archive");
  await page.keyboard.type("étrange chose\n");
  await seen(".codelens-decoration", /archive/, false);
  await goTo(header);
  await page.keyboard.press("Control+Shift+k");
  await seen(".codelens-decoration", /archive \(1 audit\) : /);
  await page.keyboard.press("Control+s");
  said("gone while the grid has an error, it is back once it is mended");
  await command("Grille: Comparer à la version publiée");
  const comparison = page.frameLocator("iframe.webview.ready").last().frameLocator("iframe");
  await comparison.locator("h1, h2").first().waitFor({ timeout: PATIENCE });
  assert.match((await comparison.locator("body").innerText()).replaceAll("\u00a0", " "), /Version de fond/);
  said("it is compared with the version it replaces");
  // A page keeps the keys for itself.
  await page.locator(".tab", { hasText: "projet.grille" }).first().click();
  await command("View: Close All Editors");

  await command("Grille: Nouvelle grille");
  await seen(".quick-input-widget", /Le nom de la grille/);
  await page.keyboard.type("accueil");
  await page.keyboard.press("Enter");
  await page.locator('.tab.active[data-resource-name="accueil.grille"]').waitFor({ timeout: PATIENCE });
  await command("Grille: Vérifier la grille");
  await seen(".notifications-toasts", /La grille est juste/);
  said("a new grid is right as it stands");

  settle({ "grille.serveur.chemin": "/nulle/part/grille-lsp" });
  await page.reload();
  await seen(".statusbar", /Grille : serveur introuvable/);
  await command("Notifications: Show Notifications");
  await seen(".notifications-center", /Choisir le programme[^]*désigne \/nulle\/part\/grille-lsp/);
  said("a server that is missing is told of, with what to do");
}

prepare();
execFileSync(process.execPath, [entry, ...OWN, "--install-extension", vsix], { stdio: ["ignore", "ignore", "inherit"] });
const port = await freePort();
const running = spawn(
  process.execPath,
  [entry, ...OWN, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
  { stdio: "ignore" },
);
let browser;
try {
  await answering(`http://127.0.0.1:${port}/healthz`);
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--lang=fr"] });
  const page = await browser.newPage({ viewport: { width: 1120, height: 560 }, deviceScaleFactor: 1.5, locale: "fr-FR" });
  try {
    await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(folder)}`);
    await drive(page);
  } catch (error) {
    const last = join(tmpdir(), "grille-workbench-failure.png");
    await page.screenshot({ path: last });
    console.error(`What was on the screen: ${last}`);
    throw error;
  }
} finally {
  await browser?.close();
  running.kill();
}
rmSync(home, { recursive: true, force: true });
console.log("All is well in the workbench.");
