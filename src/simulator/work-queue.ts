/** Runs pieces of work one after the other, in the order they were added: memory for one, and the same order always. */
export class WorkQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** Adds a piece of work; its result may be awaited many times, or never. */
  add<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#tail.then(work);
    // A failure belongs to whoever awaits the result; it must neither stop the queue nor end the process.
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything added so far, and whatever that added, is done. */
  async idle(): Promise<void> {
    for (let seen: unknown; seen !== this.#tail;) {
      seen = this.#tail;
      await seen;
    }
  }
}
