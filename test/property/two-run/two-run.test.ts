/**
 * Nobody learns a secret that nobody may release: random platforms run twice with different secrets
 * look the same, byte for byte, to every unit and subscriber that is not cleared for them.
 */

import { expect, test } from "vitest";
import { restful, tight } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak, platforms } from "./check.ts";

const timeout = 60_000 + platforms * 100;

test("no observer can tell two secrets apart", { timeout }, async () => {
  const build = await buildPlatform(restful);
  expect(findLeak(build, Math.ceil(platforms / 2), true)).toBeNull();
});

test("nor where every bound is reached", { timeout }, async () => {
  const build = await buildPlatform(tight);
  expect(findLeak(build, Math.ceil(platforms / 2), true)).toBeNull();
});
