import { asClause, ProviderError } from "../../errors.ts";

/** Gives the headers that say who calls. @throws {ProviderError} when nobody may */
export type Access = () => Promise<Headers>;

/** What finds credentials: `GoogleAuth` of google-auth-library, which comes with Google's SDKs. */
export interface CredentialSource {
  getRequestHeaders(): Promise<Headers>;
}

/** How an account is shown that speaks through credentials which were found. */
export const DEFAULT_CREDENTIALS = "the Application Default Credentials";

/**
 * Headers from whatever credentials there are: an access token, or those of a service account, of `gcloud`, or of the machine.
 * Tokens are renewed by the source.
 */
export function accessFrom(source: CredentialSource, vendor: { readonly name: string; readonly title: string }): Access {
  return async () => {
    try {
      return await source.getRequestHeaders();
    } catch (error) {
      throw credentialsError(error, vendor);
    }
  };
}

/** A `fetch` that says who calls, whatever the caller of it said. */
export function withAccess(fetcher: typeof fetch, access: Access): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete("x-goog-api-key");
    for (const [name, value] of await access()) headers.set(name, value);
    return await fetcher(input, { ...init, headers });
  };
}

function credentialsError(error: unknown, { name, title }: { readonly name: string; readonly title: string }): unknown {
  if (!(error instanceof Error)) return error;
  const said = asClause(error.message.split("\n")[0]?.slice(0, 300) ?? "");
  const status = "status" in error && typeof error.status === "number" ? error.status : undefined;
  // Only where tokens were asked for is there a request: its address was not reached, or is out of order.
  const passing = status === undefined ? "config" in error : status >= 500 || status === 429;
  if (passing) {
    return new ProviderError(`${title} got no access token (${said}); check the network and run the same command again.`, {
      provider: name,
      kind: "transient",
      status,
      vendorMessage: said,
      ambiguous: false,
    });
  }
  const missing = /could not load the default credentials/i.test(said);
  const problem = missing ? `there are no credentials for ${title}` : `${DEFAULT_CREDENTIALS} give no access token (${said})`;
  return new ProviderError(
    `${problem}; set GOOGLE_OAUTH_ACCESS_TOKEN to an access token, or set up Application Default Credentials ("gcloud auth application-default login", or a key file in GOOGLE_APPLICATION_CREDENTIALS).`,
    { provider: name, kind: "key-refused", status, vendorMessage: said, ambiguous: false },
  );
}
