import type { FastifyRequest } from "fastify";
import { answerRequest } from "../answers/answer.ts";
import type { AnswerShape, Endpoint } from "../answers/endpoint.ts";
import { answerSetting } from "../answers/setting.ts";
import { liveCallKey } from "../bill.ts";
import type { LiveRouteName } from "../calls.ts";
import type { LiveFault } from "../fault-plan.ts";
import type { Call } from "../http/call.ts";
import { jsonBodyOf } from "../http/read-json.ts";
import type { VendorWire } from "../http/vendor-wire.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";
import { LiveLimits } from "./live-limits.ts";

/** A route that answers at once. */
export interface LiveRoute {
  readonly name: LiveRouteName;
  readonly url: string;
  readonly endpoint: Endpoint;
  /** What the endpoint reads, where that is more than the JSON body, such as a model named in the path. */
  bodyOf?(request: FastifyRequest): JsonObject;
}

const SHAPES: Record<Exclude<LiveFault["fault"], "model_not_found">, AnswerShape> = {
  content_filter: "content_filter",
  refusal: "refusal",
  null_content: "null_content",
  malformed: "no_choices",
};

/** The calls of a vendor that answer at once, limited and billed. */
export function liveCalls(world: World, wire: VendorWire, routes: readonly LiveRoute[]): readonly Call[] {
  const limits = new LiveLimits(world, wire);
  const setting = answerSetting(world, wire.failures);
  return routes.map((route) => ({
    name: route.name,
    method: "POST",
    url: route.url,
    read(request, account) {
      const { name, endpoint } = route;
      const body = route.bodyOf?.(request) ?? jsonBodyOf(request);
      return {
        act() {
          const level = limits.takeRequest(account);
          const fault = world.faults.liveFault(name)?.fault ?? "none";
          const shape = fault === "none" || fault === "model_not_found" ? "plain" : SHAPES[fault];
          const answered = answerRequest(setting, { endpoint, body, shape });
          if (answered instanceof WireError) throw answered;
          const { inputTokens, outputTokens } = answered;
          const { model, prompt } = answered.request;
          if (fault === "model_not_found") throw wire.failures.modelNotFound(model);
          const headers = limits.takeTokens(account, level, inputTokens + outputTokens);
          world.bill.chargeLiveCall({ key: liveCallKey(model, prompt), inputTokens, outputTokens });
          return { body: answered.body, headers };
        },
      };
    },
  }));
}
