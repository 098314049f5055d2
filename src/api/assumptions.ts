/** Output tokens that an answer is taken to have where nothing limits it; a typical answer of a chat model. */
export const ASSUMED_OUTPUT_TOKENS = 500;
/** Output tokens of a verdict with its reasons. */
export const ASSUMED_VERDICT_TOKENS = 200;
