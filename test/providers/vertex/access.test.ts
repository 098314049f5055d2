import { createServer } from "node:http";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { errorOf, finish, linesOf, MODEL, openVertex, requestsFor, submit } from "./open.ts";

beforeEach(() => {
  // Nothing of this machine is found.
  vi.stubEnv("HOME", tempFolder());
  vi.stubEnv("CLOUDSDK_CONFIG", tempFolder());
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", undefined);
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

/** A server that hands out access tokens; gives the path of credentials that ask it. */
async function tokenServer(status = 200): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    const token = { access_token: "found-token", issued_token_type: "urn:ietf:params:oauth:token-type:access_token", token_type: "Bearer" };
    response.end(
      JSON.stringify(status === 200 ? { ...token, expires_in: 3600 } : { error: "invalid_grant", error_description: "Expired" }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const folder = tempFolder();
  writeFileSync(join(folder, "subject"), "subject-token");
  const path = join(folder, "credentials.json");
  const credentials = {
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    credential_source: { file: join(folder, "subject") },
  };
  writeFileSync(path, JSON.stringify(credentials));
  return path;
}

test("Application Default Credentials are used where there is no token, for every call", async () => {
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", await tokenServer());
  const { provider } = await openVertex("api_keys: [found-token]", { apiKey: undefined });
  await provider.check(MODEL, {});
  const done = await finish(provider, await submit(provider, requestsFor(2)));
  expect(await linesOf(provider, done)).toHaveLength(2);
});

test("without any credentials, one sentence names both ways to give some", async () => {
  const { provider, simulator } = await openVertex("", { apiKey: undefined });
  const error = await errorOf(provider.check(MODEL, {}));
  expect(error.facts).toMatchObject({ kind: "key-refused", ambiguous: false });
  expect(error.message).toBe(
    'there are no credentials for Google Vertex AI; set GOOGLE_OAUTH_ACCESS_TOKEN to an access token, or set up Application Default Credentials ("gcloud auth application-default login", or a key file in GOOGLE_APPLICATION_CREDENTIALS).',
  );
  expect(simulator.calls()).toEqual([]);
});

test("without any credentials, nothing is sent to Cloud Storage either", async () => {
  const { provider, simulator } = await openVertex("", { apiKey: undefined });
  expect((await errorOf(submit(provider, requestsFor(1)))).facts.kind).toBe("key-refused");
  expect(simulator.calls()).toEqual([]);
});

test("credentials that are no longer good are refused", async () => {
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", await tokenServer(400));
  const { provider } = await openVertex("", { apiKey: undefined });
  expect((await errorOf(provider.check(MODEL, {}))).facts).toMatchObject({ kind: "key-refused", status: 400 });
});

test("a file of credentials that is not there is named", async () => {
  vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere/credentials.json");
  const { provider } = await openVertex("", { apiKey: undefined });
  const error = await errorOf(provider.check(MODEL, {}));
  expect(error.facts.kind).toBe("key-refused");
  expect(error.message).toContain("/nowhere/credentials.json");
});

test("a token that was refused is blamed on where it came from, and not shown", async () => {
  const { provider } = await openVertex("api_keys: [another]", { apiKey: "ya29.secret" });
  const error = await errorOf(provider.check(MODEL, {}));
  expect(error.message).toContain("refused the key in GOOGLE_OAUTH_ACCESS_TOKEN (HTTP 401");
  expect(JSON.stringify([error.message, error.stack, (error.cause as Error).message])).not.toContain("ya29.secret");
});

test("a key of the Developer API in the environment is neither used nor talked about", async () => {
  vi.stubEnv("GEMINI_API_KEY", "AIza-another");
  const said = [vi.spyOn(console, "debug"), vi.spyOn(console, "warn"), vi.spyOn(console, "log")];
  const { provider } = await openVertex("api_keys: [ya29.token]");
  await provider.check(MODEL, {});
  for (const spy of said) expect(spy).not.toHaveBeenCalled();
});

test("an address of an emulator in the environment does not lead the SDK astray", async () => {
  vi.stubEnv("STORAGE_EMULATOR_HOST", "http://127.0.0.1:9");
  const { provider } = await openVertex();
  await expect(provider.check(MODEL, {})).resolves.toBeUndefined();
});
