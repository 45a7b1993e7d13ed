/**
 * The kernel's checks and the envelope's are written apart, and the envelope's must refuse nothing that
 * the kernel's grant: a cell whose kernel is taken for a broken one ends, and everybody in it can tell.
 */

import { expect, test } from "vitest";
import { restful, tight } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findProblem, platforms, timeoutMs } from "./check.ts";
import { accusation } from "./observe.ts";

const numRuns = Math.ceil(platforms / 4);

test.each([
  { bounds: "usual", changes: restful },
  { bounds: "tight", changes: tight },
])(
  "no honest kernel is taken for a broken one: $bounds bounds",
  { timeout: timeoutMs },
  async ({ changes }) => {
    const build = await buildPlatform(changes);
    expect(await findProblem(build, accusation, { numRuns, series: 2 })).toBeNull();
  },
);
