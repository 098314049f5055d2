import type { Mode } from "../../domain/mode.ts";
import type { EstimatedPrice, TokenCount } from "../request-meter.ts";

/** What a judge would be asked, and about what it would cost. Nothing was sent. */
export interface JudgingEstimate {
  readonly provider: string;
  /** The judge. */
  readonly model: string;
  readonly mode: Mode;
  /** Rows that would be added to files of verdicts, or be asked about only now. */
  readonly items: number;
  /** Of these, rows that there is nothing to ask about, because a candidate gave no answer. */
  readonly unasked: number;
  /** Distinct requests that are not in the plan of the judge's earlier run: what would be paid for. */
  readonly requests: number;
  /** How many batches they would be; null for live calls. */
  readonly batches: number | null;
  /** Bytes of the requests. */
  readonly bytes: number;
  readonly inputTokens: TokenCount;
  /** Output tokens of each answer that `outputUsd` is computed with: an assumption, or the limit where that is lower. */
  readonly outputTokensPerAnswer: number;
  /** USD in each mode; null where the model's price is not known. */
  readonly prices: Readonly<Record<Mode, EstimatedPrice>>;
  /** The most that it can cost in its mode, which is what a budget reserves, in USD; null where that is not known. */
  readonly mostUsd: number | null;
  /** Folder of the judge's run that these judgements would be added to. */
  readonly earlierRun: string | null;
  /** Requests of that run that have no answer yet: they go on too, and are not counted here. */
  readonly earlierOpen: number;
}

/** What all judges would be asked together, each in its mode. */
export interface JudgingTotal extends Pick<JudgingEstimate, "items" | "unasked" | "requests" | "bytes" | "inputTokens" | "mostUsd"> {
  /** Input and output in USD; null where a judge's price is not known. */
  readonly usd: number | null;
}

/** What a stage with judges would send. */
export interface JudgingEstimates {
  /** In the order of the judges. */
  readonly judges: readonly JudgingEstimate[];
  readonly total: JudgingTotal;
}

/** Adds up what judges would be asked. */
export function addUp(judges: readonly JudgingEstimate[]): JudgingTotal {
  const sum = (amount: (judge: JudgingEstimate) => number): number => judges.reduce((total, judge) => total + amount(judge), 0);
  const sumKnown = (amount: (judge: JudgingEstimate) => number | null): number | null =>
    judges.some((judge) => amount(judge) === null) ? null : sum((judge) => amount(judge) ?? 0);
  return {
    items: sum(({ items }) => items),
    unasked: sum(({ unasked }) => unasked),
    requests: sum(({ requests }) => requests),
    bytes: sum(({ bytes }) => bytes),
    inputTokens: {
      tokens: sum(({ inputTokens }) => inputTokens.tokens),
      exact: judges.every(({ inputTokens }) => inputTokens.exact),
    },
    usd: sumKnown(priceInMode),
    mostUsd: sumKnown(({ mostUsd }) => mostUsd),
  };
}

function priceInMode({ prices, mode }: JudgingEstimate): number | null {
  const price = prices[mode];
  return price === null ? null : price.inputUsd + price.outputUsd;
}
