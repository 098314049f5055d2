import type { PlannedItem } from "../ledger/ledger.ts";

/** Whether every question that was planned is among those that are wanted. */
export function isGrownPlan(planned: Iterable<PlannedItem>, wanted: readonly PlannedItem[]): boolean {
  const ids = new Set(wanted.map(({ requestId: id }) => id));
  for (const { requestId: id } of planned) if (id !== null && !ids.has(id)) return false;
  return true;
}

/** Whether the same questions were planned before. */
export function isSamePlan(planned: Iterable<PlannedItem>, wanted: readonly PlannedItem[]): boolean {
  let index = 0;
  for (const item of planned) {
    const other = wanted[index];
    if (other === undefined || item.requestId !== other.requestId || item.originalIndex !== other.originalIndex) return false;
    if (item.sampleIndex !== other.sampleIndex) return false;
    index += 1;
  }
  return index === wanted.length;
}
