import { join } from "node:path";
import type { Shard } from "../domain/shard.ts";
import { AtomicFile } from "../files/atomic.ts";
import type { WaitingRequest } from "../ledger/ledger.ts";
import type { BatchContext } from "./dispatcher.ts";
import { add, estimateTokens, EMPTY, isFull, type PackLimits } from "./pack.ts";

/**
 * Cuts the waiting requests into shards: each gets an input file, whole and durable, and then its place in the ledger.
 * A crash between the two leaves a file that the next shard of that number overwrites. Ends early when the budget has
 * nothing left for the next request.
 *
 * @param limitsNow asked for each line: what may still be spent changes as shards are made
 */
export function* prepareShards(context: BatchContext, limitsNow: () => PackLimits): Generator<Shard> {
  let open: OpenShard | undefined;
  try {
    for (const waiting of context.ledger.waiting()) {
      const request = context.toRequest(waiting.item);
      const line = `${context.batch.line(request)}\n`;
      const size = {
        requests: 1,
        bytes: Buffer.byteLength(line),
        tokens: estimateTokens(request.body.messages),
        usd: context.budget.bound(request, "batch"),
      };
      if (open !== undefined && isFull(open.size, size, limitsNow())) {
        yield close(context, open);
        open = undefined;
      }
      if (open === undefined && size.usd > limitsNow().usd) return;
      open ??= begin(context);
      open.file.write(line);
      open.numbers.push(waiting.number);
      open.size = add(open.size, size);
    }
    if (open !== undefined) {
      const last = open;
      open = undefined;
      yield close(context, last);
    }
  } finally {
    open?.file.discard();
  }
}

interface OpenShard {
  readonly name: string;
  readonly file: AtomicFile;
  readonly numbers: WaitingRequest["number"][];
  size: PackLimits;
}

function begin(context: BatchContext): OpenShard {
  const number = context.ledger.shards().length + 1;
  const name = `batch_input_${String(number).padStart(4, "0")}.jsonl`;
  return { name, file: new AtomicFile(join(context.inputFolder, name)), numbers: [], size: EMPTY };
}

function close(context: BatchContext, open: OpenShard): Shard {
  open.file.commit();
  const shard = context.ledger.createShard({
    key: context.newKey(),
    inputFile: open.name,
    bytes: open.size.bytes,
    tokenEstimate: open.size.tokens,
    reservedUsd: open.size.usd,
    requestNumbers: open.numbers,
  });
  context.budget.reserve(shard.reservedUsd);
  context.emit({ type: "shard-prepared", shard });
  return shard;
}
