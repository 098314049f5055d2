/** One prompt that probes a statement. */
export interface InputPrompt {
  /** Position that the inputs file gives, or else its place in the file, 0-based. Unique among a statement's prompts. */
  readonly originalIndex: number;
  readonly text: string;
}
