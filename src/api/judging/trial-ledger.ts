import type { RequestBody, RequestId } from "../../domain/request.ts";
import type { Ledger, PlannedItem } from "../../ledger/ledger.ts";
import type { RequestMeter } from "../request-meter.ts";
import type { PlanLedger } from "./plan-run.ts";

/** The part of a judge's earlier run that says what it has in its plan. */
export type EarlierPlan = Pick<Ledger, "planned" | "hasRequest">;

/** Stands in for the ledger of a judge's run: counts what would be added to the plan, and keeps none of it. */
export class TrialLedger implements PlanLedger {
  readonly #earlier: EarlierPlan | undefined;
  readonly #meter: RequestMeter;
  #items = 0;
  #unasked = 0;

  constructor(earlier: EarlierPlan | undefined, meter: RequestMeter) {
    this.#earlier = earlier;
    this.#meter = meter;
  }

  /** Rows that are new, or that there is something to ask about only now; of these, those without a question. */
  get counts(): { readonly items: number; readonly unasked: number } {
    return { items: this.#items, unasked: this.#unasked };
  }

  planned(key: string): Iterable<PlannedItem> {
    return this.#earlier?.planned(key) ?? [];
  }

  plan(key: string, items: readonly PlannedItem[], bodies: readonly RequestBody[]): void {
    const known = new Set(Iterator.from(this.planned(key)).map(rowKey));
    const questions = bodies.values();
    for (const item of items) {
      const body = item.requestId === null ? undefined : questions.next().value;
      if (!known.has(rowKey(item))) this.#add(item.requestId, body);
    }
  }

  replan(key: string, items: readonly PlannedItem[], bodies: readonly RequestBody[]): void {
    this.plan(key, items, bodies);
  }

  beginGroup(): void {}

  completeGroup(): void {}

  #add(id: RequestId | null, body: RequestBody | undefined): void {
    this.#items += 1;
    if (id === null || body === undefined) this.#unasked += 1;
    // Two candidates may have given the same answer.
    else if (this.#earlier?.hasRequest(id) !== true) this.#meter.add({ id, body });
  }
}

function rowKey({ originalIndex, sampleIndex, requestId }: PlannedItem): string {
  return JSON.stringify([originalIndex, sampleIndex, requestId]);
}
