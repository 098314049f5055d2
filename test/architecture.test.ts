import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "../src");

/**
 * Which folder (or file right in `src/`) may import which. A name with an ending is one file: only the interfaces of
 * providers, ledger and stages are known outside of their folders. What a folder imports of itself is not listed.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[] | "anything">> = {
  domain: [],
  "errors.ts": [],
  "clock.ts": [],
  "version.ts": [],
  files: ["domain", "errors.ts", "clock.ts"],
  prices: ["domain", "errors.ts", "clock.ts"],
  config: ["domain", "errors.ts", "files"],
  formats: ["domain", "errors.ts", "clock.ts", "files"],
  providers: ["domain", "errors.ts", "clock.ts", "files"],
  ledger: ["domain", "errors.ts", "clock.ts", "files"],
  stages: ["domain", "errors.ts", "clock.ts", "files"],
  statistics: ["domain", "errors.ts", "clock.ts"],
  dispatch: ["domain", "errors.ts", "clock.ts", "files", "providers/provider.ts", "ledger/ledger.ts"],
  run: [
    "domain",
    "errors.ts",
    "clock.ts",
    "files",
    "providers/provider.ts",
    "ledger/ledger.ts",
    "dispatch/dispatcher.ts",
    "stages/stage.ts",
    "stages/generate.ts",
    "stages/judging.ts",
    "stages/judged-item.ts",
  ],
  report: ["domain", "errors.ts", "files", "statistics"],
  page: ["domain", "report/summary.ts", "report/evidence.ts", "report/chunks.ts", "report/packed-summary.ts"],
  simulator: ["domain", "errors.ts", "clock.ts", "files"],
  api: "anything",
  "index.ts": "anything",
  cli: "anything",
};

/** Folders that nothing but these may import: the wiring, and what is above it. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  api: ["index.ts", "cli"],
  cli: [],
  // It runs in browsers.
  page: [],
  "index.ts": ["cli"],
  simulator: ["cli"],
};

interface Source {
  /** Path in `src/`. */
  readonly path: string;
  readonly text: string;
  readonly parsed: ReturnType<typeof parseSync>;
  /** What it imports from `src/`, by path in `src/`: static, dynamic, re-exported, and types. */
  readonly imports: readonly string[];
}

function readSource(path: string): Source {
  const text = readFileSync(join(SOURCE, path), "utf8");
  const parsed = parseSync(path, text);
  const specifiers: string[] = [];
  const note = (node: { source: object | null }): void => {
    const { source } = node;
    if (source === null) return;
    if (typeof source === "object" && source !== undefined && "value" in source) specifiers.push(String(source.value));
    else throw new Error(`${path} imports something that is computed`);
  };
  new Visitor({
    ImportDeclaration: note,
    ExportNamedDeclaration: note,
    ExportAllDeclaration: note,
    ImportExpression: note,
    TSImportType: note,
  }).visit(parsed.program);
  const ours = specifiers.filter((specifier) => specifier.startsWith("."));
  return { path, text, parsed, imports: ours.map((specifier) => relative(SOURCE, join(SOURCE, dirname(path), specifier))) };
}

const sources = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path))
  .toSorted()
  .map(readSource);

/** The folder in `src/`, or the file where it is in none. */
function areaOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

/** Places where a check finds something, as `path: what`. */
function findings(find: (source: Source) => readonly string[]): string[] {
  return sources.flatMap((source) => find(source).map((what) => `${source.path}: ${what}`));
}

/** The source text of every node that a visitor picks. */
function pick(
  source: Source,
  visit: (found: (node: { start: number; end: number }) => void) => ConstructorParameters<typeof Visitor>[0],
): string[] {
  const found: string[] = [];
  new Visitor(visit((node) => found.push(source.text.slice(node.start, node.end).slice(0, 80)))).visit(source.parsed.program);
  return found;
}

describe("imports", () => {
  test("the sources were found and could be parsed", () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(findings(({ parsed }) => parsed.errors.map((error) => error.message))).toEqual([]);
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
  });

  test("every folder is in the table, and the table names nothing else", () => {
    expect([...new Set(sources.map(({ path }) => areaOf(path)))].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted());
  });

  test("every folder imports only what the table allows", () => {
    const broken = findings(({ path, imports }) => {
      const allowed = MAY_IMPORT[areaOf(path)] ?? [];
      if (allowed === "anything") return [];
      return imports.filter((target) => areaOf(target) !== areaOf(path) && !allowed.includes(areaOf(target)) && !allowed.includes(target));
    });
    expect(broken).toEqual([]);
  });

  test("the wiring is imported only from above", () => {
    const broken = findings(({ path, imports }) =>
      imports.filter((target) => {
        const users = ONLY_FOR[areaOf(target)];
        return users !== undefined && areaOf(target) !== areaOf(path) && !users.includes(areaOf(path));
      }),
    );
    expect(broken).toEqual([]);
  });

  test("there are no import cycles, those of types included", () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const cycles: string[] = [];
    function walk(path: string, trail: readonly string[]): void {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of importsOf.get(path) ?? []) walk(next, [...trail, path]);
      done.add(path);
    }
    for (const { path } of sources) walk(path, []);
    expect(cycles).toEqual([]);
  });

  test("every imported file exists and is named with its ending", () => {
    const known = new Set(sources.map(({ path }) => path));
    expect(findings(({ imports }) => imports.filter((target) => !known.has(target)))).toEqual([]);
  });
});

