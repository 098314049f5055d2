import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, FormatError, IncompleteError } from "../../src/errors.ts";
import { explainFileError, explainFileErrorOfRun } from "../../src/files/explain.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

function failureOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

test("a missing file is explained in one sentence with its path", () => {
  const path = join(tempFolder(), "none.jsonl");
  const error = failureOf(() => readFileSync(path));
  const explained = explainFileError(error, path, "the specification");
  expect(explained).toEqual(new ConfigError(`The specification: ${path} does not exist; check the path.`));
  expect((explained as ConfigError).cause).toBe(error);
});

test("a folder in place of a file is explained", () => {
  const folder = tempFolder();
  expect(
    explainFileError(
      failureOf(() => readFileSync(folder)),
      folder,
      "the specification",
    ),
  ).toEqual(new ConfigError(`The specification: ${folder} is a folder, and a file is needed; check the path.`));
});

test("a disk that fills up during a run is resumable", () => {
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  const explained = explainFileErrorOfRun(full, "/run");
  expect(explained).toEqual(
    new IncompleteError("The run stopped: there is no space left on the disk of /run; free some and run the same command again."),
  );
  expect((explained as IncompleteError).exitCode).toBe(3);
});

test("a full disk is recognised when SQLite reports it", () => {
  const full = Object.assign(new Error("database or disk is full"), { code: "ERR_SQLITE_ERROR", errcode: 13 });
  expect(explainFileErrorOfRun(full, "/run")).toEqual(
    new IncompleteError("The run stopped: there is no space left on the disk of /run; free some and run the same command again."),
  );
});

test("errors that already say what is wrong, and unknown ones, are passed on as they are", () => {
  const ours = new FormatError({ path: "a", line: 1 }, "bad.");
  const odd = Object.assign(new Error("odd"), { code: "EODD" });
  expect(explainFileError(ours, "a", "a file")).toBe(ours);
  expect(explainFileError(odd, "a", "a file")).toBe(odd);
  expect(explainFileErrorOfRun("text", "a")).toBe("text");
});
