const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time: a number of seconds, or a number with `ms`, `s`, `m`, `h` or `d`. In milliseconds, undefined when it is none. */
export function parseDuration(value: string | number): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(String(value).trim());
  if (match === null) return undefined;
  return Number(match[1]) * (UNITS_MS[match[2] ?? "s"] ?? Number.NaN);
}
