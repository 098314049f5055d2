import type { Clock } from "../../clock.ts";
import { FolderChanges } from "../../files/folder-changes.ts";
import type { EvidenceReader } from "../../report/evidence.ts";
import type { ServedData } from "../../report/serve/serve-page.ts";
import type { Summary } from "../../report/summary.ts";
import { type Analysis, analyze, type AnalyzeOptions } from "../analysis/analyze.ts";
import { NoVerdictsError } from "../analysis/no-verdicts.ts";
import { evidenceOf } from "../analysis/read-evidence.ts";

/** How often folders are looked at. */
const LOOK_MS = 2000;
/** A run that writes all the time is analysed for no more than a quarter of the time. */
const REST = 3;

/** An analysis that is made anew when files change; of a run whose judges have said nothing yet, when the first verdicts come. */
export class FollowedAnalysis implements ServedData {
  readonly #paths: readonly string[];
  readonly #options: AnalyzeOptions;
  readonly #clock: Clock;
  readonly #changes: FolderChanges;
  readonly #listeners = new Set<() => void>();
  #analysis: Analysis | undefined;

  /** @throws {ConfigError} when there is nothing to analyse, and nothing has begun that verdicts come of; {FormatError} when a file cannot be read */
  static async begin(paths: readonly string[], options: AnalyzeOptions, clock: Clock): Promise<FollowedAnalysis> {
    // Looked at before it is read: what changes in between is seen afterwards.
    const changes = new FolderChanges(paths);
    return new FollowedAnalysis(paths, options, clock, changes, await analyzeWhatThereIs(paths, options));
  }

  private constructor(
    paths: readonly string[],
    options: AnalyzeOptions,
    clock: Clock,
    changes: FolderChanges,
    analysis: Analysis | undefined,
  ) {
    this.#paths = paths;
    this.#options = options;
    this.#clock = clock;
    this.#changes = changes;
    this.#analysis = analysis;
  }

  /** Whether there are no verdicts yet. */
  get waits(): boolean {
    return this.#analysis === undefined;
  }

  summary(): Promise<Summary | undefined> {
    return Promise.resolve(this.#analysis?.summary);
  }

  evidence(): EvidenceReader {
    return evidenceOf(this.#analysis?.found.folders ?? []);
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Follows the files until the signal aborts.
   *
   * @param onProblem told in a sentence what keeps the numbers from being made anew; the old ones stay
   */
  async follow(signal: AbortSignal, onProblem: (problem: string) => void): Promise<void> {
    let wait = LOOK_MS;
    while (!signal.aborted) {
      try {
        await this.#clock.sleep(wait, signal);
      } catch {
        return;
      }
      wait = LOOK_MS;
      if (!this.#changes.look()) continue;
      const started = this.#clock.now();
      try {
        this.#analysis = await analyzeWhatThereIs(this.#paths, this.#options);
        for (const listener of this.#listeners) listener();
      } catch (error) {
        onProblem(error instanceof Error ? error.message : String(error));
      }
      wait = Math.max(LOOK_MS, (this.#clock.now() - started) * REST);
    }
  }
}

/** Undefined where verdicts are still to come. */
async function analyzeWhatThereIs(paths: readonly string[], options: AnalyzeOptions): Promise<Analysis | undefined> {
  try {
    return await analyze(paths, options);
  } catch (error) {
    if (error instanceof NoVerdictsError && error.mayCome) return undefined;
    throw error;
  }
}
