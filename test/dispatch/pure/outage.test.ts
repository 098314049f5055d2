import { expect, test } from "vitest";
import { Outage } from "../../../src/dispatch/outage.ts";

/** An outage whose first eleven failures are behind it. */
function nearly(): Outage {
  const outage = new Outage();
  for (let failure = 1; failure <= 11; failure += 1) expect(outage.failed(0)).toBeUndefined();
  return outage;
}

test("the twelfth failure in a row is an outage", () => {
  expect(nearly().failed(0)).toEqual({ waitMs: 2000, isNew: true });
});

test("a success in between starts the count anew", () => {
  const outage = nearly();
  outage.succeeded();
  expect(outage.failed(0)).toBeUndefined();
});

test("calls that fail while it is sat out wait with the others, and make nothing longer", () => {
  const outage = nearly();
  outage.failed(0);
  for (let failure = 0; failure < 200; failure += 1) expect(outage.failed(500)).toEqual({ waitMs: 1500, isNew: false });
  expect(outage.failed(2000)).toEqual({ waitMs: 4000, isNew: true });
});

test("waits double up to a minute, and begin anew after a success", () => {
  const outage = nearly();
  let now = 0;
  const waits = Array.from({ length: 8 }, () => {
    const { waitMs = 0 } = outage.failed(now) ?? {};
    now += waitMs;
    return waitMs / 1000;
  });
  expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  outage.succeeded();
  for (let failure = 1; failure <= 11; failure += 1) outage.failed(now);
  expect(outage.failed(now)).toEqual({ waitMs: 2000, isNew: true });
});
