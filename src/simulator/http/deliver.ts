import type { FastifyReply } from "fastify";
import type { RouteName } from "../calls.ts";
import type { World } from "../world.ts";

/** A reply: a JSON body, or something that writes itself and waits for `bodyMayCome` between headers and body. */
export type Answer =
  | { readonly body: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly send: (reply: FastifyReply, bodyMayCome: () => Promise<void>) => Promise<void> };

/** Sends an answer; its body comes late when the scenario says so. */
export async function deliver(world: World, route: RouteName, answer: Answer, reply: FastifyReply): Promise<void> {
  const slow = world.faults.slowBody(route);
  const bodyMayCome = async () => {
    if (slow) await world.clock.sleep(slow.seconds * 1000, world.signal);
  };
  if ("send" in answer) return answer.send(reply, bodyMayCome);
  const prepared = reply.status(answer.status ?? 200).headers(answer.headers ?? {});
  if (slow) await sendInTwo(prepared, JSON.stringify(answer.body), bodyMayCome);
  else await prepared.send(answer.body);
}

async function sendInTwo(reply: FastifyReply, text: string, bodyMayCome: () => Promise<void>): Promise<void> {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.writeHead(reply.statusCode, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  reply.raw.flushHeaders();
  try {
    await bodyMayCome();
    reply.raw.end(text);
  } catch {
    // The simulator closes; there is nobody left to tell.
    reply.raw.destroy();
  }
}
