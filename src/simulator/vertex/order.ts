import type { BatchOrder } from "../batch/batch-record.ts";
import { invalidArgument } from "../gemini-shaped/failures.ts";
import { isJsonObject, type JsonObject } from "../json.ts";

/** What a client of Vertex AI asked for. */
export interface VertexOrder extends BatchOrder {
  readonly parent: string;
  /** Without the path of its publisher. */
  readonly model: string;
  /** Repeated in replies as it came. */
  readonly shown: JsonObject;
  readonly output: GcsPlace;
  /** Fields of a line that the model is not shown, and that stand in its result. */
  readonly excludedFields: readonly string[];
  /** Why the job fails before it has begun: there is no input, or the bucket of the results is closed. */
  readonly obstacle: string | undefined;
}

/** A place in Cloud Storage. */
export interface GcsPlace {
  readonly bucket: string;
  readonly name: string;
}

/** What a submission says, before anything is looked for. */
export interface Submission {
  readonly model: string;
  readonly input: GcsPlace;
  readonly inputUri: string;
  readonly output: GcsPlace;
  readonly excludedFields: readonly string[];
  readonly shown: JsonObject;
}

/** @throws WireError 400 for what the vendor refuses at once; input and buckets are looked at later */
export function readSubmission(body: JsonObject): Submission {
  const { displayName, model, inputConfig, outputConfig, instanceConfig, labels } = body;
  if (typeof displayName !== "string" || displayName === "") throw invalidArgument("The display name of a BatchPredictionJob must be set.");
  if (typeof model !== "string" || model === "") throw invalidArgument("The model of a BatchPredictionJob must be set.");
  if (!isJsonObject(inputConfig) || !isJsonObject(outputConfig)) throw invalidArgument("input_config and output_config must be set.");
  if (inputConfig["instancesFormat"] !== "jsonl" || outputConfig["predictionsFormat"] !== "jsonl") {
    throw invalidArgument("Unsupported format: the simulator knows jsonl only.");
  }
  const source = inputConfig["gcsSource"];
  const destination = outputConfig["gcsDestination"];
  // A list of one may be given without the list, as in all of Google's JSON.
  const uris: readonly unknown[] = isJsonObject(source) ? [source["uris"]].flat() : [];
  const inputUri = uris.length === 1 ? uris[0] : undefined;
  const input = placeAt(inputUri);
  const output = placeAt(isJsonObject(destination) ? destination["outputUriPrefix"] : undefined);
  if (input === undefined || typeof inputUri !== "string") throw invalidArgument("gcs_source must have one URI that begins with gs://.");
  if (output === undefined) throw invalidArgument("output_uri_prefix must begin with gs://.");
  const excluded: readonly unknown[] = isJsonObject(instanceConfig) ? [instanceConfig["excludedFields"]].flat() : [];
  const excludedFields = excluded.filter((name): name is string => typeof name === "string");
  const shownInput = { ...inputConfig, gcsSource: { uris } };
  const shown = { displayName, model, inputConfig: shownInput, outputConfig, ...(isJsonObject(labels) ? { labels } : {}) };
  return { model: model.replace(/^.*models\//, ""), input, inputUri, output, excludedFields, shown };
}

function placeAt(uri: unknown): GcsPlace | undefined {
  const [, bucket, name = ""] = /^gs:\/\/([^/]+)(?:\/(.*))?$/s.exec(typeof uri === "string" ? uri : "") ?? [];
  return bucket === undefined ? undefined : { bucket, name };
}
