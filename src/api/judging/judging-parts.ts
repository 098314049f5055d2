import { dirname } from "node:path";
import type { Judgement } from "../../domain/judgement.ts";
import { parseSheet } from "../../domain/sheet.ts";
import { VerdictCounter } from "../../domain/tally.ts";
import { LedgerError } from "../../errors.ts";
import { writeCompliance } from "../../formats/compliance.ts";
import type { JudgementMetadata } from "../../formats/judgement-metadata.ts";
import { writeRankings } from "../../formats/rankings.ts";
import { writeRatings } from "../../formats/ratings.ts";
import type { JudgingManifest } from "../../formats/run-manifest.ts";
import type { AskedItem, Ledger, Reask } from "../../ledger/ledger.ts";
import type { ResultWriter } from "../../run/run-stage.ts";
import type { AnswerItem, PairItem } from "../../stages/judged-item.ts";
import type { JudgingStage } from "../../stages/judging.ts";
import { makeFolder, resultPath, type RunFolder } from "../run-folder.ts";
import type { RunParts } from "../run-parts.ts";
import type { GroupInfo } from "./groups.ts";
import { groupFolders, groupRecords } from "./group-records.ts";
import { judgementsOf } from "./judgements.ts";
import { answersOf, complyStageOf, rankStageOf, rateStageOf } from "./stages.ts";

/** What a run in which a judge gives verdicts is made of. */
export function judgingParts(manifest: JudgingManifest, folder: RunFolder, ledger: Ledger): RunParts {
  const files = { manifest, folder, ledger };
  const shared = { records: groupRecords(folder, ledger), resultFolders: () => groupFolders(folder, ledger) };
  switch (manifest.stage) {
    case "comply": {
      const stage = complyStageOf(manifest);
      const write: WriteSheet<typeof stage> = (path, { shared: metadata, candidates: [candidate = null] }, judgements) =>
        writeCompliance(path, { ...metadata, candidate }, judgements);
      const writer = sheetWriter(files, stage, write, ({ compliant }) => (compliant ? "compliant" : "non_compliant"));
      return { toBody: bodyOf(stage), writer, ...shared };
    }
    case "rate": {
      const stage = rateStageOf(manifest);
      const write: WriteSheet<typeof stage> = (path, { shared: metadata, candidates: [candidate = null], evaluator }, judgements) =>
        writeRatings(
          path,
          {
            ...metadata,
            candidate,
            evaluator: evaluator === null ? null : { provider: null, model: evaluator },
            rubric: manifest.rubric,
          },
          judgements,
        );
      return { toBody: bodyOf(stage), writer: sheetWriter(files, stage, write, ({ rating }) => String(rating)), ...shared };
    }
    case "rank": {
      const stage = rankStageOf(manifest);
      const write: WriteSheet<typeof stage> = (path, { shared: metadata, candidates }, judgements) =>
        writeRankings(path, { ...metadata, candidateA: candidates[0] ?? null, candidateB: candidates[1] ?? null }, judgements);
      return { toBody: bodyOf(stage), writer: sheetWriter(files, stage, write, ({ preference }) => preference), ...shared };
    }
  }
}

/** What a file of verdicts says besides them. */
interface SheetMetadata extends GroupInfo {
  readonly shared: JudgementMetadata;
}

type VerdictOf<Stage> = Stage extends JudgingStage<infer _Item, infer Verdict> ? Verdict : never;
type WriteSheet<Stage> = (path: string, metadata: SheetMetadata, judgements: Iterable<Judgement<VerdictOf<Stage>>>) => number;

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
  write: (path: string, metadata: SheetMetadata, judgements: Iterable<Judgement<Verdict>>) => number,
  /** A verdict in a word, for counting. */
  word: (verdict: Verdict) => string,
): ResultWriter {
  const metadataOf = metadataReader(files);
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
function metadataReader({ manifest, ledger }: SheetFiles): (key: string) => SheetMetadata {
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
