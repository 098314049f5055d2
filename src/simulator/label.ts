/** How the label of a simulated answer begins; the model's name and {@link LABEL_END} follow. */
export const LABEL_START = "[simulated ";
export const LABEL_END = "]";

/** What the answers of simulated models begin with, except verdicts: nobody takes it for a real one, and judges see whose it is. */
export function labelOf(model: string): string {
  return LABEL_START + model + LABEL_END;
}
