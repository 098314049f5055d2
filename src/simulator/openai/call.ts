import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RouteName, SimulatorPhase } from "../calls.ts";
import type { CallFault } from "../fault-plan.ts";
import type { World } from "../world.ts";
import { insufficientQuota, keyRefused, rateLimited, serverError, WireError } from "./wire-error.ts";

/** A reply: a JSON body, or something that writes itself. */
type Answer =
  | { readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly send: (reply: FastifyReply) => Promise<void> };

/** A call that was read completely and not acted upon. */
interface PendingCall {
  /** Does what was asked for. @throws WireError */
  act(): Answer | Promise<Answer>;
  /** Lets go of what was read, when the call is never acted upon. */
  drop?(): Promise<void>;
}

/** One route of the API. */
export interface Call {
  readonly name: RouteName;
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  /** Reads the request to its end. @param account the API key: each is an account of its own */
  read(request: FastifyRequest, account: string): PendingCall | Promise<PendingCall>;
}

/** Thrown to end the connection without a byte of a reply. */
class SocketCut extends Error {}

/** Adds a route: reads the call, disturbs it as the scenario says, acts, and tells the listener of each phase. */
export function addCall(app: FastifyInstance, world: World, call: Call): void {
  const { name: route, method, url } = call;
  const tell = (phase: SimulatorPhase["phase"], count: number) => world.onPhase?.({ route, phase, count });

  async function perform(request: FastifyRequest, count: number): Promise<Answer> {
    const key = bearerOf(request);
    const pending = await call.read(request, key ?? "");
    let acted = false;
    try {
      await tell("received", count);
      if (world.scenario.latency_ms > 0) await world.clock.sleep(world.scenario.latency_ms, world.signal);
      await disturb(world, route, "before", key ?? "");
      admit(world, key);
      acted = true;
      const answer = await pending.act();
      await tell("accepted", count);
      await disturb(world, route, "after", key ?? "");
      return answer;
    } finally {
      if (!acted) await pending.drop?.();
    }
  }

  app.route({
    method,
    url,
    async handler(request, reply) {
      const count = world.calls.next(route);
      if (world.onPhase) reply.raw.once("finish", () => void tell("replied", count));
      try {
        const answer = await perform(request, count);
        if ("send" in answer) await answer.send(reply);
        else await reply.headers(answer.headers ?? {}).send(answer.body);
      } catch (error) {
        if (!(error instanceof SocketCut)) throw error;
        reply.hijack();
        request.raw.socket.destroy();
      }
      return reply;
    },
  });
}

function bearerOf(request: FastifyRequest): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
}

/** @throws WireError 401 */
function admit(world: World, key: string | undefined): void {
  if (key === undefined) {
    const message = "You didn't provide an API key. Put it into an Authorization header: 'Authorization: Bearer YOUR_KEY'.";
    throw new WireError(401, message, { code: "invalid_api_key" });
  }
  if (world.scenario.api_keys && !world.scenario.api_keys.includes(key)) throw keyRefused(key);
}

async function disturb(world: World, route: RouteName, when: "before" | "after", key: string): Promise<void> {
  for (const fault of world.faults.disturbances(route, when)) {
    if (fault.fault === "delay") await world.clock.sleep(fault.seconds * 1000, world.signal);
    else throw failureOf(fault, key);
  }
}

function failureOf(fault: Exclude<CallFault, { fault: "delay" }>, key: string): Error {
  switch (fault.fault) {
    case "socket_cut":
      return new SocketCut();
    case "insufficient_quota":
      return insufficientQuota();
    case "key_refused":
      return keyRefused(key, fault.status);
    case "rate_limited":
      return rateLimited({
        ...(fault.retry_after === undefined ? {} : { "retry-after": String(fault.retry_after) }),
        ...(fault.retry_after_ms === undefined ? {} : { "retry-after-ms": String(fault.retry_after_ms) }),
      });
    case "http_error": {
      const { status, body } = serverError(fault.status);
      const headers = fault.should_retry === undefined ? {} : { "x-should-retry": String(fault.should_retry) };
      return new WireError(status, body.message, { ...body, headers });
    }
  }
}
