import type { FastifyRequest } from "fastify";
import { z } from "zod";
import { LABEL_DECISIONS } from "../../domain/label.ts";
import type { PageFiles } from "../../report/html/page-files.ts";
import { type LocalServer, ownHosts, serveLocally } from "../../report/serve/local-server.ts";
import type { LabelTurn } from "./label-session.ts";
import type { Labelling } from "./open-labelling.ts";

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
 * that is open in the same browser can neither read the sample nor label it.
 *
 * @param name whose labels these are; undefined where the page asks
 * @param port 0 takes any free one
 * @throws {ConfigError} when the port is taken
 */
export function serveLabels(labelling: Labelling, files: PageFiles, port: number, name?: string): Promise<LocalServer> {
  const page = { files, withoutScript: "Labelling needs JavaScript; this page asks nobody but speceval label on this machine." };
  const { session } = labelling;
  const whose = (given: string): string => name ?? given;
  return serveLocally(page, port, (app) => {
    app.removeContentTypeParser("text/plain");
    app.addHook("onRequest", async (request, reply) => {
      const problem = whyForeign(request, ownHosts(app));
      if (problem !== undefined) await reply.status(403).send({ message: problem });
    });
    app.post("/api/session", async () => ({ spec: labelling.spec, labeller: name ?? null, total: session.total }));
    app.post("/api/turn", async ({ body }) => shown(labelling, session.turn(whose(turnBody.parse(body).labeller))));
    app.post("/api/undo", async ({ body }) => shown(labelling, session.undo(whose(turnBody.parse(body).labeller))));
    app.post("/api/label", async ({ body }) => {
      const { note, ...decision } = labelBody.parse(body);
      const written = note?.trim() ?? "";
      return shown(labelling, session.decide({ ...decision, labeller: whose(decision.labeller), note: written === "" ? null : written }));
    });
  });
}

/** A turn with the statement's text, and nothing of the model or of judges. */
function shown({ statements }: Labelling, turn: LabelTurn) {
  const { task } = turn;
  if (task === null) return turn;
  return { ...turn, task: { ...task, statement: statements.get(task.statement) ?? { id: task.statement } } };
}

function whyForeign({ headers, method }: FastifyRequest, hosts: readonly string[]): string | undefined {
  const { origin, "sec-fetch-site": site = "none" } = headers;
  const isOwnOrigin = origin === undefined || hosts.some((host) => origin === `http://${host}`);
  if (!isOwnOrigin || (site !== "same-origin" && site !== "none")) return "This server answers to its own page only.";
  if (method !== "GET" && headers[OWN_HEADER] === undefined) return `Requests must have the header ${OWN_HEADER}.`;
  return undefined;
}
