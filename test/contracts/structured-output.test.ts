import { afterAll, describe, expect, it } from "vitest";
import { type ModelRequest, type Outcome, type RequestBody, requestId } from "../../src/index.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { openProvider, PROVIDERS_UNDER_TEST } from "./providers.ts";
import { finish, linesOf, submit } from "./requests.ts";

/** In the part of JSON Schema that all vendors know, with properties that are not in the order of the alphabet. */
const FORMAT = {
  name: "weather_report",
  schema: {
    type: "object",
    properties: {
      summary: { type: "string", description: "In one sentence." },
      place: {
        type: "object",
        properties: { name: { type: "string" }, indoors: { type: "boolean" } },
        required: ["name", "indoors"],
        additionalProperties: false,
      },
      outlook: { type: "string", enum: ["fair", "foul"] },
      degrees: { type: "integer" },
    },
    required: ["summary", "place", "outlook", "degrees"],
    additionalProperties: false,
  },
};

function requestFor(model: string, content = "What is the weather?"): ModelRequest {
  const body: RequestBody = { model, messages: [{ role: "user", content }], responseFormat: FORMAT };
  return { id: requestId("contract", body, 0), body };
}

/** The properties of an answer in JSON, in their order. */
function propertiesOf(outcome: Outcome | undefined): [string, unknown][] {
  if (outcome?.status !== "succeeded") throw new Error(`there is no answer: ${JSON.stringify(outcome)}`);
  return Object.entries(JSON.parse(outcome.text) as object);
}

const PROPERTIES = [
  ["summary", expect.any(String)],
  ["place", { name: expect.any(String), indoors: expect.any(Boolean) }],
  ["outlook", expect.stringMatching(/^(fair|foul)$/)],
  ["degrees", expect.any(Number)],
];

/** For all that leaves nothing behind. */
const calm = await startSimulator();
afterAll(() => calm.close());

describe.each(PROVIDERS_UNDER_TEST)("structured output of the provider $name", (under) => {
  it("is promised for the models that are known to keep to a schema, and for no others", () => {
    const provider = under.create(calm, "sk-contract");
    const { known, others } = under.structured;
    expect([...known, ...others].filter((model) => provider.structuredOutput(model))).toEqual(known);
  });
});

const WITH_SCHEMAS = PROVIDERS_UNDER_TEST.filter(({ structured }) => structured.known.length > 0);

describe.each(WITH_SCHEMAS)("a schema through the provider $name", (under) => {
  const { known, refused } = under.structured;
  const [asked = ""] = known;

  it("shapes the live answers of every model that it is promised for", async () => {
    const provider = under.create(calm, "sk-contract");
    for (const model of known) expect(propertiesOf((await provider.live.ask(requestFor(model), {})).outcome)).toEqual(PROPERTIES);
  });

  it.runIf(under.batch !== undefined)("shapes the answers of a batch", async () => {
    const provider = under.create(calm, "sk-contract");
    const requests = ["rain", "snow"].map((weather) => requestFor(asked, `Is it ${weather}?`));
    const lines = await linesOf(provider, await finish(provider, await submit(provider, requests)));
    const answers = lines.map((line) => propertiesOf(line.type === "outcome" ? line.outcome : undefined));
    expect(answers).toEqual([PROPERTIES, PROPERTIES]);
  });

  it.runIf(refused !== undefined)("costs the request with a model that takes none", async () => {
    const { provider, simulator } = await openProvider(under, "");
    const { outcome } = await provider.live.ask(requestFor(refused ?? ""), {});
    expect(outcome).toMatchObject({ status: "failed", kind: "rejected" });
    expect(simulator.bill()).toMatchObject({ liveCalls: 0 });
  });

  it("does not hide a refusal", async () => {
    const { provider } = await openProvider(under, `faults: [{ fault: refusal, route: ${under.liveRoute} }]`);
    const { outcome } = await provider.live.ask(requestFor(asked), {});
    expect(outcome.status === "succeeded" ? outcome.finishReason : outcome.status === "failed" && outcome.kind).toMatch(
      /^(refusal|refused)$/,
    );
  });
});
