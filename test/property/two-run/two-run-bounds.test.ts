/** What a bound refuses or drops for one unit must not show to another. */

import { expect, test } from "vitest";
import { alone, nameOf, tight } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak, platforms, timeoutMs } from "./check.ts";

test("no observer can tell two secrets apart by a bound", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(tight);
  expect(await findLeak(build, { numRuns: platforms, series: 1 })).toBeNull();
});

/** One bound can hide what another lets through: in `npm run test:soak` each is tight alone, too. */
const isSoak = process.env["CORDON_TWO_RUN"] !== undefined;
const eachAlone = (isSoak ? alone : []).map((changes) => ({ bound: nameOf(changes), changes }));

test.each(eachAlone)(
  "nor by this one alone: $bound",
  { timeout: timeoutMs },
  async ({ changes }) => {
    const build = await buildPlatform(changes);
    const numRuns = Math.ceil(platforms / 20);
    expect(await findLeak(build, { numRuns, series: 7 })).toBeNull();
  },
);
