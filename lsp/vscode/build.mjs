// Bundles the extension into dist/extension.js, or, with --tests, each test file into dist/test/.
import { readdirSync, rmSync } from "node:fs";
import { build } from "esbuild";

const tests = process.argv.includes("--tests");
const production = process.argv.includes("--production");

rmSync(tests ? "dist/test" : "dist/extension.js", { recursive: true, force: true });

await build({
  entryPoints: tests
    ? readdirSync("test").filter((file) => file.endsWith(".test.ts")).map((file) => `test/${file}`)
    : ["src/extension.ts"],
  ...(tests ? { outdir: "dist/test", outExtension: { ".js": ".cjs" } } : { outfile: "dist/extension.js" }),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  // The starter grid of `grille new` is taken in as text: it stands in one place.
  loader: { ".grille": "text" },
  external: ["vscode", "vscode-oniguruma", "vscode-textmate", "typescript"],
  minify: production,
  sourcemap: !production,
  logLevel: "warning",
});
