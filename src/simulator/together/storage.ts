import type { FastifyInstance, FastifyRequest } from "fastify";
import { Readable } from "node:stream";
import type { FileStore } from "../files/file-store.ts";
import { Spool } from "../files/spool.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { pathParameter } from "../http/read-json.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import type { Reservation, Reservations } from "./reservations.ts";
import { togetherFailures, togetherWire } from "./wire.ts";

/** Where the bytes of announced files go, at an address that is signed and needs no key. */
export const STORAGE_PREFIX = "/together-storage";

/** Largest input file (Together's documentation, "Batch inference"). */
const MAX_BYTES = 100 * 1024 * 1024;

/** Path and query of the address for an announced file. */
export function signedPath({ id, signature }: Reservation): string {
  return `${STORAGE_PREFIX}/${id}?signature=${signature}`;
}

function reservedFor(reservations: Reservations, request: FastifyRequest): Reservation | undefined {
  return reservations.signed(pathParameter(request, "id"), queryOf(request, "signature"));
}

/** HTTP of the storage: it knows whose a file is by the signature. */
export function storageWire(reservations: Reservations): VendorWire {
  return {
    ...togetherWire,
    keyOf: (request) => reservedFor(reservations, request)?.account,
    failures: { ...togetherFailures, keyMissing: () => new WireError(403, "The signature does not match.") },
    errorBody: ({ message }) => `<?xml version="1.0" encoding="UTF-8"?><Error><Message>${message}</Message></Error>`,
  };
}

/** Bodies of any kind are passed on as they come. */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => {
    done(null, payload);
  });
}

/** The call that takes the bytes of an announced file. */
export function storageCalls(world: World, files: FileStore, reservations: Reservations): readonly Call[] {
  const spool = new Spool(world.directory, "together");
  return [
    {
      name: "objects.insert",
      method: "PUT",
      url: "/:id",
      async read(request) {
        const path = spool.nextPath();
        const body = request.body instanceof Readable ? request.body : Readable.from([]);
        const { bytes, sha256 } = await spool.write(body, path);
        return {
          async act() {
            const reservation = reservedFor(reservations, request);
            if (!reservation || bytes > (world.scenario.max_file_bytes ?? MAX_BYTES)) {
              await spool.drop(path);
              throw new WireError(400, "The file is too large.");
            }
            const { id, account, filename, purpose } = reservation;
            const createdAt = Math.floor(world.clock.now() / 1000);
            files.publish({ id, account, path, bytes, sha256, createdAt, expiresAt: null, filename, purpose });
            reservations.settle(id);
            return { body: "" };
          },
          drop: () => spool.drop(path),
        };
      },
    },
  ];
}
