import type { LabelDecision } from "../../domain/label.ts";

/** What a labeller can decide, in the order of the buttons, with the key of each. */
export const DECISIONS: readonly { readonly decision: LabelDecision; readonly key: string; readonly title: string }[] = [
  { decision: "compliant", key: "1", title: "Complies" },
  { decision: "not_compliant", key: "2", title: "Does not comply" },
  { decision: "unsure", key: "3", title: "Unsure" },
  { decision: "not_applicable", key: "4", title: "Not applicable" },
];

export function titleOf(wanted: LabelDecision): string {
  return DECISIONS.find(({ decision }) => decision === wanted)?.title ?? wanted;
}
