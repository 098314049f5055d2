import { createHash } from "node:crypto";
import type { InputPrompt } from "../domain/prompt.ts";
import { requestId } from "../domain/request.ts";
import type { PlannedItem, PlannedRequest } from "../ledger/ledger.ts";
import type { GenerateItem } from "../stages/generate.ts";
import type { Stage } from "../stages/stage.ts";

/** What a plan is made from. */
export interface PlanSource {
  readonly stage: Stage<GenerateItem, unknown>;
  /** In the order in which they are asked. */
  readonly statementIds: readonly string[];
  readonly readPrompts: (statementId: string) => Promise<readonly InputPrompt[]>;
  /** Answers wanted for each prompt. */
  readonly samples: number;
}

/** A statement with everything that is to be asked about it. */
export interface PlannedStatement {
  readonly statementId: string;
  readonly items: readonly PlannedRequest[];
}

/** Plans statement by statement: memory holds the prompts of one. The same source always gives the same plan. */
export async function* planStatements(source: PlanSource): AsyncGenerator<PlannedStatement> {
  for (const statementId of source.statementIds) {
    const prompts = await source.readPrompts(statementId);
    const items = prompts.flatMap((prompt) =>
      Array.from({ length: source.samples }, (_, sampleIndex) => planItem(source.stage, statementId, prompt, sampleIndex)),
    );
    yield { statementId, items };
  }
}

function planItem(stage: PlanSource["stage"], statementId: string, prompt: InputPrompt, sampleIndex: number): PlannedRequest {
  const item = { inputText: prompt.text };
  return {
    statementId,
    originalIndex: prompt.originalIndex,
    sampleIndex,
    requestId: requestId(stage.name, stage.request(item), sampleIndex),
    ...stage.store(item),
  };
}

/** A hash of everything that is asked and in which order: two runs with the same one are the same run. */
export class PlanHash {
  readonly #hash = createHash("sha256").update("speceval/plan/1\n");

  add(item: PlannedItem): void {
    this.#hash.update(`${JSON.stringify([item.statementId, item.originalIndex, item.sampleIndex, item.requestId])}\n`);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}
