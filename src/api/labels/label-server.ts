import Fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { z } from "zod";
import { LABEL_DECISIONS } from "../../domain/label.ts";
import { ConfigError, SpecevalError } from "../../errors.ts";
import type { LabelTurn } from "./label-session.ts";
import type { Labelling } from "./open-labelling.ts";

/** The page as it is sent: HTML, and the policy that goes with it. */
export interface LabelPage {
  readonly html: string;
  readonly policy: string;
}

export interface LabelServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Nobody but this machine. */
const HOST = "127.0.0.1";
/** A form of another site cannot send this header, and a script of another site may not. */
const OWN_HEADER = "x-speceval";
/** A note is a remark, not a book. */
const LONGEST_NOTE = 10_000;
const LONGEST_NAME = 200;

const labeller = z.string().trim().min(1, "must not be empty").max(LONGEST_NAME);
const turnBody = z.object({ labeller });
const labelBody = turnBody.extend({
  id: z.string(),
  decision: z.enum(LABEL_DECISIONS),
  note: z.string().max(LONGEST_NOTE).nullable(),
  seconds: z.number().nonnegative().nullable(),
});

/**
 * Serves a sample to people who label it, on this machine alone.
 *
 * Whatever changes something, or tells what was answered, is a POST with JSON, a header of ours, and no foreign origin: a site
 * that is open in the same browser can neither read the sample nor label it. Sites whose name is made to point here (DNS
 * rebinding) are known by their `Host`.
 *
 * @param name whose labels these are; undefined where the page asks
 * @param port 0 takes any free one
 * @throws {ConfigError} when the port is taken
 */
export async function serveLabels(labelling: Labelling, page: LabelPage, port: number, name?: string): Promise<LabelServer> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 1 << 18 });
  app.removeContentTypeParser("text/plain");
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({
      "content-security-policy": page.policy,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    const problem = whyForeign(request, app);
    if (problem !== undefined) await reply.status(403).send({ message: problem });
  });
  app.setErrorHandler(async (error, _, reply) => {
    const status = statusOf(error);
    await reply.status(status).send({ message: error instanceof Error ? error.message : String(error) });
  });
  const { session } = labelling;
  app.get("/", async (_, reply) => reply.type("text/html; charset=utf-8").send(page.html));
  app.post("/api/session", async () => ({ spec: labelling.spec, labeller: name ?? null, total: session.total }));
  const whose = (given: string): string => name ?? given;
  app.post("/api/turn", async ({ body }) => shown(labelling, session.turn(whose(turnBody.parse(body).labeller))));
  app.post("/api/undo", async ({ body }) => shown(labelling, session.undo(whose(turnBody.parse(body).labeller))));
  app.post("/api/label", async ({ body }) => {
    const { note, ...decision } = labelBody.parse(body);
    const written = note?.trim() ?? "";
    return shown(labelling, session.decide({ ...decision, labeller: whose(decision.labeller), note: written === "" ? null : written }));
  });
  try {
    return { url: `${await app.listen({ host: HOST, port })}/`, close: () => app.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${port} is taken by another program; give another one with --port, or 0 for any that is free.`, {
      cause: error,
    });
  }
}

/** A turn with the statement's text, and nothing of the model or of judges. */
function shown({ statements }: Labelling, turn: LabelTurn) {
  const { task } = turn;
  if (task === null) return turn;
  return { ...turn, task: { ...task, statement: statements.get(task.statement) ?? { id: task.statement } } };
}

function whyForeign({ headers, method }: FastifyRequest, app: FastifyInstance): string | undefined {
  const ports = app.addresses().flatMap((address) => (typeof address === "string" ? [] : [address.port]));
  const hosts = ports.flatMap((port) => [`${HOST}:${port}`, `localhost:${port}`]);
  const { host = "", origin } = headers;
  if (!hosts.includes(host)) return "This server answers to its own address only.";
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) return "This server answers to its own page only.";
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return "This server answers to its own page only.";
  if (method !== "GET" && headers[OWN_HEADER] === undefined) return `Requests must have the header ${OWN_HEADER}.`;
  return undefined;
}

function statusOf(error: unknown): number {
  if (error instanceof SpecevalError || error instanceof z.ZodError) return 400;
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : 500;
}
