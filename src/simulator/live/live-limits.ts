import type { LimitLevel, LimitLevels, VendorWire } from "../http/vendor-wire.ts";
import { RateLimit, type RateVerdict } from "../rate-limit.ts";
import type { WireError } from "../wire-error.ts";
import type { World } from "../world.ts";

/** Shown in the headers when the scenario sets no limit; the simulator has none then. */
const UNLIMITED = { perSecond: 10_000, tokensPerMinute: 30_000_000 } as const;

/** What one account may still do. */
interface AccountLimits {
  readonly requests: RateLimit;
  readonly tokens: RateLimit;
}

/** The live limits of a vendor's accounts. */
export class LiveLimits {
  readonly #world: World;
  readonly #wire: VendorWire;
  readonly #accounts = new Map<string, AccountLimits>();
  readonly #perSecond: number;
  readonly #perMinute: number;

  constructor(world: World, wire: VendorWire) {
    this.#world = world;
    this.#wire = wire;
    this.#perSecond = world.scenario.requests_per_second ?? UNLIMITED.perSecond;
    this.#perMinute = world.scenario.tokens_per_minute ?? UNLIMITED.tokensPerMinute;
  }

  /** Counts a request. @throws WireError 429 */
  takeRequest(account: string): LimitLevel {
    const verdict = this.#of(account).requests.take(this.#world.clock.now());
    const level = { limit: burst(this.#perSecond), remaining: verdict.remaining, resetMs: verdict.resetMs };
    if (!verdict.allowed && this.#world.scenario.requests_per_second !== undefined) {
      throw this.#refusal("requests", verdict, { requests: level, tokens: this.#tokens(account, 0).level });
    }
    return level;
  }

  /** Counts the tokens of that request. Gives the headers of its reply. @throws WireError 429 */
  takeTokens(account: string, requests: LimitLevel, amount: number): Readonly<Record<string, string>> {
    const { verdict, level } = this.#tokens(account, amount);
    if (!verdict.allowed) throw this.#refusal("tokens", verdict, { requests, tokens: level });
    return this.#headers({ requests, tokens: level });
  }

  /** Without a limit nothing is taken, so that the headers show a full bucket. */
  #tokens(account: string, amount: number): { verdict: RateVerdict; level: LimitLevel } {
    const taken = this.#world.scenario.tokens_per_minute === undefined ? 0 : amount;
    const verdict = this.#of(account).tokens.take(this.#world.clock.now(), taken);
    return { verdict, level: { limit: this.#perMinute, remaining: verdict.remaining, resetMs: verdict.resetMs } };
  }

  #refusal(of: "requests" | "tokens", { waitMs }: RateVerdict, levels: LimitLevels): WireError {
    const wait = { of, seconds: Math.ceil(waitMs / 1000), milliseconds: waitMs };
    return this.#wire.failures.rateLimited(wait).withHeaders(this.#headers(levels));
  }

  #headers(levels: LimitLevels): Readonly<Record<string, string>> {
    return this.#world.scenario.rate_headers ? this.#wire.limitHeaders(levels) : {};
  }

  #of(account: string): AccountLimits {
    const now = this.#world.clock.now();
    const limits = this.#accounts.get(account) ?? {
      requests: new RateLimit(this.#perSecond, burst(this.#perSecond), now),
      tokens: new RateLimit(this.#perMinute / 60, this.#perMinute, now),
    };
    this.#accounts.set(account, limits);
    return limits;
  }
}

/** One second's worth of calls. */
function burst(perSecond: number): number {
  return Math.max(1, Math.floor(perSecond));
}
