// Live calls. First: what share of a rate limit is used, when it is known and when it has to be found out. Then: the same
// 5,000 calls through a bare undici loop, through the tool, and through promptfoo. All rates are the server's own count.
//
//   node bench/live.ts [limits [R ...]] [throughput] [peer]        (default: all; the peer is measured with the throughput)
import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MODEL, prompt, writeInputs } from "./inputs.ts";
import type { ServerAccount } from "./live-server.ts";
import { runMeasured, runSpeceval, type Usage } from "./measured.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const LATENCY_MS = 100;
const RATES = [20, 100, 400];
/** Seconds that the prompts of a limited run last at the full rate. */
const LIMITED_SECONDS = 40;
const CALLS = 5000;
const IN_FLIGHT = 256;
const ROUNDS = 3;
const PROMPTFOO = "0.123.1";

interface Run {
  readonly usage: Usage;
  readonly account: ServerAccount;
}

/** What stands at one end of a line of talk: a server, and a folder for the client. */
interface Stand {
  readonly url: string;
  readonly folder: string;
}

/** Runs a client against a fresh server, and gives both their accounts. */
async function runAgainst(scenario: string, client: (stand: Stand) => Promise<Usage>): Promise<Run> {
  const folder = mkdtempSync(join(WORK, "live-"));
  const yaml = `{ latency_ms: ${LATENCY_MS}, answer_sentences: 35, ${scenario} }`;
  const server = fork(join(HERE, "live-server.ts"), [yaml]);
  try {
    const { url } = await nextMessage<{ url: string }>(server);
    const usage = await client({ url, folder });
    server.send("account");
    return { usage, account: await nextMessage<ServerAccount>(server) };
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The caller names the message's type. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
async function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  const [message] = (await once(child, "message")) as [Message];
  return message;
}

function generate({ url, folder }: Stand, count: number, flags: readonly string[]): Promise<Usage> {
  const inputs = writeInputs(folder, count);
  const fixed = ["--mode", "live", "--concurrency", String(IN_FLIGHT), "--output-base-dir", join(folder, "out")];
  return runSpeceval(["generate", ...inputs, ...fixed, ...flags], url);
}

async function measureLimits(): Promise<void> {
  const kinds = [
    { name: "known (--qps R)", scenario: "", flags: (rate: number) => ["--qps", String(rate)] },
    { name: "found out, headers", scenario: "", flags: () => [] },
    { name: "found out, no headers", scenario: ", rate_headers: false", flags: () => [] },
  ];
  console.log(`Limits, latency ${LATENCY_MS} ms, prompts for ${LIMITED_SECONDS} s:`);
  const asked = parts.map(Number).filter((rate) => rate > 0);
  for (const rate of asked.length > 0 ? asked : RATES) {
    for (const { name, scenario, flags } of kinds) {
      const { account } = await runAgainst(`requests_per_second: ${rate}${scenario}`, (stand) =>
        generate(stand, rate * LIMITED_SECONDS, flags(rate)),
      );
      const { acceptedAt, refused } = account;
      const middle = ((acceptedAt[0] ?? 0) + (acceptedAt.at(-1) ?? 0)) / 2;
      const second = acceptedAt.filter((at) => at >= middle);
      const whole = perSecond(acceptedAt);
      console.log(
        `R = ${String(rate).padStart(3)}/s  ${name.padEnd(22)} ${whole.toFixed(1).padStart(6)}/s  ${(whole / rate).toFixed(3)} R   second half ${(perSecond(second) / rate).toFixed(3)} R   ${acceptedAt.length} answered, 429: ${refused}`,
      );
    }
  }
}

function perSecond(times: readonly number[]): number {
  return ((times.length - 1) / ((times.at(-1) ?? 0) - (times[0] ?? 0))) * 1000;
}

async function measureThroughput(): Promise<void> {
  const clients = new Map<string, (stand: Stand) => Promise<Usage>>([
    ["undici", ({ url }) => runMeasured({ script: join(HERE, "undici-loop.ts"), args: [url, String(CALLS), String(IN_FLIGHT)] })],
    // There is no limit here, so there is none to be found out.
    ["speceval", (stand) => generate(stand, CALLS, ["--qps", "1000000"])],
  ]);
  const peer = wants("peer") ? installPromptfoo() : undefined;
  if (peer !== undefined) clients.set("promptfoo", (stand) => runPromptfoo(peer, stand));

  const runs = new Map<string, Run[]>([...clients.keys()].map((name) => [name, []]));
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (const [name, client] of clients) {
      const run = await runAgainst("rate_headers: false", client);
      runs.get(name)?.push(run);
    }
  }
  console.log(`${CALLS} calls, ${IN_FLIGHT} in flight, latency ${LATENCY_MS} ms, no limit, median of ${ROUNDS} rounds:`);
  const medians = new Map([...runs].map(([name, all]) => [name, medianRun(all)]));
  const bare = rateOf(medians.get("undici"));
  for (const [name, { usage, account }] of medians) {
    const rate = rateOf({ usage, account });
    const rest = usage.seconds - account.spanMs / 1000;
    console.log(
      `${name.padEnd(10)} ${rate.toFixed(0).padStart(5)}/s  ${((100 * rate) / bare).toFixed(0).padStart(3)} %  calls ${(account.spanMs / 1000).toFixed(2)} s, start and end ${rest.toFixed(2)} s, CPU ${usage.cpuSeconds.toFixed(1)} s, peak ${usage.peakMegabytes.toFixed(0)} MB; server ${account.cores.toFixed(2)} cores, ${account.mostInFlight} in flight, ${account.acceptedAt.length} answered, rates ${(runs.get(name) ?? []).map((run) => rateOf(run).toFixed(0)).join(" ")}`,
    );
  }
  const ratios = (runs.get("speceval") ?? []).map((run, round) => rateOf(run) / rateOf(runs.get("undici")?.[round]));
  console.log(`speceval / undici by round: ${ratios.map((ratio) => ratio.toFixed(2)).join(" ")}`);
}

