import type { PairEvidence, StatementEvidence } from "../../report/evidence.ts";
import type { Summary } from "../../report/summary.ts";

/** Where the page has its data from: the file it stands in, or a server on this machine. */
export interface DataSource {
  readonly kind: "embedded" | "served";
  /** Small, and all that the first view needs; null while there are no verdicts yet. */
  summary(): Promise<Summary | null>;
  /** What stands behind one statement's numbers. @throws {Error} with a sentence for the reader */
  evidence(spec: string, statement: string): Promise<StatementEvidence>;
  /** The rankings of a pair about one statement; null where the report was written without them. */
  pair(spec: string, statement: string, a: string, b: string): Promise<PairEvidence | null>;
  /** Calls back when the numbers have changed, and when the connection stands or is lost; a file never changes. */
  follow(listener: (news: "changed" | "connected" | "lost") => void): () => void;
}

/** A source that asks for nothing twice: people go back and forth. */
export function remembering(source: DataSource, keep = 12): DataSource {
  const known = new Map<string, Promise<unknown>>();
  function once<T>(key: string, read: () => Promise<T>): Promise<T> {
    const found = known.get(key) as Promise<T> | undefined;
    if (found !== undefined) return found;
    const made = read();
    known.set(key, made);
    made.catch(() => known.delete(key));
    const oldest = known.keys().next().value;
    if (known.size > keep && oldest !== undefined) known.delete(oldest);
    return made;
  }
  return {
    kind: source.kind,
    summary: () => source.summary(),
    evidence: (...names) => once(JSON.stringify(names), () => source.evidence(...names)),
    pair: (...names) => once(JSON.stringify(names), () => source.pair(...names)),
    follow: (listener) =>
      source.follow((news) => {
        if (news !== "lost") known.clear();
        listener(news);
      }),
  };
}
