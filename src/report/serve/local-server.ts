import Fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import { ConfigError, SpecevalError } from "../../errors.ts";
import type { PageFiles } from "../html/page-files.ts";
import { contentSecurityPolicy, pageHead, PAGE_END, pageScript } from "../html/shell.ts";

/** A page, and the server behind it, which answers to this machine alone. */
export interface LocalServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface LocalPage {
  readonly files: PageFiles;
  /** A sentence for those whose browser runs no script. */
  readonly withoutScript: string;
}

/** Nobody but this machine. */
const HOST = "127.0.0.1";
/** Bytes of a request. */
const BODY_LIMIT = 1 << 18;

/**
 * Serves a page on loopback. Whatever is asked for under another name than the server's own is refused: a site whose name is
 * made to point here (DNS rebinding) must not read what people asked models.
 *
 * @param port 0 takes any free one
 * @param addRoutes what the page asks for
 * @throws {ConfigError} when the port is taken
 */
export async function serveLocally(page: LocalPage, port: number, addRoutes: (app: FastifyInstance) => void): Promise<LocalServer> {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: BODY_LIMIT });
  const policy = contentSecurityPolicy(page.files, "'self'");
  const html = pageHead(page.files, policy, page.withoutScript) + pageScript(page.files) + PAGE_END;
  app.addHook("onRequest", async ({ headers }, reply) => {
    reply.headers({
      "content-security-policy": `${policy}; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "no-store",
    });
    if (!ownHosts(app).includes(headers.host ?? ""))
      await reply.status(403).send({ message: "This server answers to its own address only." });
  });
  app.setErrorHandler(async (error, _, reply) => {
    await reply.status(statusOf(error)).send({ message: error instanceof Error ? error.message : String(error) });
  });
  addRoutes(app);
  app.get("/", async (_, reply) => reply.type("text/html; charset=utf-8").send(html));
  try {
    return { url: `${await app.listen({ host: HOST, port })}/`, close: () => app.close() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new ConfigError(`Port ${port} is taken by another program; give another one with --port, or 0 for any that is free.`, {
      cause: error,
    });
  }
}

/** What browsers that mean this server write as `Host`. */
export function ownHosts(app: FastifyInstance): readonly string[] {
  const ports = app.addresses().flatMap((address) => (typeof address === "string" ? [] : [address.port]));
  return ports.flatMap((port) => [`${HOST}:${port}`, `localhost:${port}`]);
}

function statusOf(error: unknown): number {
  if (error instanceof SpecevalError || error instanceof z.ZodError) return 400;
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  return typeof status === "number" ? status : 500;
}
