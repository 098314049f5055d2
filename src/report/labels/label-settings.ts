import type { BootstrapOptions } from "../../statistics/resampling.ts";

/** What figures from labels have in common with all others. */
export type LabelSettings = Required<Pick<BootstrapOptions, "seed" | "resamples" | "level">>;
