/**
 * The other way round: who believes only what the gate vouches for learns nothing of what others say. Only
 * the edge may vouch with the gate; all else differs between the two runs.
 */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findProblem, platforms, timeoutMs } from "./check.ts";
import { credulity } from "./observe.ts";

test("no believer notices what nobody vouches for", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(restful);
  const numRuns = Math.ceil(platforms / 4);
  expect(await findProblem(build, credulity, { numRuns, series: 6 })).toBeNull();
});
