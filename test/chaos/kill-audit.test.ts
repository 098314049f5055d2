import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditLab, auditLab } from "../helpers/audit-lab.ts";

const SEED = Number(process.env["CHAOS_SEED"] ?? 1);

/** When a process is killed. */
interface Moment {
  /** After so many phases of provider calls that are work. */
  readonly phases: number;
  /** Whether only those count that come when candidates are being ranked: a process that was killed before repeats what it had not finished. */
  readonly ranking: boolean;
}

/** All along an audit, and some at its end. */
const MOMENTS: readonly Moment[] = Array.from({ length: 8 }, (_, index) => ({
  phases: 3 + ((SEED * 7919 + index * 104_729) % 41),
  ranking: index >= 5,
}));

/** Two candidates' answers; of two judges their rulings, ratings and rankings. */
const ALL_RUNS = 2 + 2 * 3;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "speceval-kill-audit-"));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A lab in which each run is killed at its next moment. */
async function killingLab(name: string, settings: string, moments: readonly Moment[]): Promise<KillingLab> {
  let left = [...moments];
  let phases = 0;
  let kill = new AbortController();
  const lab = await auditLab(join(root, name), settings, ({ route }) => {
    // A process that has only looked whether there are such models has nothing to lose.
    if (route.startsWith("models.")) return Promise.resolve();
    const [moment] = left;
    if (moment?.ranking === true && !lab.ranks()) return Promise.resolve();
    phases += 1;
    if (moment !== undefined && phases >= moment.phases) {
      left = left.slice(1);
      phases = 0;
      kill.abort();
    }
    return Promise.resolve();
  });
  async function runToEnd(): Promise<Kill[]> {
    const kills: Kill[] = [];
    while (kills.length < 20) {
      kill = new AbortController();
      phases = 0;
      const code = await lab.run(kill.signal);
      if (code !== null) {
        expect(code).toBe(0);
        return kills;
      }
      const { calling, runs } = await lab.account();
      kills.push({ inDoubt: calling, runs });
    }
    throw new Error("the audit does not come to an end");
  }
  return { lab, runToEnd };
}

interface KillingLab {
  readonly lab: AuditLab;
  /** Runs the audit until it ends by itself. */
  readonly runToEnd: () => Promise<Kill[]>;
}

/** How things stood when a process had been killed. */
interface Kill {
  /** Calls of which nobody knows whether they were answered. */
  readonly inDoubt: number;
  /** Runs that there were. */
  readonly runs: number;
}

describe.each(["batch", "live"] as const)("a whole audit in mode %s that is killed again and again", (mode) => {
  test("has every verdict of one that was left alone, and pays for nothing twice", { timeout: 600_000 }, async () => {
    const settings = `mode: ${mode}\n`;
    const [calm, killed] = await Promise.all([killingLab(`calm-${mode}`, settings, []), killingLab(`killed-${mode}`, settings, MOMENTS)]);
    try {
      const [, kills] = await Promise.all([calm.runToEnd(), killed.runToEnd()]);
      // The last moments may come when everything has been asked.
      expect(kills.length).toBeGreaterThanOrEqual(MOMENTS.length - 2);
      // Some before there was anything to rank, some after.
      expect(kills[0]?.runs).toBeLessThan(ALL_RUNS);
      expect(kills.at(-1)?.runs).toBe(ALL_RUNS);
      const results = killed.lab.results();
      expect(Object.keys(results).length).toBeGreaterThan(40);
      expect(results).toEqual(calm.lab.results());
      await killed.lab.simulator.settled();
      const [bill, reference] = [killed.lab.simulator.bill(), calm.lab.simulator.bill()];
      const inDoubt = kills.reduce((sum, kill) => sum + kill.inDoubt, 0);
      if (mode === "batch") {
        expect(bill).toMatchObject({ lines: reference.lines, repeatedLines: 0, liveCalls: 0 });
        expect(inDoubt).toBe(0);
      } else {
        expect(bill.lines).toBe(0);
        // What nobody knows the answer of is asked again, because the audit's file says so. Nothing else is.
        expect(bill.liveCalls).toBeGreaterThanOrEqual(reference.liveCalls);
        expect(bill.liveCalls - reference.liveCalls).toBeLessThanOrEqual(inDoubt);
      }
      const [account, calmAccount] = [await killed.lab.account(), await calm.lab.account()];
      expect(account).toEqual({ ...calmAccount, wastedUsd: account.wastedUsd });
      expect(calmAccount).toMatchObject({
        runs: ALL_RUNS,
        calling: 0,
        wastedUsd: 0,
        inputTokens: reference.inputTokens,
        outputTokens: reference.outputTokens,
      });
      if (inDoubt === 0) expect(account.wastedUsd).toBe(0);
      // Once more, nothing is sent.
      expect(await killed.lab.run()).toBe(0);
      expect(killed.lab.simulator.bill()).toEqual(bill);
    } finally {
      await Promise.all([calm.lab.simulator.close(), killed.lab.simulator.close()]);
    }
  });
});
