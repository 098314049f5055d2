/** The environment as plain data: the one place that reads `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process. Empty values count as unset, as most tools have it. */
export function readEnvironment(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
}
