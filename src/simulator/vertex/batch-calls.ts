import type { FastifyRequest } from "fastify";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchBook } from "../batch/batch-book.ts";
import type { BatchInput } from "../batch/batch-input.ts";
import { digest } from "../hash.ts";
import type { Call } from "../http/call.ts";
import { queryOf } from "../http/page.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import type { JsonObject } from "../json.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { vertexFailures } from "./failures.ts";
import { readSubmission, type Submission, type VertexOrder } from "./order.ts";
import { placeOf } from "./place.ts";

const JOBS_LISTED = 100;

/** What the calls about jobs share, whatever the version. */
export interface Jobs {
  readonly world: World;
  readonly store: ObjectStore;
  readonly batches: BatchBook<VertexOrder, JsonObject>;
  /** Ids of jobs that clients deleted. */
  readonly deleted: Set<string>;
}

/** The calls about jobs, beneath `/{version}`. */
export function batchCalls(jobs: Jobs, version: string): readonly Call[] {
  const { batches, deleted } = jobs;
  const url = `/${version}/projects/:project/locations/:location/batchPredictionJobs`;
  const present = (id: string): string => {
    if (deleted.has(id)) throw new WireError(404, `The BatchPredictionJob "${id}" does not exist.`);
    return id;
  };
  return [
    {
      name: "batches.create",
      method: "POST",
      url,
      read(request) {
        const body = jsonBodyOf(request);
        return { act: async () => ({ body: await create(jobs, request, body) }) };
      },
    },
    {
      name: "batches.list",
      method: "GET",
      url,
      read: (request) => ({
        async act() {
          const listed = (await batches.list(placeOf(request).account)).filter((job) => !deleted.has(idOf(job)) && matches(job, request));
          return { body: pageOf(listed, request) };
        },
      }),
    },
    {
      name: "batches.retrieve",
      method: "GET",
      url: `${url}/:id`,
      read: (request) => ({
        act: async () => ({ body: await batches.retrieve(placeOf(request).account, present(pathParameter(request, "id"))) }),
      }),
    },
    {
      name: "batches.cancel",
      method: "POST",
      // The colon of `:cancel` would begin another parameter.
      url: `${url}/:target`,
      read: (request) => ({
        async act() {
          const [, id, verb] = /^(.*):(\w+)$/.exec(pathParameter(request, "target")) ?? [];
          if (id === undefined || verb !== "cancel") throw vertexFailures.unknownUrl(request.method, request.url);
          await batches.cancel(placeOf(request).account, present(id));
          return { body: {} };
        },
      }),
    },
    {
      name: "batches.delete",
      method: "DELETE",
      url: `${url}/:id`,
      read: (request) => ({
        async act() {
          const { parent, account } = placeOf(request);
          const id = present(pathParameter(request, "id"));
          await batches.view(account, id);
          deleted.add(id);
          return {
            body: { name: `${parent}/operations/${id}`, done: true, response: { "@type": "type.googleapis.com/google.protobuf.Empty" } },
          };
        },
      }),
    },
  ];
}

async function create({ world, store, batches }: Jobs, request: FastifyRequest, body: JsonObject): Promise<JsonObject> {
  const submission = readSubmission(body);
  const { model, output, excludedFields, shown } = submission;
  if (world.scenario.models?.includes(model) === false) throw vertexFailures.modelNotFound(model);
  const { parent, account } = placeOf(request);
  const found = await inputOf(world, store, submission);
  return await batches.create(account, { parent, model, output, excludedFields, shown, ...found });
}

/** The job's input, and why it fails if it does; one that cannot run has nothing as its input. */
async function inputOf(
  world: World,
  store: ObjectStore,
  { input, inputUri, output }: Submission,
): Promise<Pick<VertexOrder, "input" | "obstacle">> {
  try {
    store.checkBucket(input.bucket, "storage.objects.get");
    store.checkBucket(output.bucket, "storage.objects.create");
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { input: await nothing(world, inputUri), obstacle: error.message };
  }
  const object = store.find(input.bucket, input.name);
  if (object !== undefined && object.result === undefined) return { input: object, obstacle: undefined };
  return { input: await nothing(world, inputUri), obstacle: `Failed to read the input: ${inputUri} does not exist.` };
}

async function nothing(world: World, inputUri: string): Promise<BatchInput> {
  const path = join(world.directory, "vertex-no-input");
  await writeFile(path, "");
  return { path, sha256: digest("no input", inputUri), creates: 0, inUse: false };
}

function idOf(job: JsonObject): string {
  return String(job["name"]).replace(/^.*\//, "");
}

/** Of filters only those that compare a field with one text are known: `displayName="x"`, `state="JOB_STATE_RUNNING"`. */
function matches(job: JsonObject, request: FastifyRequest): boolean {
  const filter = queryOf(request, "filter")?.trim() ?? "";
  if (filter === "") return true;
  const [, field, text] = /^(display_?name|state|model)\s*=\s*"?([^"]*)"?$/i.exec(filter) ?? [];
  if (field === undefined) throw new WireError(400, `Invalid filter: ${filter}`);
  return job[/^display/i.test(field) ? "displayName" : field.toLowerCase()] === text;
}

/** A page begins behind the job that its token names. */
function pageOf(jobs: readonly JsonObject[], request: FastifyRequest): JsonObject {
  const most = Math.min(Number(queryOf(request, "pageSize") ?? JOBS_LISTED) || JOBS_LISTED, JOBS_LISTED);
  const token = queryOf(request, "pageToken");
  const from = token === undefined || token === "" ? 0 : jobs.findIndex((job) => idOf(job) === token) + 1;
  const page = jobs.slice(from, from + most);
  const last = page.at(-1);
  const more = last !== undefined && from + page.length < jobs.length;
  return { ...(page.length === 0 ? {} : { batchPredictionJobs: page }), ...(more ? { nextPageToken: idOf(last) } : {}) };
}
