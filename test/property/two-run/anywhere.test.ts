/** What the operator asks for holds for all units, wherever they run. */

import { expect, test } from "vitest";
import { restful, restfulAnywhere } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findProblem, platforms, timeoutMs } from "./check.ts";
import { afterlife, misplacement } from "./observe.ts";

test("units see the same under every placement", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(restfulAnywhere);
  const numRuns = Math.ceil(platforms / 8);
  expect(await findProblem(build, misplacement, { numRuns, series: 3 })).toBeNull();
});

test(
  "a unit that was stopped says nothing more, nor does what descends from it",
  { timeout: timeoutMs },
  async () => {
    const build = await buildPlatform(restful);
    const numRuns = Math.ceil(platforms / 4);
    expect(await findProblem(build, afterlife, { numRuns, series: 4 })).toBeNull();
  },
);
