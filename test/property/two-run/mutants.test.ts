/** The two-run check can fail: it finds each of these broken rules. */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak } from "./check.ts";
import { mutants } from "./mutants.ts";

/** Platforms that the normal suite checks with these bounds. */
const normal = 1_000;

test.each(mutants)("it is found that $title", { timeout: 120_000 }, async ({ changes }) => {
  const build = await buildPlatform([...restful, ...changes]);
  expect(findLeak(build, normal, false)).not.toBeNull();
});
