import fc from "fast-check";
import { expect, test } from "vitest";
import type { Clock } from "../../../src/clock.ts";
import { Pacer } from "../../../src/dispatch/pacer.ts";

/** A clock that stands until it is set. */
function handClock(ms = 1_800_000_000_000): Clock & { ms: number } {
  return {
    ms,
    now() {
      return this.ms;
    },
    sleep: () => Promise.reject(new Error("a pacer does not sleep")),
    timeout: () => new AbortController().signal,
  };
}

const LIMITS = { burst: 3, perHour: 60 };

test("a burst of turns is free, and each further one waits for its interval", () => {
  const pacer = new Pacer(handClock(), LIMITS);
  expect(Array.from({ length: 6 }, () => pacer.take())).toEqual([0, 0, 0, 60_000, 120_000, 180_000]);
});

test("time that passes gives turns back, but never more than a burst", () => {
  const clock = handClock();
  const pacer = new Pacer(clock, LIMITS);
  for (let turn = 0; turn < 3; turn += 1) pacer.take();
  clock.ms += 60_000;
  expect([pacer.take(), pacer.take()]).toEqual([0, 60_000]);
  clock.ms += 10 * 3_600_000;
  expect(Array.from({ length: 4 }, () => pacer.take())).toEqual([0, 0, 0, 60_000]);
});

test("turns taken before a restart count: there is no new burst", () => {
  const clock = handClock();
  const pacer = new Pacer(clock, LIMITS, [clock.ms - 1000, clock.ms, clock.ms - 2000]);
  expect(pacer.take()).toBe(58_000);
});

test("turns taken long before a restart do not count", () => {
  const clock = handClock();
  const pacer = new Pacer(clock, LIMITS, [clock.ms - 3_600_000, clock.ms - 3_600_000, clock.ms - 3_600_000]);
  expect(Array.from({ length: 4 }, () => pacer.take())).toEqual([0, 0, 0, 60_000]);
});

const limits = fc.record({ burst: fc.integer({ min: 1, max: 5 }), perHour: fc.constantFrom(1, 7, 60, 2000) });
const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(60_000), fc.nat(3_600_000)), { maxLength: 60 });

test("in any span of time there are never more turns than a burst and what the rate gives in it", () => {
  fc.assert(
    fc.property(limits, gaps, fc.nat(60), ({ burst, perHour }, pauses, restartAt) => {
      const clock = handClock();
      let pacer = new Pacer(clock, { burst, perHour });
      const times: number[] = [];
      for (const [index, pause] of pauses.entries()) {
        clock.ms += pause;
        if (index === restartAt) pacer = new Pacer(clock, { burst, perHour }, times);
        // One turn after the other, as a dispatcher takes them.
        clock.ms += pacer.take();
        times.push(clock.ms);
      }
      for (const [first, from] of times.entries()) {
        for (const [offset, to] of times.slice(first).entries()) {
          // Times are whole milliseconds.
          expect(offset + 1).toBeLessThanOrEqual(burst + Math.floor(((to - from + 1) * perHour) / 3_600_000));
        }
      }
    }),
  );
});

test("turns taken at once are spread as they would be one after the other", () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 20 }), ({ burst, perHour }, turns) => {
      const atOnce = new Pacer(handClock(), { burst, perHour });
      const waits = Array.from({ length: turns }, () => atOnce.take());
      for (const [turn, wait] of waits.entries()) {
        const exact = Math.max(0, ((turn + 1 - burst) * 3_600_000) / perHour);
        expect(Math.abs(wait - exact)).toBeLessThanOrEqual(1);
      }
    }),
  );
});
