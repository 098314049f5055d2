import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RouteName, SimulatorPhase } from "../calls.ts";
import type { World } from "../world.ts";
import { disturb, SocketCut } from "./disturb.ts";
import { deliver, type Answer } from "./deliver.ts";
import type { VendorWire } from "./vendor-wire.ts";

/** A call that was read completely and not acted upon. */
export interface PendingCall {
  /** Does what was asked for. @throws WireError */
  act(): Answer | Promise<Answer>;
  /** Lets go of what was read, when the call is never acted upon. */
  drop?(): Promise<void>;
}

/** One route of an API. */
export interface Call {
  readonly name: RouteName;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  /** Reads the request to its end. @param account the API key: each is an account of its own */
  read(request: FastifyRequest, account: string): PendingCall | Promise<PendingCall>;
}

/** Adds a route: reads the call, disturbs it as the scenario says, acts, and tells the listener of each phase. */
export function addCall(app: FastifyInstance, world: World, wire: VendorWire, call: Call): void {
  const { name: route, method, url } = call;
  const { failures } = wire;
  const tell = (phase: SimulatorPhase["phase"], count: number) => world.onPhase?.({ route, phase, count });

  async function perform(request: FastifyRequest, count: number): Promise<Answer> {
    const key = wire.keyOf(request);
    const pending = await call.read(request, key ?? "");
    const disturbed = { route, key: key ?? "", failures };
    let acted = false;
    try {
      await tell("received", count);
      if (world.scenario.latency_ms > 0) await world.clock.sleep(world.scenario.latency_ms, world.signal);
      await disturb(world, disturbed, "before");
      admit(world, wire, key);
      acted = true;
      const answer = await pending.act();
      await tell("accepted", count);
      await disturb(world, disturbed, "after");
      return answer;
    } finally {
      if (!acted) await pending.drop?.();
    }
  }

  async function handler(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const count = world.calls.next(route);
    if (world.onPhase) reply.raw.once("finish", () => void tell("replied", count));
    try {
      await deliver(world, route, await perform(request, count), reply);
    } catch (error) {
      if (!(error instanceof SocketCut)) throw error;
      reply.hijack();
      request.raw.socket.destroy();
    }
    return reply;
  }

  app.route({ method, url, handler });
}

/** @throws WireError */
function admit(world: World, { failures }: VendorWire, key: string | undefined): void {
  if (key === undefined) throw failures.keyMissing();
  if (world.scenario.api_keys && !world.scenario.api_keys.includes(key)) throw failures.keyRefused(key, 401);
}
