import { type Draw, PHASES } from "./draw.ts";
import { isEarly } from "./early.ts";
import type { Moment } from "./moments.ts";
import type { Case } from "./run-case.ts";
import { OPENAI_BAD_DAYS, PLAIN, SAMPLES, type Setup } from "./setups.ts";

/** Operations between which money or answers could be lost; each is hit before, in part and after. */
const CRITICAL = [
  "sql run INSERT INTO meta",
  "write run/preprocessed/*.jsonl.tmp",
  "rename to run/preprocessed/*.jsonl",
  "sql run UPDATE shard SET upload_id",
  "sql run UPDATE shard SET state intended",
  "sql run UPDATE shard SET state submitted",
  "sql run UPDATE shard SET state collected",
  "sql run COMMIT",
  "write run/ledger/outcomes.jsonl",
  "write run/metadata/*.json.tmp",
  "write run/metadata/*.json",
  "write run/results/*.json.tmp",
  "rename to run/results/*.json",
  "sql run close",
  "rename to run",
] as const;

/** Kills at every kind of moment that there is, for one provider: what they show of ledger and files holds for all. */
export function thoroughCases(draw: Draw): Case[] {
  const cases: Case[] = [];
  const add = (setup: Setup, moment: Moment, chained = 0.3) => {
    const moments = isEarly(moment) && draw.chance(chained) ? [moment, ...draw.chain(moment)] : [moment];
    cases.push({ setup, moments, verb: draw.pick(["generate", "resume"]), again: draw.chance(0.2) });
  };
  for (const moment of systematic(draw)) add(PLAIN, moment);
  for (const setup of OPENAI_BAD_DAYS) for (let times = 0; times < 2; times += 1) add(setup, draw.call(), 0.5);
  for (let times = 0; times < 4; times += 1) add(SAMPLES, draw.any());
  return cases;
}

function* systematic(draw: Draw): Generator<Moment> {
  const { batches } = draw;
  for (let ordinal = 1; ordinal <= batches; ordinal += 1) {
    for (const phase of PHASES) yield draw.create(phase, ordinal);
    yield { ...draw.create("received", ordinal), wire: "lost" };
  }
  for (const ordinal of [1, batches]) yield { ...draw.create("received", ordinal), wire: "late" };
  for (const route of ["files.create", "batches.retrieve", "files.content"] as const) {
    for (const phase of PHASES) yield draw.callOf(route, phase);
  }
  for (const phase of PHASES) yield { family: "call", route: "batches.list", phase, ordinal: 1 };
  for (const label of CRITICAL) for (const how of draw.hows(label)) yield draw.write(label, how);
  for (let times = 0; times < 8; times += 1) yield draw.anyWrite();
  for (let times = 0; times < 8; times += 1) yield draw.time();
}
