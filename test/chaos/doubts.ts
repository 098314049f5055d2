// oxlint-disable vitest/valid-expect, vitest/no-standalone-expect -- Vitest takes a message as the second argument; this is called by tests
import { expect } from "vitest";
import type { Lab, Verb } from "./lab.ts";
import { peek } from "./peek.ts";

/** What to do about calls that a killed process had made. */
export type Decision = "ask-again" | "give-up";

/**
 * Follows the live calls of a run over its kills: shows that it stops for a person exactly when there are calls of which
 * it is not known whether they were billed, and that nothing else is ever asked twice.
 */
export class Doubts {
  readonly #lab: Lab;
  readonly #decision: Decision;
  /** How often each prompt was in doubt, by its key on the bill. */
  readonly #times = new Map<string, number>();
  readonly #story: string[];

  /** @param story gets what the tool said when it stopped */
  constructor(lab: Lab, decision: Decision, story: string[]) {
    this.#lab = lab;
    this.#decision = decision;
    this.#story = story;
  }

  /** Prompts that were given up. */
  get givenUp(): ReadonlySet<string> {
    return new Set(this.#decision === "give-up" ? this.#times.keys() : []);
  }

  /** To be called when a process has died; returns the flags that the next one needs to go on. */
  async decide(verb: Verb): Promise<string[]> {
    const { answered, doubtful } = await peek(this.#lab);
    for (const key of doubtful) {
      expect(answered.has(key), "a prompt that is answered and in doubt").toBe(false);
      this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
    }
    this.expectNothingPaidTwice();
    for (const key of this.#lab.simulator.liveCallKeys().keys()) {
      expect(answered.has(key) || this.#times.has(key), "a paid call is in the ledger").toBe(true);
    }
    if (doubtful.size === 0) return [];
    await this.#expectStop(verb, doubtful.size);
    return ["--in-doubt", this.#decision];
  }

  /** No prompt was paid for more often than once, and once more for each time that a person said so. */
  expectNothingPaidTwice(): void {
    const asksAgain = this.#decision === "ask-again";
    for (const [key, count] of this.#lab.simulator.liveCallKeys()) {
      const allowed = 1 + (asksAgain ? (this.#times.get(key) ?? 0) : 0);
      expect(count, `how often one prompt was billed, ${allowed} allowed`).toBeLessThanOrEqual(allowed);
    }
  }

  async #expectStop(verb: Verb, count: number): Promise<void> {
    const { end, calls } = await this.#lab.start(verb);
    this.#story.push(`--- to stop: ended with ${end.code ?? end.signal ?? ""}\n${end.output}`);
    expect({ code: end.code, calls: calls.get(this.#lab.setup.provider.liveRoute) ?? 0 }, "the start that has to stop").toEqual({
      code: 3,
      calls: 0,
    });
    expect(end.output).toMatch(new RegExp(`\\b${count} live calls? (was|were) on the way`));
    expect(end.output).toMatch(/--in-doubt ask-again".*"--in-doubt give-up/s);
  }
}
