/** A date, with or without a time or a number: `20250506_115521`, `2025-05-06`, `05_06_2025`, and the `202505XX_XXXXXX` of examples. */
const DATE = /^((19|20)\d\d[-_.]?[\dX]{2}[-_.]?[\dX]{2}[\dXTZ:_.-]*|\d{2}[-_.]\d{2}[-_.](19|20)\d\d)$/;

/** `YYYYMMDD_HHMMSS`, the seconds perhaps left out. */
const TIME = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)?$/;

/** Whether a folder is named after a day or a time, as those of runs are. */
export function isDate(folderName: string): boolean {
  return DATE.test(folderName);
}

/** The time that a run's folder is named after, which is local: milliseconds since the epoch; undefined for other names. */
export function timeOfFolder(folderName: string): number | undefined {
  const parts = TIME.exec(folderName)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (parts === undefined) return undefined;
  const [year = 0, month = 1, day = 1, hour, minute, second] = parts;
  return new Date(year, month - 1, day, hour, minute, second).getTime();
}
