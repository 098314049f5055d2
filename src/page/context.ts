import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { SpecSummary, Summary } from "../report/summary.ts";
import type { DataSource } from "./data/source.ts";

/** What every view shows something of. */
export interface Report {
  readonly summary: Summary;
  readonly source: DataSource;
  /** Counts up whenever the numbers are read anew. */
  readonly revision: number;
}

export const ReportContext = createContext<Report | null>(null);

export function useReport(): Report {
  const report = useContext(ReportContext);
  if (report === null) throw new Error("A view was drawn outside of the report.");
  return report;
}

export interface ViewProps {
  readonly spec: SpecSummary;
  /** What stands behind the specification in the address. */
  readonly names: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}
