import type { FastifyInstance } from "fastify";
import type { World } from "./world.ts";

/** A vendor that the simulator stands in for. */
export interface Vendor {
  readonly name: string;
  /** What its official SDK takes as base URL, beneath the simulator's own. */
  readonly basePath: string;
  /** Puts its API, and whatever belongs to it, on the server. */
  mount(root: FastifyInstance, world: World): Promise<void>;
}
