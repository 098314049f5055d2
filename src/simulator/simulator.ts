import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fastify from "fastify";
import { systemClock, type Clock } from "../clock.ts";
import type { Answerer } from "./answers/answerer.ts";
import { BillBook, type Bill } from "./bill.ts";
import { CallCounter, type CallCount, type PhaseListener } from "./calls.ts";
import { FaultCounter } from "./fault-plan.ts";
import { answererOf, readReplies } from "./replies.ts";
import { calmScenario, type Scenario } from "./scenario.ts";
import { baseUrlsAt, VENDORS, type VendorName } from "./vendors.ts";
import { WorkQueue } from "./work-queue.ts";
import type { World } from "./world.ts";

export type { Answerer, AskedQuestion } from "./answers/answerer.ts";
export { liveCallKey, type Bill } from "./bill.ts";
export type { CallCount, PhaseListener, RouteName, SimulatorPhase } from "./calls.ts";
export { loadScenario, parseScenario, type Scenario } from "./scenario.ts";
export type { VendorName } from "./vendors.ts";

/** How to start a simulator. */
export interface SimulatorOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Decides every id and answer. Default: 1. */
  readonly seed?: number;
  /** Default: no faults. */
  readonly scenario?: Scenario;
  readonly clock?: Clock;
  /** Where uploaded and result files live. Default: a temporary folder, removed on close. */
  readonly directory?: string;
  /** Told of each phase of each call, awaited before the call goes on: tests kill a client at exactly this moment. */
  readonly onPhase?: PhaseListener;
  /**
   * Answers in the simulated model's place, word for word, live and in batches; asked before the scenario's `replies`. May be
   * called more than once for one request, so that it should depend on its argument only.
   */
  readonly answer?: Answerer;
}

/** A running simulator. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What each vendor's official SDK takes as base URL. */
  readonly baseUrls: Readonly<Record<VendorName, string>>;
  /** The same for OpenAI. */
  readonly openaiBaseUrl: string;
  /** The bill for everything run so far; see {@link Simulator.settled}. */
  bill(): Bill;
  /** Every billed custom id, once for each time it was billed. */
  billedCustomIds(): AsyncGenerator<string>;
  /** How often each prompt was answered live, by its {@link liveCallKey}. */
  liveCallKeys(): ReadonlyMap<string, number>;
  /** How often each route was called. */
  calls(): readonly CallCount[];
  /** Resolves when every batch created so far has been run and billed. */
  settled(): Promise<void>;
  /** Ends all connections and running work, and removes the temporary folder. */
  close(): Promise<void>;
}

/** Starts the providers' stand-ins on one port. @throws as `readReplies` when the scenario names a file of replies */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { host = "127.0.0.1", port = 0, seed = 1, scenario = calmScenario, clock = systemClock } = options;
  const answer = await answererFor(options.answer, scenario);
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "speceval-simulator-")));
  await mkdir(directory, { recursive: true });
  const closing = new AbortController();
  const [bill, calls, work] = [new BillBook(), new CallCounter(), new WorkQueue()];
  const faults = new FaultCounter(scenario.faults);
  const { onPhase } = options;
  const world: World = { seed, scenario, clock, signal: closing.signal, directory, bill, calls, faults, work, onPhase, answer };

  const app = fastify({ forceCloseConnections: true, exposeHeadRoutes: false });
  for (const vendor of VENDORS) await vendor.mount(app, world);
  app.get("/simulator/bill", async () => {
    await work.idle();
    return bill.total();
  });

  async function close(): Promise<void> {
    closing.abort(new Error("The simulator was closed."));
    await app.close();
    await work.idle();
    if (options.directory === undefined) await rm(directory, { recursive: true, force: true });
  }

  let url: string;
  try {
    url = await app.listen({ host, port });
  } catch (error) {
    await close();
    throw error;
  }
  const baseUrls = baseUrlsAt(url);
  return {
    url,
    baseUrls,
    openaiBaseUrl: baseUrls.openai,
    bill: () => bill.total(),
    billedCustomIds: () => bill.customIds(),
    liveCallKeys: () => bill.liveCallKeys(),
    calls: () => calls.all(),
    settled: () => work.idle(),
    close,
  };
}

async function answererFor(own: Answerer | undefined, { replies }: Scenario): Promise<Answerer> {
  const scripted = answererOf(typeof replies === "string" ? await readReplies(replies) : replies);
  return (question) => own?.(question) ?? scripted(question);
}
