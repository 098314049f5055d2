import { modelFolderName } from "../../domain/names.ts";

/** Folder of a specification's tables. */
export function specFolder(spec: string): string {
  return `spec_${modelFolderName(spec)}`;
}

/** Folder of what is about one judge alone. */
export function judgeFolder(spec: string, judge: string): string {
  return `${specFolder(spec)}/judge_${modelFolderName(judge)}`;
}
