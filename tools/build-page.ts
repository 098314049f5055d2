import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

// The page of reports and of `speceval view`: one script and one style sheet, which are put into every HTML file.
const root = join(import.meta.dirname, "..");
const out = join(root, "dist", "page");
mkdirSync(out, { recursive: true });
await build({
  entryPoints: {
    page: join(root, "src/page/main.tsx"),
    style: join(root, "src/page/page.css"),
    label: join(root, "src/page/label/main.tsx"),
    "label-style": join(root, "src/page/label/label.css"),
  },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
});