/** Uses of a member of a global, such as `process.env`. */
function membersOf(source: Source, object: string, properties: readonly string[] | undefined): string[] {
  return pick(source, (found) => ({
    MemberExpression(node) {
      if (node.object.type !== "Identifier" || node.object.name !== object) return;
      const name = node.property.type === "Identifier" ? node.property.name : undefined;
      if (properties === undefined || (name !== undefined && properties.includes(name))) found(node);
    },
  }));
}

/** Whether a file gives a name of its own to something, such as an import or a parameter called `console`. */
function declares(source: Source, name: string): boolean {
  return new RegExp(`(import .*\\b${name}\\b|[({,]\\s*${name}\\s*[:,})])`).test(source.text);
}

describe("where the process is touched", () => {
  test("process.env is read in two files only", () => {
    const allowed = ["config/environment.ts", "cli/console.ts"];
    expect(findings((source) => (allowed.includes(source.path) ? [] : membersOf(source, "process", ["env"])))).toEqual([]);
    expect(sources.filter((source) => membersOf(source, "process", ["env"]).length > 0).map(({ path }) => path)).toEqual(
      allowed.toSorted(),
    );
  });

  test("the process is ended in cli/ only", () => {
    const ends = ["exit", "exitCode", "abort", "kill", "reallyExit"];
    expect(findings((source) => (areaOf(source.path) === "cli" ? [] : membersOf(source, "process", ends)))).toEqual([]);
  });

  test("the standard streams are written in cli/ only", () => {
    const streams = ["stdout", "stderr", "stdin", "argv"];
    expect(findings((source) => (areaOf(source.path) === "cli" ? [] : membersOf(source, "process", streams)))).toEqual([]);
  });

  test("the global console is used nowhere: cli/ writes through its own", () => {
    expect(findings((source) => (declares(source, "console") ? [] : membersOf(source, "console", undefined)))).toEqual([]);
  });

  test("time is read and timers are set in clock.ts only", () => {
    const timers = new Set(["setTimeout", "setInterval", "setImmediate"]);
    const broken = findings((source) => {
      if (source.path === "clock.ts") return [];
      const imported = pick(source, (found) => ({
        ImportDeclaration(node) {
          if (/^(node:)?timers(\/promises)?$/.test(node.source.value)) found(node);
        },
      }));
      const called = pick(source, (found) => ({
        CallExpression(node) {
          if (node.callee.type === "Identifier" && timers.has(node.callee.name)) found(node);
        },
        NewExpression(node) {
          if (node.callee.type === "Identifier" && node.callee.name === "Date" && node.arguments.length === 0) found(node);
        },
      }));
      return [...imported, ...called, ...membersOf(source, "Date", ["now"]), ...membersOf(source, "performance", undefined)];
    });
    expect(broken).toEqual([]);
  });

  test("chance comes from Math.random nowhere but where hooks are completed", () => {
    const broken = findings((source) => (source.path === "api/hooks.ts" ? [] : membersOf(source, "Math", ["random"])));
    expect(broken).toEqual([]);
  });
});

describe("forms that are not used", () => {
  test("there is no default export", () => {
    expect(findings((source) => pick(source, (found) => ({ ExportDefaultDeclaration: found })))).toEqual([]);
    expect(findings(({ text }) => text.match(/\bas default\b/g) ?? [])).toEqual([]);
  });

  test("there is no enum and no namespace", () => {
    expect(findings((source) => pick(source, (found) => ({ TSEnumDeclaration: found, TSModuleDeclaration: found })))).toEqual([]);
  });

  test("there is no any", () => {
    expect(findings((source) => pick(source, (found) => ({ TSAnyKeyword: found })))).toEqual([]);
  });

  test("no error of the compiler is silenced", () => {
    expect(findings(({ text }) => text.match(/@ts-(ignore|nocheck|expect-error)/g) ?? [])).toEqual([]);
  });
});
