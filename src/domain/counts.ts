const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** 1234567 as `1,234,567`. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}

/** `1 prompt`, `1,200 prompts`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
