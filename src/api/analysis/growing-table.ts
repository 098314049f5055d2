import { assembleTable, type CallsByJudge, type NamedBlock } from "../../report/table/assemble-table.ts";
import type { ColumnCounts, StatementBlock } from "../../report/table/statement-block.ts";
import type { CallCounts, VerdictTable } from "../../report/table/verdict-table.ts";
import type { JudgementFolder } from "./judgement-folder.ts";
import type { TablePlan } from "./table-plan.ts";
import type { StatementTask } from "./worker-messages.ts";

/** A specification's verdicts, and what its folders came to. */
export interface ReadTable {
  readonly table: VerdictTable;
  readonly folders: readonly FolderCounts[];
  /** Answers whose length differs between files. */
  readonly changedAnswers: number;
}

/** What all files of a folder came to. */
export interface FolderCounts extends ColumnCounts {
  readonly folder: JudgementFolder;
  readonly files: number;
}

const COUNTED = ["rows", "asked", "unreadable", "reasked", "repeated"] as const;

/** A table that takes its statements one by one, in any order. What files came to is summed at once: there are many of them. */
export class GrowingTable {
  readonly #plan: TablePlan;
  readonly #blocks: NamedBlock[] = [];
  readonly #sums: readonly (Record<(typeof COUNTED)[number] | "files", number> & { readonly versions: Set<string> })[];
  #changedAnswers = 0;

  constructor(plan: TablePlan) {
    this.#plan = plan;
    this.#sums = plan.columns.map(() => ({ files: 0, rows: 0, asked: 0, unreadable: 0, reasked: 0, repeated: 0, versions: new Set() }));
  }

  take({ statement, columns }: StatementTask, block: StatementBlock): void {
    const { columns: counts, ...kept } = block;
    this.#blocks.push({ statement, block: kept });
    this.#changedAnswers += block.changedAnswers;
    for (const [place, column] of columns.entries()) {
      const [sum, own] = [this.#sums[column], counts[place]];
      if (sum === undefined || own === undefined) continue;
      sum.files += 1;
      for (const key of COUNTED) sum[key] += own[key];
      for (const version of own.versions) sum.versions.add(version);
    }
  }

  finish(): ReadTable {
    const folders = this.#plan.columns.flatMap(({ folder }, column): FolderCounts[] => {
      const sum = this.#sums[column];
      return sum === undefined ? [] : [{ ...sum, folder, versions: [...sum.versions].toSorted() }];
    });
    const table = assembleTable(this.#plan.axes, this.#blocks, callsByJudge(this.#plan, folders));
    this.#blocks.length = 0;
    return { table, folders, changedAnswers: this.#changedAnswers };
  }
}

function callsByJudge({ axes }: TablePlan, counts: readonly FolderCounts[]): CallsByJudge {
  const callsOf = (stage: JudgementFolder["stage"]): CallCounts[] =>
    axes.judges[stage].map((judge) => {
      const own = counts.filter(({ folder }) => folder.stage === stage && folder.judge === judge && !folder.second);
      const sum = (key: keyof CallCounts): number => own.reduce((total, count) => total + count[key], 0);
      return { asked: sum("asked"), unreadable: sum("unreadable"), reasked: sum("reasked") };
    });
  return { comply: callsOf("comply"), rate: callsOf("rate"), rank: callsOf("rank") };
}
