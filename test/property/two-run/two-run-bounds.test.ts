/** What a bound refuses or drops for one unit must not show to another. */

import { expect, test } from "vitest";
import { tight } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak, platforms, timeoutMs } from "./check.ts";

test("no observer can tell two secrets apart by a bound", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(tight);
  expect(await findLeak(build, { numRuns: platforms, series: 1 })).toBeNull();
});
