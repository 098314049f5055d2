import type { FastifyRequest } from "fastify";
import { generateContent } from "../gemini-shaped/generate-content.ts";
import type { Call } from "../http/call.ts";
import { jsonBodyOf, pathParameter } from "../http/read-json.ts";
import type { JsonObject } from "../json.ts";
import type { LiveRoute } from "../live/live-calls.ts";
import { vertexFailures } from "./failures.ts";

/** A description of a model, beneath `/{version}`. @param models those that exist; undefined when every model does */
export function modelCall(models: readonly string[] | undefined, version: string): Call {
  return {
    name: "models.retrieve",
    method: "GET",
    url: `/${version}/publishers/google/models/:model`,
    read: (request) => ({
      act() {
        const model = pathParameter(request, "model");
        if (models?.includes(model) === false) throw vertexFailures.modelNotFound(model);
        return { body: { name: `publishers/google/models/${model}`, versionId: "default", launchStage: "GA" } };
      },
    }),
  };
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
