import type { FastifyRequest } from "fastify";
import { generateContent } from "../gemini-shaped/generate-content.ts";
import type { Call } from "../http/call.ts";
import { modelCall } from "../http/model-call.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import type { JsonObject } from "../json.ts";
import type { LiveRoute } from "../live/live-calls.ts";
import { vertexFailures } from "./failures.ts";

/** A description of a model, beneath `/{version}`. @param models those that exist; undefined when every model does */
export function describeModel(models: readonly string[] | undefined, version: string): Call {
  return modelCall({
    url: `/${version}/publishers/google/models/:id`,
    models,
    notFound: (id) => vertexFailures.modelNotFound(id),
    show: (id) => ({ name: `publishers/google/models/${id}`, versionId: "default", launchStage: "GA" }),
  });
}

/** `generateContent`, beneath `/{version}`. */
export function liveRoute(version: string): LiveRoute {
  return {
    name: "generate_content",
    // The colon of `:generateContent` would begin another parameter.
    url: `/${version}/projects/:project/locations/:location/publishers/google/models/:target`,
    endpoint: generateContent,
    bodyOf,
  };
}

/** The model stands in the path. Labels say nothing to it. */
function bodyOf(request: FastifyRequest): JsonObject {
  const [, model, verb] = /^(.*):(\w+)$/.exec(pathParameter(request, "target")) ?? [];
  if (model === undefined || verb !== "generateContent") throw vertexFailures.unknownUrl(request.method, request.url);
  const { labels: _, ...body } = jsonBodyOf(request);
  return { ...body, model };
}
