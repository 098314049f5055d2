import type { Moment } from "./moments.ts";

const EARLY = /building|preprocessed|upload_id|state intended|state submitted|lock\.json|INSERT/;

/** Whether much is left to do after a moment, so that the next process can be killed as well. */
export function isEarly(moment: Moment): boolean {
  switch (moment.family) {
    case "call":
      return (
        moment.wire !== "late" &&
        (moment.route === "batches.create" ||
          moment.route === "batches.list" ||
          moment.route === "files.create" ||
          moment.route === "objects.insert")
      );
    case "write":
      return EARLY.test(moment.label ?? "");
    case "time":
      return moment.from === "start" && moment.share < 0.6;
  }
}
