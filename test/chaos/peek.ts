import { cp, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlannedItem } from "../../src/ledger/ledger.ts";
import { SqliteLedger } from "../../src/ledger/sqlite-ledger.ts";
import { liveCallKey } from "../../src/simulator/simulator.ts";
import type { Lab } from "./lab.ts";

/** What the ledger of a run says of its prompts, by their keys on the bill. */
export interface Peek {
  /** Those that have an answer. */
  readonly answered: ReadonlySet<string>;
  /** Those without a last word of which a live call was begun that never ended. */
  readonly doubtful: ReadonlySet<string>;
}

/** Looks into the ledger that a dead process left, and leaves it as it is: what is opened is a copy. */
export async function peek(lab: Lab): Promise<Peek> {
  const run = await lab.run();
  const ledger = run === undefined ? undefined : join(run, "ledger");
  if (ledger === undefined || !existsSync(ledger)) return { answered: new Set(), doubtful: new Set() };
  const copy = await mkdtemp(join(tmpdir(), "speceval-peek-"));
  try {
    await cp(ledger, copy, { recursive: true });
    return readPeek(copy, lab.setup.provider.model);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

function readPeek(folder: string, model: string): Peek {
  const ledger = SqliteLedger.open(folder, { readOnly: false });
  try {
    const keyOf = (item: PlannedItem) => liveCallKey(model, item.payload);
    const answered = new Set<string>();
    const settled = new Set<string>();
    for (const statement of ledger.statements()) {
      for (const { item, outcome, settled: isSettled } of ledger.results(statement)) {
        if (isSettled) settled.add(keyOf(item));
        if (outcome?.status === "succeeded") answered.add(keyOf(item));
      }
    }
    const called = Array.from(ledger.callsInDoubt(), ({ item }) => keyOf(item));
    return { answered, doubtful: new Set(called.filter((key) => !settled.has(key))) };
  } finally {
    ledger.close();
  }
}
