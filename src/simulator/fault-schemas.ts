import { z } from "zod";
import { LIVE_ROUTES, ROUTES } from "./calls.ts";

// One rule for every fault: a selector that is left out selects everything. No `batch` means every batch, no `lines`
// and no `fraction` means every line, no `route` means every route, no `times` means every time.

const ordinal = z.int().min(1);
const count = z.int().min(0);
const share = z.number().min(0).max(1);
const httpError = z.int().min(400).max(599);
const ordinals = z.union([ordinal, z.array(ordinal).min(1)], {
  error: "must be a number (1 is the first) or a list of numbers",
});

const ofBatch = { batch: ordinals.optional() };
const ofLines = { ...ofBatch, lines: ordinals.optional(), fraction: share.optional() };
const ofFiles = { ...ofBatch, file: z.enum(["output", "error"]).default("output") };
const ofOccasions = { skip: count.default(0), times: count.optional() };
const ofCalls = { route: z.enum(ROUTES).optional(), ...ofOccasions };
const ofLiveCalls = { route: z.enum(LIVE_ROUTES).optional(), ...ofOccasions };
const ofMoment = { when: z.enum(["before", "after"]).default("before") };
const ofPartialResults = {
  finished: share.default(0.5),
  unfinished: z.enum(["error_file", "nowhere"]).default("error_file"),
};

function fault<Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) {
  return z.strictObject({ fault: z.literal(name), ...shape });
}

/** One schema for each fault; `docs/simulator.md` says what each imitates. */
export const FAULT_SCHEMAS = [
  // Calls
  fault("http_error", {
    ...ofCalls,
    ...ofMoment,
    status: httpError.default(500),
    should_retry: z.boolean().optional(),
  }),
  fault("rate_limited", { ...ofCalls, retry_after: z.number().min(0).optional(), retry_after_ms: count.optional() }),
  fault("insufficient_quota", ofCalls),
  fault("key_refused", { ...ofCalls, status: z.literal([401, 403]).default(401) }),
  fault("socket_cut", { ...ofCalls, ...ofMoment }),
  fault("delay", { ...ofCalls, ...ofMoment, seconds: z.number().min(0) }),
  fault("slow_body", { ...ofCalls, seconds: z.number().min(0) }),
  // Live calls
  fault("model_not_found", ofLiveCalls),
  fault("content_filter", ofLiveCalls),
  fault("refusal", ofLiveCalls),
  fault("null_content", ofLiveCalls),
  fault("malformed", ofLiveCalls),
  // What becomes of a batch
  fault("expired", { ...ofBatch, ...ofPartialResults }),
  fault("cancelled_by_vendor", { ...ofBatch, ...ofPartialResults }),
  fault("validation_failed", {
    ...ofBatch,
    code: z.string(),
    message: z.string().optional(),
    line: ordinal.optional(),
    param: z.string().optional(),
  }),
  fault("stuck", { ...ofBatch, finished: share.default(0) }),
  fault("unknown_status", { ...ofBatch, status: z.string().default("queued"), retrieves: count.default(1) }),
  // What can be seen of it, and when
  fault("late_file", { creates: count.default(1) }),
  fault("late_batch", { ...ofBatch, retrieves: count.default(1) }),
  fault("late_in_list", { ...ofBatch, lists: count.default(1) }),
  fault("vanished", { ...ofBatch, retrieves: count.default(1) }),
  fault("empty_file_ids", ofBatch),
  fault("zero_byte_error_file", ofBatch),
  fault("inline_results", ofBatch),
  // Single lines
  fault("line_http_error", {
    ...ofLines,
    status: httpError.default(500),
    in: z.enum(["error_file", "output_file"]).default("error_file"),
  }),
  fault("line_insufficient_quota", ofLines),
  fault("line_status_zero", ofLines),
  fault("line_timeout", ofLines),
  fault("line_content_filter", ofLines),
  fault("line_refusal", ofLines),
  fault("line_null_content", ofLines),
  fault("line_no_choices", ofLines),
  fault("line_missing", ofLines),
  fault("line_duplicated", { ...ofLines, content: z.enum(["same", "different"]).default("same") }),
  fault("line_corrupt", ofLines),
  fault("line_without_key", ofLines),
  fault("line_swapped", ofLines),
  // Result files
  fault("unknown_lines", { ...ofBatch, count: ordinal.default(1) }),
  fault("torn_last_line", ofFiles),
  fault("download_cut", { ...ofFiles, at: share.default(0.5), times: count.optional() }),
  fault("download_short", { ...ofFiles, at: share.default(0.5), times: count.optional() }),
  fault("download_slow", { ...ofFiles, bytes_per_second: ordinal, times: count.optional() }),
] as const;

/** Any fault, by its `fault` field. */
export const faultSchema = z.discriminatedUnion("fault", FAULT_SCHEMAS);

/** A fault of a scenario, defaults filled in. */
export type Fault = z.infer<typeof faultSchema>;
/** Name of a fault. */
export type FaultName = Fault["fault"];
/** The fault of this name. */
export type FaultOf<Name extends FaultName> = Extract<Fault, { fault: Name }>;
