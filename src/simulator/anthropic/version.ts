import type { FastifyRequest } from "fastify";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { invalid } from "./failures.ts";

/** Versions of the API, oldest first (Anthropic's page "Versions"). */
const VERSIONS = ["2023-01-01", "2023-06-01", "2026-10-21"] as const;
/** From this one on, no model takes sampling parameters. */
const WITHOUT_SAMPLING = "2026-10-21";

/** Where the version stands in a body, at vendors that have no header for it; ours is put there to be read with the rest. */
const FIELD = "anthropic_version";

/** The version that a request names; undefined when it names none. */
export function versionOf(request: FastifyRequest): string | undefined {
  const version = request.headers["anthropic-version"];
  return typeof version === "string" ? version : undefined;
}

/** A request's body together with the version that it is meant for. */
export function withVersion(body: JsonObject, version: string | undefined): JsonObject {
  return version === undefined ? body : { ...body, [FIELD]: version };
}

/** What is wrong with the version of a body. */
export function versionFault(version: unknown): WireError | undefined {
  if (version === undefined) return invalid("anthropic-version", "header is required");
  return VERSIONS.some((known) => known === version)
    ? undefined
    : invalid("anthropic-version", `${JSON.stringify(version)} is not a valid version`);
}

/** Models that refuse a temperature whatever the version (Anthropic's page "What's new in Claude Opus 4.7"). */
const FIXED_SAMPLING = /^claude-(opus-4-[78]|(opus|sonnet|haiku|fable|mythos)-5)/;

/** What is wrong with version and sampling parameters of a body. */
export function samplingFault(body: JsonObject): WireError | undefined {
  const fault = versionFault(body[FIELD]);
  if (fault) return fault;
  const present = ["temperature", "top_p", "top_k"].find((name) => body[name] !== undefined);
  if (present === undefined) return undefined;
  if (body[FIELD] === WITHOUT_SAMPLING) return invalid(present, "Extra inputs are not permitted");
  if (FIXED_SAMPLING.test(String(body["model"]))) return new WireError(400, `\`${present}\` is deprecated for this model.`);
  const { temperature } = body;
  if (temperature === undefined || (typeof temperature === "number" && temperature >= 0 && temperature <= 1)) return undefined;
  return invalid("temperature", "range: 0..1");
}
