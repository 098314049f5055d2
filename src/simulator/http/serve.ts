import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyReply } from "fastify";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { addCall, type Call } from "./call.ts";
import type { VendorWire } from "./vendor-wire.ts";

/** A vendor's API, or a part of it, under one prefix. */
export interface Service {
  readonly prefix: string;
  readonly wire: VendorWire;
  readonly calls: readonly Call[];
  /** Largest JSON body. */
  readonly maxJsonBytes: number;
  /** Adds what only this vendor needs: headers of every reply, other kinds of bodies. */
  prepare?(app: FastifyInstance): void;
}

/** Puts a service on the server. */
export async function serve(root: FastifyInstance, world: World, service: Service): Promise<void> {
  const { prefix, wire, calls, maxJsonBytes } = service;
  const refuse = (reply: FastifyReply, error: WireError) =>
    reply.status(error.status).headers(error.headers).send(wire.errorBody(error, reply));
  await root.register(
    async (app) => {
      await app.register(multipart, { throwFileSizeLimit: false });
      // Bodies are parsed by the routes: some calls have none, and errors must have the vendor's shape.
      app.removeContentTypeParser("application/json");
      app.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: maxJsonBytes }, (_request, body, done) => {
        done(null, body);
      });
      service.prepare?.(app);
      app.setErrorHandler((error, _request, reply) => refuse(reply, asWireError(error)));
      app.setNotFoundHandler((request, reply) => refuse(reply, wire.failures.unknownUrl(request.method, request.url)));
      for (const call of calls) addCall(app, world, wire, call);
    },
    { prefix },
  );
}

/** Fastify's own errors carry a status; anything else is a fault of the simulator and says so. */
function asWireError(error: unknown): WireError {
  if (error instanceof WireError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  return new WireError(status, status < 500 ? message : `The simulator failed: ${message}`);
}
