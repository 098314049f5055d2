import { type Clock, systemClock } from "../../clock.ts";
import { readPageFiles } from "../../report/html/page-files.ts";
import { serveLabels } from "./label-server.ts";
import { type LabelOptions, openLabelling } from "./open-labelling.ts";

export interface LabelServerOptions extends LabelOptions {
  /** Default: the page asks. */
  readonly labeller?: string | undefined;
  /** 0 (default) takes any free one. */
  readonly port?: number | undefined;
}

/** A page on this machine on which people label. */
export interface LabelService {
  readonly url: string;
  /** The file that labels are added to. */
  readonly path: string;
  readonly spec: string;
  readonly total: number;
  readonly warnings: readonly string[];
  /** How many of the sample a labeller has labelled. */
  done(labeller: string): number;
  close(): Promise<void>;
}

/**
 * Draws a sample of judged answers and serves a page to label them, on loopback only; see docs/labels.md. Every label is on the
 * disk before the next answer is shown.
 *
 * @throws {ConfigError} when there is nothing to label, or a path or the port cannot be used
 * @throws {FormatError} when a file cannot be read; {LockedError} when another process adds to the file of labels
 */
export async function startLabelling(options: LabelServerOptions, clock: Clock = systemClock): Promise<LabelService> {
  const page = readPageFiles("label");
  const labelling = await openLabelling(options, clock);
  try {
    const server = await serveLabels(labelling, page, options.port ?? 0, options.labeller);
    return {
      url: server.url,
      path: labelling.path,
      spec: labelling.spec,
      total: labelling.session.total,
      warnings: labelling.warnings,
      done: (labeller) => labelling.session.turn(labeller).done,
      async close() {
        await server.close();
        labelling.close();
      },
    };
  } catch (error) {
    labelling.close();
    throw error;
  }
}
