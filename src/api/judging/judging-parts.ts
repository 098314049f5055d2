import { hash } from "node:crypto";
import { dirname } from "node:path";
import { parseSheet } from "../../domain/sheet.ts";
import { VerdictCounter } from "../../domain/tally.ts";
import { LedgerError } from "../../errors.ts";
import type { PromptReference } from "../../formats/judgement-metadata.ts";
import type { JudgingManifest } from "../../formats/run-manifest.ts";
import type { AskedItem, Ledger, Reask } from "../../ledger/ledger.ts";
import type { ResultWriter } from "../../run/run-stage.ts";
import type { AnswerItem, PairItem, RateItem } from "../../stages/judged-item.ts";
import type { JudgingStage } from "../../stages/judging.ts";
import { makeFolder, resultPath, type RunFolder } from "../run-folder.ts";
import type { RunParts } from "../run-parts.ts";
import type { GroupInfo } from "./groups.ts";
import { groupFolders, groupRecords } from "./group-records.ts";
import { judgementsOf } from "./judgements.ts";
import { type SheetMetadata, writeComplianceSheet, writeRankingSheet, writeRatingSheet, type WriteSheet } from "./sheets.ts";
import { answersOf, complyStageOf, rankStageOf, rateStageOf } from "./stages.ts";

/** What a run in which a judge gives verdicts is made of. */
export function judgingParts(manifest: JudgingManifest, folder: RunFolder, ledger: Ledger): RunParts {
  return {
    ...stageParts({ manifest, folder, ledger }),
    records: groupRecords(folder, ledger),
    resultFolders: () => groupFolders(folder, ledger),
  };
}

function stageParts(files: SheetFiles): Pick<RunParts, "toBody" | "writer"> {
  const { manifest } = files;
  switch (manifest.stage) {
    case "comply": {
      const stage = complyStageOf(manifest);
      const writer = sheetWriter(files, stage, writeComplianceSheet, ({ compliant }) => (compliant ? "compliant" : "non_compliant"));
      return { toBody: bodyOf(stage), writer };
    }
    case "rate": {
      const stage = rateStageOf(manifest);
      const scale = scaleReader(files, stage);
      return { toBody: bodyOf(stage), writer: sheetWriter(files, stage, writeRatingSheet, ({ rating }) => String(rating), scale) };
    }
    case "rank": {
      const stage = rankStageOf(manifest);
      return { toBody: bodyOf(stage), writer: sheetWriter(files, stage, writeRankingSheet, ({ preference }) => preference) };
    }
  }
}

function bodyOf<Item>(stage: JudgingStage<Item, unknown>): RunParts["toBody"] {
  return (asked: AskedItem) => {
    const item = stage.restore(asked);
    const again = asked.unreadableAnswer === null ? undefined : stage.reask(item, asked.unreadableAnswer);
    return again ?? stage.request(item);
  };
}

interface SheetFiles {
  readonly manifest: JudgingManifest;
  readonly folder: RunFolder;
  readonly ledger: Ledger;
}

/** Writes `{group}/…/{statement_id}.json`. */
function sheetWriter<Item extends AnswerItem | PairItem, Verdict>(
  files: SheetFiles,
  stage: JudgingStage<Item, Verdict>,
  write: WriteSheet<Verdict>,
  /** A verdict in a word, for counting. */
  word: (verdict: Verdict) => string,
  /** The scale that a sheet's answers were rated by. */
  scaleOf: (key: string) => PromptReference | null = () => null,
): ResultWriter {
  const metadataOf = metadataReader(files, scaleOf);
  const judging = { stage, inputOf: (item: Item) => item.input, answersOf, reasks: files.manifest.parameters.reask };
  return {
    path: (key) => resultPath(files.folder, key),
    write(key, results) {
      const path = resultPath(files.folder, key);
      makeFolder(dirname(path));
      const reasks: Reask[] = [];
      const counter = new VerdictCounter(word);
      const judgements = judgementsOf(judging, results, (reask) => reasks.push(reask)).map((judgement) => {
        counter.add(judgement.reading);
        return judgement;
      });
      const rows = write(path, metadataOf(key), judgements);
      return { rows, reasks, tally: counter.tally };
    },
  };
}

/** Says what a sheet's file tells besides verdicts. What a group is never changes, and it has many sheets. */
function metadataReader(
  { manifest, ledger }: SheetFiles,
  scaleOf: (key: string) => PromptReference | null,
): (key: string) => SheetMetadata {
  const groups = new Map<string, GroupInfo>();

  function groupOf(name: string): GroupInfo {
    if (!groups.has(name)) for (const group of ledger.groups()) groups.set(group.name, JSON.parse(group.info) as GroupInfo);
    const info = groups.get(name);
    if (info === undefined) throw new LedgerError(`the ledger knows no group ${JSON.stringify(name)}; restore it from a copy.`);
    return info;
  }

  return (key) => {
    const { group, statementId } = parseSheet(key);
    return {
      ...groupOf(group),
      rubric: scaleOf(key),
      shared: {
        specName: manifest.spec.name,
        statementId,
        judge: { provider: manifest.provider, model: manifest.model },
        prompt: manifest.prompt,
        batchIds: ledger.batchesOf(key),
        createdAt: manifest.created_at,
      },
    };
  };
}

/** A statement's own scale is in the ledger, with what was asked; it bears the statement's id. All of a sheet was rated by one. */
function scaleReader({ manifest, ledger }: SheetFiles, stage: JudgingStage<RateItem, unknown>): (key: string) => PromptReference | null {
  return (key) => {
    const [first] = ledger.planned(key);
    const own = first === undefined ? null : stage.restore(first).rubric;
    return own === null ? manifest.rubric : { name: parseSheet(key).statementId, version: null, sha256: hash("sha256", own) };
  };
}
