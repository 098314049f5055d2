import type { GenerationEstimate, JudgingEstimate } from "../index.ts";
import { formatBytes, formatCount, formatNumberOf, formatUsd, quotePath } from "./format.ts";
import { row } from "./rows.ts";

/** What a dry run found. */
export function renderEstimate(estimate: GenerationEstimate): string {
  const { inputTokens, batches, mostUsd, earlierRun, mode, model } = estimate;
  const repeated = estimate.items - estimate.requests;
  const lines = [`Dry run: nothing was sent.`];
  row(lines, "model", `${model} (${estimate.provider}, ${mode})`);
  row(lines, "prompts", `${formatCount(estimate.items)} on ${formatNumberOf(estimate.statements, "statement")}`);
  const same = repeated > 0 ? ` (${formatNumberOf(repeated, "prompt")} the same as another, asked once)` : "";
  const parted = batches === null ? "" : ` in ${formatNumberOf(batches, "batch", "batches")}`;
  row(lines, "requests", `${formatCount(estimate.requests)}${parted}${same}`);
  row(lines, "bytes", formatBytes(estimate.bytes));
  row(lines, "tokens", `${inputTokens.exact ? "" : "about "}${formatCount(inputTokens.tokens)} in`);
  row(lines, "price", renderPrice(estimate, mode));
  const other = mode === "batch" ? "live" : "batch";
  if (estimate.prices[other] !== null) row(lines, "", `${other}: ${renderPrice(estimate, other)}`);
  if (mostUsd !== null) row(lines, "at most", `${formatUsd(mostUsd)} (what --max-cost would reserve for all of it together)`);
  if (earlierRun !== null) row(lines, "earlier", `${quotePath(earlierRun)} asks the same; the command would go on with it`);
  return lines.join("\n");
}

/** What a dry run of judging found, judge by judge. */
export function renderJudgingEstimates(estimates: readonly JudgingEstimate[]): string {
  const lines = ["Dry run: nothing was sent."];
  for (const estimate of estimates) {
    const { model, provider, mode, items, unasked, requests, batches, inputTokens, mostUsd, earlierRun } = estimate;
    if (estimates.length > 1) lines.push("");
    row(lines, "judge", `${model} (${provider}, ${mode})`);
    row(
      lines,
      "judgements",
      `${formatCount(items)}${unasked > 0 ? ` (${formatCount(unasked)} without an answer to judge: not asked)` : ""}`,
    );
    row(lines, "requests", `${formatCount(requests)}${batches === null ? "" : ` in ${formatNumberOf(batches, "batch", "batches")}`}`);
    row(lines, "bytes", formatBytes(estimate.bytes));
    row(lines, "tokens", `${inputTokens.exact ? "" : "about "}${formatCount(inputTokens.tokens)} in`);
    row(lines, "price", renderPrice(estimate, mode));
    const other = mode === "batch" ? "live" : "batch";
    if (estimate.prices[other] !== null) row(lines, "", `${other}: ${renderPrice(estimate, other)}`);
    if (mostUsd !== null) row(lines, "at most", `${formatUsd(mostUsd)} (what --max-cost would reserve for all of it together)`);
    if (earlierRun !== null) row(lines, "earlier", `${quotePath(earlierRun)} has verdicts already; these would be added`);
  }
  return lines.join("\n");
}

type Priced = Pick<GenerationEstimate, "prices" | "outputTokensPerAnswer" | "requests" | "model">;

function renderPrice({ prices, outputTokensPerAnswer, requests, model }: Priced, mode: "batch" | "live"): string {
  const price = prices[mode];
  if (price === null) return `not known (no price for ${model})`;
  const output = formatCount(outputTokensPerAnswer * requests);
  return `${formatUsd(price.inputUsd)} for input, and ${formatUsd(price.outputUsd)} for output if each answer has ${formatCount(outputTokensPerAnswer)} tokens (${output} in all)`;
}
