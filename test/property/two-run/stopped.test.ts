/** What the operator stops has ended, with all that descends from it, however far it had raised itself. */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findProblem, platforms, timeoutMs } from "./check.ts";
import { afterlife } from "./observe.ts";

test("a unit that was stopped says nothing more", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(restful);
  const numRuns = Math.ceil(platforms / 4);
  expect(await findProblem(build, afterlife, { numRuns, series: 4 })).toBeNull();
});
