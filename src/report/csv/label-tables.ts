import type { CorrectedRate, JudgeAccuracy, Summary } from "../summary.ts";
import { type Cell, type CsvFile, ends, ESTIMATE, estimateCells, FIGURE, figureCells } from "./csv-file.ts";
import { specFolder } from "./folders.ts";

/** What people's labels say: of judges, of rates, and of each other. */
export function labelTables({ specs }: Summary): CsvFile[] {
  return specs.flatMap(({ name, labels }): CsvFile[] => {
    if (labels === null) return [];
    const folder = specFolder(name);
    return [
      { path: `${folder}/labels_judges.csv`, header: JUDGES, rows: labels.judges.map(judgeCells) },
      { path: `${folder}/labels_corrected.csv`, header: CORRECTED, rows: labels.corrected.map(correctedCells) },
      { path: `${folder}/labels_agreement.csv`, header: FIGURE, rows: labels.agreement.map(figureCells) },
    ];
  });
}

/** Counts are named after people first: `violating_compliant` people find violating, and the judge compliant. */
const JUDGES = [
  ..."judge items violating_violating violating_compliant compliant_violating compliant_compliant".split(" "),
  ...ESTIMATE.map((column) => `accuracy_${column}`),
  ..."macro_precision macro_recall macro_f1 kappa kappa_low kappa_high".split(" "),
];

function judgeCells({ judge, items, confusion, accuracy, macroPrecision, macroRecall, macroF1, kappa }: JudgeAccuracy): Cell[] {
  return [
    judge,
    items,
    ...confusion.flat(),
    ...estimateCells(accuracy),
    macroPrecision,
    macroRecall,
    macroF1,
    kappa.value,
    ...ends(kappa.interval),
  ];
}

const CORRECTED = "judge candidate raw rogan_gladen rogan_gladen_low rogan_gladen_high ppi ppi_low ppi_high reason".split(" ");

function correctedCells({ judge, candidate, raw, roganGladen, ppi, reason }: CorrectedRate): Cell[] {
  return [
    judge,
    candidate,
    raw,
    roganGladen?.value ?? null,
    ...ends(roganGladen?.interval),
    ppi?.value ?? null,
    ...ends(ppi?.interval),
    reason,
  ];
}
