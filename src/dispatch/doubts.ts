import { countOf } from "../domain/counts.ts";
import { IncompleteError } from "../errors.ts";
import type { WaitingRequest } from "../ledger/ledger.ts";
import type { DispatchContext } from "./dispatcher.ts";

/**
 * Calls that a process had made when it died may have been answered and billed, and no vendor tells: whether to pay
 * again is for a person to say.
 *
 * @throws {IncompleteError} when nobody has said so
 */
export function decideDoubts(context: DispatchContext): void {
  const doubts = [...context.ledger.callsInDoubt()];
  const { inDoubt } = context.settings.live;
  if (doubts.length === 0) return;
  // What a batch has answered meanwhile is only waste.
  const open = doubts.filter(({ settled }) => !settled);
  if (inDoubt === "stop" && open.length > 0) throw new IncompleteError(describeDoubts(context, open));
  const ended = doubts.map((waiting) => ({
    number: waiting.number,
    outcome: inDoubt === "give-up" ? GIVEN_UP : null,
    costUsd: null,
    wastedUsd: boundOf(context, waiting),
  }));
  context.ledger.noteCalls([], ended, context.clock.now());
  for (const call of ended) context.budget.settle(0, call.wastedUsd);
}

const GIVEN_UP = {
  status: "failed",
  kind: "missing",
  code: "in_doubt",
  message: "The process that asked this died before it had the answer, and it was not asked again.",
} as const;

function boundOf(context: DispatchContext, { item }: WaitingRequest): number {
  return context.budget.bound(context.toRequest(item), "live");
}

function describeDoubts({ provider }: DispatchContext, doubts: readonly WaitingRequest[]): string {
  const some = countOf(doubts.length, "live call was", "live calls were");
  return (
    `${some} on the way to ${provider.title} when the process before this one died: the answers, which may have been billed, are lost. ` +
    `"speceval resume DIR --in-doubt ask-again" asks (and perhaps pays) for them once more, "--in-doubt give-up" counts them as failed.`
  );
}
