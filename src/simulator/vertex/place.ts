import type { FastifyRequest } from "fastify";
import { digest } from "../hash.ts";
import { pathParameter } from "../http/read-json.ts";

/** Where a job is: in a project, which has a name and a number, and a location. */
export interface Place {
  /** A job's full name begins with it, and names the project by its number. */
  readonly parent: string;
  /** To whom batches belong: the project, whichever of its names was used, in this location. */
  readonly account: string;
}

/** The place that a path names. */
export function placeOf(request: FastifyRequest): Place {
  const location = pathParameter(request, "location");
  const project = pathParameter(request, "project");
  const parent = `projects/${/^\d+$/.test(project) ? project : numberFrom(digest("project", project), 12)}/locations/${location}`;
  return { parent, account: parent };
}

/** A number of so many digits out of a hex digest. */
export function numberFrom(hex: string, digits: number): string {
  const number = BigInt(`0x${hex.slice(0, 30)}`) % 10n ** BigInt(digits - 1);
  return String(number + 10n ** BigInt(digits - 1));
}
