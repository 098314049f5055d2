import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../fault-schemas.ts";
import { digest } from "../hash.ts";
import type { WireError } from "../wire-error.ts";

/** A file of an account. */
export interface StoredFile {
  readonly id: string;
  readonly account: string;
  readonly path: string;
  readonly bytes: number;
  /** Digest of the content; of the id for result files, which nobody submits again. */
  readonly sha256: string;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly filename: string;
  readonly purpose: string;
  /** Set on result files: which one it is, and the faults of its batch, some of which strike downloads. */
  readonly result?: { readonly kind: "output" | "error"; readonly faults: readonly Fault[] };
  /** How often a batch was asked for with this file. */
  creates: number;
  /** True once a batch reads it: its bytes then stay on disk even when the client deletes it. */
  inUse: boolean;
}

/** A finished upload that is not yet a file. */
export interface Upload {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly filename: string;
  readonly purpose: string;
  /** Seconds until the file expires; undefined when it never does. */
  readonly expiresAfter: number | undefined;
}

/** What a list of files may be narrowed by. */
export interface FileQuery {
  readonly purpose: string | undefined;
  readonly order: "asc" | "desc";
}

/** What a vendor's files have of their own. */
export interface FileStoreSetting {
  readonly vendor: string;
  readonly seed: number;
  readonly directory: string;
  /** An id in the vendor's form. @param content hex digest of whatever the file depends on */
  fileId(content: string): string;
  notFound(id: string): WireError;
}

/** The files of all accounts of one vendor; the bytes are on disk. */
export class FileStore {
  readonly #setting: FileStoreSetting;
  readonly #files = new Map<string, StoredFile>();
  readonly #twins = new Map<string, number>();

  constructor(setting: FileStoreSetting) {
    this.#setting = setting;
  }

  /** An id for a file that depends on these parts. */
  idFor(...parts: readonly (string | number)[]): string {
    return this.#setting.fileId(digest("file", ...parts));
  }

  /** Makes an upload a file. Its id depends on seed, account, content and how often that was uploaded before. */
  async accept(account: string, upload: Upload, now: number): Promise<StoredFile> {
    const { vendor, seed, directory } = this.#setting;
    const content = digest(seed, account, upload.purpose, upload.sha256);
    const ordinal = (this.#twins.get(content) ?? 0) + 1;
    this.#twins.set(content, ordinal);
    const id = this.idFor(content, ordinal);
    const path = join(directory, `${vendor}-${digest("path", id)}`);
    await rename(upload.path, path);
    const expiresAt = upload.expiresAfter === undefined ? null : now + upload.expiresAfter;
    const { bytes, sha256, filename, purpose } = upload;
    return this.publish({ id, account, path, bytes, sha256, createdAt: now, expiresAt, filename, purpose });
  }

  /** Lets a file be seen; one with the same id is already seen and stays as it is. */
  publish(file: Omit<StoredFile, "creates" | "inUse">): StoredFile {
    const known = this.#files.get(file.id);
    if (known) return known;
    const stored = { ...file, creates: 0, inUse: false };
    this.#files.set(file.id, stored);
    return stored;
  }

  find(account: string, id: string): StoredFile | undefined {
    const file = this.#files.get(id);
    return file?.account === account ? file : undefined;
  }

  /** @throws WireError, also for the files of other accounts */
  get(account: string, id: string): StoredFile {
    const file = this.find(account, id);
    if (!file) throw this.#setting.notFound(id);
    return file;
  }

  /** Newest first unless asked otherwise. */
  list(account: string, query: FileQuery): StoredFile[] {
    const files = [...this.#files.values()].filter(
      (file) => file.account === account && (query.purpose === undefined || file.purpose === query.purpose),
    );
    return query.order === "asc" ? files : files.toReversed();
  }

  /** @throws WireError */
  async delete(account: string, id: string): Promise<void> {
    const file = this.get(account, id);
    this.#files.delete(id);
    if (!file.inUse) await rm(file.path, { force: true });
  }
}
