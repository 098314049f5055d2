// A simulator that keeps account of live calls by its own clock; talks over IPC with the benchmark that forks it.
import { parseScenario, startSimulator } from "../src/simulator/simulator.ts";

/** Calls as the server saw them. Times are in milliseconds. */
export interface ServerAccount {
  /** When each call that was answered was acted upon. */
  readonly acceptedAt: readonly number[];
  readonly refused: number;
  /** From the first call that came to the last reply that went. */
  readonly spanMs: number;
  readonly mostInFlight: number;
  /** What the server's process took in that time, in cores. */
  readonly cores: number;
}

const [yaml] = process.argv.slice(2);
if (yaml === undefined) throw new Error("usage: live-server.ts SCENARIO");

const acceptedAt: number[] = [];
const [received, replied] = [
  { count: 0, firstAt: 0, cpu: process.cpuUsage() },
  { count: 0, lastAt: 0, cpu: process.cpuUsage() },
];
let mostInFlight = 0;

const simulator = await startSimulator({
  scenario: parseScenario(yaml, "the benchmark's scenario"),
  onPhase({ route, phase }) {
    if (route !== "chat.completions") return;
    const now = performance.now();
    if (phase === "received") {
      if (received.count === 0) Object.assign(received, { firstAt: now, cpu: process.cpuUsage() });
      received.count += 1;
      mostInFlight = Math.max(mostInFlight, received.count - replied.count);
    } else if (phase === "accepted") {
      acceptedAt.push(now);
    } else {
      replied.count += 1;
      replied.lastAt = now;
      replied.cpu = process.cpuUsage(received.cpu);
    }
  },
});

function account(): ServerAccount {
  const spanMs = replied.lastAt - received.firstAt;
  const cores = (replied.cpu.user + replied.cpu.system) / 1000 / spanMs;
  return { acceptedAt, refused: received.count - acceptedAt.length, spanMs, mostInFlight, cores };
}

process.on("message", () => process.send?.(account()));
process.send?.({ url: simulator.url });
