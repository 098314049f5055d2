import type { FastifyInstance } from "fastify";
import { bearerOf } from "../http/bearer.ts";
import { serve } from "../http/serve.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import type { World } from "../world.ts";
import { storageErrorBody, storageFailures } from "./failures.ts";
import { objectCalls } from "./object-calls.ts";
import type { ObjectStore } from "./object-store.ts";
import { uploadCalls } from "./upload-calls.ts";

const wire: VendorWire = {
  vendor: "storage",
  keyOf: bearerOf,
  failures: storageFailures,
  errorBody: storageErrorBody,
  limitHeaders: () => ({}),
};

/** Descriptions of objects are small. */
const MAX_JSON_BYTES = 1 << 20;

/** Puts the JSON API of Cloud Storage on the server, at the paths that clients put behind any address of it. */
export async function serveStorage(root: FastifyInstance, world: World, store: ObjectStore): Promise<void> {
  await serve(root, world, { prefix: "/storage/v1", wire, calls: objectCalls(world, store), maxJsonBytes: MAX_JSON_BYTES });
  await serve(root, world, {
    prefix: "/upload/storage/v1",
    wire,
    calls: uploadCalls(world, store),
    maxJsonBytes: MAX_JSON_BYTES,
    prepare(app) {
      // Whatever comes is written to disk as it is.
      app.removeAllContentTypeParsers();
      app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
    },
  });
}
