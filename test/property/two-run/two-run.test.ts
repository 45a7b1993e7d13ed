/**
 * Nobody learns a secret that nobody may release: random platforms run twice with different secrets
 * look the same, byte for byte, to every unit and subscriber that is not cleared for them.
 */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak, platforms, timeoutMs } from "./check.ts";

test("no observer can tell two secrets apart", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(restful);
  expect(await findLeak(build, { numRuns: platforms })).toBeNull();
});
