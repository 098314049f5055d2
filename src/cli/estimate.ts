import { countOf, formatCount } from "../domain/counts.ts";
import type { GenerationEstimate, JudgingEstimate, JudgingEstimates } from "../index.ts";
import { formatBytes, formatUsd, quotePath } from "./format.ts";
import { row } from "./rows.ts";

const HEADING = "Dry run: nothing was sent.";

/** What a dry run found. */
export function renderEstimate(estimate: GenerationEstimate): string {
  const { earlierRun, earlierItems, mode, model, provider, items, requests, statements } = estimate;
  const lines = [HEADING];
  row(lines, "model", `${model} (${provider}, ${mode})`);
  row(lines, "prompts", `${formatCount(items)} on ${countOf(statements, "statement")}`);
  const repeated = items - requests;
  addRequests(lines, estimate, repeated > 0 ? ` (${countOf(repeated, "prompt")} the same as another, asked once)` : "");
  if (earlierRun !== null) {
    const asked = earlierItems === items ? "the same" : `${formatCount(earlierItems)} of these, which would not be paid for again`;
    row(lines, "earlier", `${quotePath(earlierRun)} asks ${asked}; the command would go on with it`);
  }
  return lines.join("\n");
}

/** What a dry run of judging found, judge by judge, and in all where there are several. */
export function renderJudgingEstimates({ judges, total }: JudgingEstimates): string {
  const blocks = judges.map((judge) => renderJudge(judge).join("\n"));
  if (judges.length > 1) blocks.push(renderTotal(total, judges.length).join("\n"));
  return [HEADING, blocks.join("\n\n")].join("\n");
}

function renderJudge(estimate: JudgingEstimate): string[] {
  const { model, provider, mode, items, unasked, requests, earlierRun, earlierOpen } = estimate;
  const lines: string[] = [];
  row(lines, "judge", `${model} (${provider}, ${mode})`);
  row(lines, "judgements", `${formatCount(items)}${unasked > 0 ? ` (${formatCount(unasked)} not asked: a candidate gave no answer)` : ""}`);
  const repeated = items - unasked - requests;
  addRequests(lines, estimate, repeated > 0 ? ` (${countOf(repeated, "judgement")} the same as another, asked once)` : "");
  if (earlierRun === null) return lines;
  const open = earlierOpen > 0 ? `; ${countOf(earlierOpen, "request")} of its own without an answer would go on` : "";
  row(lines, "earlier", `${quotePath(earlierRun)} has verdicts already: these would be added${open}`);
  return lines;
}

function renderTotal({ requests, items, inputTokens, usd, mostUsd }: JudgingEstimates["total"], judges: number): string[] {
  const lines: string[] = [];
  row(lines, "in all", `${countOf(items, "judgement")} by ${judges} judges, ${countOf(requests, "request")}`);
  row(lines, "tokens", `${inputTokens.exact ? "" : "about "}${formatCount(inputTokens.tokens)} in`);
  row(lines, "price", usd === null ? "not known (a judge has no known price)" : `about ${formatUsd(usd)}, each judge in its mode`);
  addBound(lines, mostUsd);
  return lines;
}

type Asked = Pick<
  GenerationEstimate,
  "mode" | "model" | "requests" | "batches" | "bytes" | "inputTokens" | "outputTokensPerAnswer" | "prices" | "mostUsd"
>;

/** What would be sent, and what it would cost. */
function addRequests(lines: string[], asked: Asked, remark: string): void {
  const { batches, inputTokens, mode } = asked;
  const parted = batches === null ? "" : ` in ${countOf(batches, "batch", "batches")}`;
  row(lines, "requests", `${formatCount(asked.requests)}${parted}${remark}`);
  row(lines, "bytes", formatBytes(asked.bytes));
  row(lines, "tokens", `${inputTokens.exact ? "" : "about "}${formatCount(inputTokens.tokens)} in`);
  row(lines, "price", renderPrice(asked, mode));
  const other = mode === "batch" ? "live" : "batch";
  if (asked.prices[other] !== null) row(lines, "", `${other}: ${renderPrice(asked, other)}`);
  addBound(lines, asked.mostUsd);
}

function addBound(lines: string[], mostUsd: number | null): void {
  if (mostUsd !== null) row(lines, "at most", `${formatUsd(mostUsd)} (what --max-cost would reserve for all of it together)`);
}

function renderPrice({ prices, outputTokensPerAnswer, requests, model }: Asked, mode: "batch" | "live"): string {
  const price = prices[mode];
  if (price === null) return `not known (no price for ${model})`;
  const output = formatCount(outputTokensPerAnswer * requests);
  return `${formatUsd(price.inputUsd)} for input, and ${formatUsd(price.outputUsd)} for output if each answer has ${formatCount(outputTokensPerAnswer)} tokens (${output} in all)`;
}
