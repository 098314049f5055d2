// The public API: everything the command line does is one of these calls.

export { generate } from "./api/generate.ts";
export { audit } from "./api/audit/audit.ts";
export { comply, rank, rate } from "./api/judging/judge.ts";
export { type CorrectedPair, type CorrectedRankings, correctRankings, type OrderTally } from "./api/judging/correct-rankings.ts";
export { estimateJudging, type JudgingStageOptions } from "./api/judging/estimate-judging.ts";
export type { JudgingEstimate, JudgingEstimates, JudgingTotal } from "./api/judging/judging-estimate.ts";
export { type Analysis, analyze, type AnalyzeOptions } from "./api/analysis/analyze.ts";
export {
  checkAnalysisFolder,
  SUMMARY_NAME,
  writeAnalysis,
  type WriteOptions,
  type WrittenAnalysis,
} from "./api/analysis/write-analysis.ts";
export { findJudgements } from "./api/analysis/find-judgements.ts";
export type { FoundJudgements, JudgementFolder } from "./api/analysis/judgement-folder.ts";
export type { FolderCounts, ReadTable } from "./api/analysis/growing-table.ts";
export { readTables } from "./api/analysis/read-tables.ts";
export { analyzeLabels, loadLabels } from "./api/labels/label-files.ts";
export { type ImportedLabels, importLabels } from "./api/labels/import-labels.ts";
export { type LabelServerOptions, type LabelService, startLabelling } from "./api/labels/start-labelling.ts";
export { type Label, type LabelDecision } from "./domain/label.ts";
export { compare } from "./api/compare/compare.ts";
export type { CompareOptions } from "./config/compare-config.ts";
export type * from "./report/compare/comparison.ts";
export { renderComparisonJUnit } from "./report/compare/junit.ts";
export { renderComparisonMarkdown } from "./report/compare/markdown.ts";
export { report } from "./api/report/report.ts";
export { view, type ViewHooks, type ViewOptions } from "./api/report/view.ts";
export type { ReportContents } from "./report/chunks.ts";
export type { ReportOptions, WrittenReport } from "./report/html/write-report.ts";
export type { RunEnd } from "./api/drive-together.ts";
export { cancelRuns } from "./api/cancel-runs.ts";
export { cancel, resume, type ResumeOptions } from "./api/resume.ts";
export { isRun, listRuns, type ListedRun, readStatus } from "./api/status.ts";
export { ASSUMED_OUTPUT_TOKENS } from "./api/assumptions.ts";
export { estimateGeneration, type GenerationEstimate } from "./api/estimate.ts";
export { type ImportedRun, importResults, type ImportOptions } from "./api/import-results.ts";
export { type ExportedResults, exportResults } from "./api/export-results.ts";
export type { RunHooks } from "./api/hooks.ts";
export type { GroupVerdicts, RunSummary } from "./api/summary.ts";
export type { DispatchOptions } from "./config/dispatch-config.ts";
export type { GenerateOptions } from "./config/generate-config.ts";
export type { ComplyOptions, JudgeOptions, PanelJudge, RankOptions, RateOptions } from "./config/judge-config.ts";

export { readSpecification, type ReadSpecificationOptions } from "./formats/spec-jsonl.ts";
export { listInputFiles, readInputs } from "./formats/inputs.ts";
export { readGenerations, writeGenerations } from "./formats/generations.ts";
export { readTogetherResults, type TogetherMetadata, type TogetherResults, type TogetherRow } from "./formats/together-results.ts";
export { readManifest, type RunManifest } from "./formats/run-manifest.ts";

export type { AccountIdentity, BatchCounts, BatchFault, BatchProgress, BatchRef, BatchState } from "./domain/batch.ts";
export type { Collection, EmitEvent, RunEvent } from "./domain/event.ts";
export type { CandidateAnswer, JudgeCall, Judgement } from "./domain/judgement.ts";
export type { OrderEffect } from "./domain/order-swap.ts";
export type {
  ComplianceVerdict,
  Preference,
  PreferenceVerdict,
  RatingVerdict,
  Reading,
  Unscored,
  UnscoredReason,
} from "./domain/verdict.ts";
export type { Generation } from "./domain/generation.ts";
export { describeFailure, isSettled, type FailureKind, type FinishReason, type Outcome, type Usage } from "./domain/outcome.ts";
export type { InputPrompt } from "./domain/prompt.ts";
export { type Message, type ModelRequest, type RequestBody, type RequestId, requestId, type ResponseFormat } from "./domain/request.ts";
export type { Shard, ShardState } from "./domain/shard.ts";
export type {
  AuthorityLevel,
  SkippedLine,
  Specification,
  Statement,
  StatementExample,
  StatementMetadata,
  StatementType,
} from "./domain/statement.ts";
export type { LedgerTotals } from "./ledger/ledger.ts";

export type { SpecSummary, Summary } from "./report/summary.ts";
export type { PairEvidence, StatementEvidence } from "./report/evidence.ts";
export { isJudged, isScored, NOT_JUDGED, reasonOf } from "./report/table/verdict-codes.ts";
export { itemCount, rankingOffset, scoreOffset, type TableAxes, type VerdictTable } from "./report/table/verdict-table.ts";

export type {
  BatchApi,
  BatchLimits,
  BatchOrder,
  BatchSearch,
  CallOptions,
  LiveAnswer,
  LiveApi,
  LostBatch,
  Provider,
  ResultLine,
} from "./providers/provider.ts";
export type { RateLimits, RateLimitState } from "./domain/rate-limits.ts";
export { createOpenAI, type OpenAIOptions } from "./providers/openai/openai.ts";

export { type Clock, systemClock } from "./clock.ts";
export {
  ConfigError,
  FormatError,
  IncompleteError,
  InterruptedError,
  LedgerError,
  LockedError,
  ProviderError,
  type ProviderErrorFacts,
  type ProviderErrorKind,
  SpecevalError,
  type SpecevalErrorCode,
} from "./errors.ts";
export { VERSION } from "./version.ts";
