/**
 * The kernel's checks and the envelope's are written apart, and the envelope's must refuse nothing that
 * the kernel's grant: a cell whose kernel is taken for a broken one ends, and everybody in it can tell.
 */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findAccusation, platforms, timeoutMs } from "./check.ts";

test("no honest kernel is taken for a broken one", { timeout: timeoutMs }, async () => {
  const build = await buildPlatform(restful);
  expect(findAccusation(build, Math.ceil(platforms / 3))).toBeNull();
});