/** Calls a second, from the first that came to the last reply that went. */
function rateOf(run: Run | undefined): number {
  return run === undefined ? Number.NaN : (run.account.acceptedAt.length / run.account.spanMs) * 1000;
}

function medianRun(runs: readonly Run[]): Run {
  const median = runs.toSorted((a, b) => rateOf(a) - rateOf(b))[Math.floor(runs.length / 2)];
  if (median === undefined) throw new RangeError("no runs");
  return median;
}

/** promptfoo's script; installed where it is not yet, outside the checkout. Undefined where that fails. */
function installPromptfoo(): string | undefined {
  const folder = join(tmpdir(), `speceval-bench-promptfoo-${PROMPTFOO}`);
  const script = join(folder, "node_modules", "promptfoo", "dist", "src", "entrypoint.js");
  try {
    mkdirSync(folder, { recursive: true });
    const flags = ["--prefix", folder, "--no-save", "--no-audit", "--no-fund"];
    if (!existsSync(script)) execFileSync("npm", ["install", ...flags, `promptfoo@${PROMPTFOO}`], { stdio: "ignore" });
    return script;
  } catch {
    console.log(`promptfoo ${PROMPTFOO} cannot be installed here, so it is left out.`);
    return undefined;
  }
}

/** Without its cache, its database, its scheduler's own limits, or any call to the outside. */
function runPromptfoo(script: string, { url, folder }: Stand): Promise<Usage> {
  const config = join(folder, "promptfooconfig.json");
  const provider = { id: `openai:chat:${MODEL}`, config: { apiBaseUrl: `${url}/v1`, apiKey: "simulated" } };
  const tests = Array.from({ length: CALLS }, (_, number) => ({ vars: { prompt: prompt(number) } }));
  writeFileSync(config, JSON.stringify({ prompts: ["{{prompt}}"], providers: [provider], tests }));
  const flags = ["--no-cache", "--no-write", "--no-table", "--no-progress-bar", "--max-concurrency", String(IN_FLIGHT)];
  return runMeasured({
    script,
    args: ["eval", "-c", config, "-o", join(folder, "results.json"), ...flags],
    env: {
      PROMPTFOO_CONFIG_DIR: join(folder, "home"),
      PROMPTFOO_DISABLE_TELEMETRY: "1",
      PROMPTFOO_DISABLE_UPDATE: "1",
      PROMPTFOO_DISABLE_SHARING: "1",
      PROMPTFOO_DISABLE_REMOTE_GENERATION: "1",
    },
  });
}

const parts = process.argv.slice(2);
const WORK = join(HERE, ".work");
mkdirSync(WORK, { recursive: true });
if (wants("limits")) await measureLimits();
if (wants("throughput")) await measureThroughput();

function wants(part: string): boolean {
  return parts.length === 0 || parts.includes(part);
}
