import type { RouteName } from "../calls.ts";
import type { Disturbance } from "../fault-plan.ts";
import type { World } from "../world.ts";
import type { Failures } from "./vendor-wire.ts";

/** Thrown to end the connection without a byte of a reply. */
export class SocketCut extends Error {}

/** A call that may be disturbed. */
interface DisturbedCall {
  readonly route: RouteName;
  readonly key: string;
  readonly failures: Failures;
}

/** Does to a call what the scenario wants at this moment. @throws SocketCut, WireError */
export async function disturb(world: World, call: DisturbedCall, when: "before" | "after"): Promise<void> {
  for (const fault of world.faults.disturbances(call.route, when)) {
    if (fault.fault === "delay") await world.clock.sleep(fault.seconds * 1000, world.signal);
    else throw failureOf(fault, call);
  }
}

function failureOf(fault: Exclude<Disturbance, { fault: "delay" }>, { key, failures }: DisturbedCall): Error {
  switch (fault.fault) {
    case "socket_cut":
      return new SocketCut();
    case "insufficient_quota":
      return failures.insufficientQuota();
    case "key_refused":
      return failures.keyRefused(key, fault.status);
    case "rate_limited":
      return failures.rateLimited({ of: "requests", seconds: fault.retry_after, milliseconds: fault.retry_after_ms });
    case "http_error": {
      const headers = fault.should_retry === undefined ? {} : { "x-should-retry": String(fault.should_retry) };
      return failures.serverError(fault.status).withHeaders(headers);
    }
  }
}
