import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const FILES = globSync(["*.md", "docs/**/*.md", "examples/**/*.md", "src/**/*.ts"], { cwd: ROOT });

test("every page of ours that a page links to exists", () => {
  const broken = FILES.filter((file) => file.endsWith(".md")).flatMap((file) => {
    const links = [...readFileSync(join(ROOT, file), "utf8").matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
    return links.filter((target) => !existsSync(join(ROOT, dirname(file), target))).map((target) => `${file}: ${target}`);
  });
  expect(broken).toEqual([]);
});

test("every page that a help text or a message names exists", () => {
  const broken = FILES.filter((file) => file.endsWith(".ts")).flatMap((file) => {
    const pages = [...readFileSync(join(ROOT, file), "utf8").matchAll(/\bdocs\/[\w/-]+\.md\b/g)].map(([page]) => page);
    return pages.filter((page) => !existsSync(join(ROOT, page))).map((page) => `${file}: ${page}`);
  });
  expect(broken).toEqual([]);
});
