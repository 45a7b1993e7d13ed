/** The two-run check can fail: it finds each of these broken rules. */

import { expect, test } from "vitest";
import { restful } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findLeak, platforms } from "./check.ts";
import { mutants } from "./mutants.ts";

/** Left to `npm run test:soak`: found only after many platforms, or much like one that is not here. */
const inSoak = [
  "delegating",
  "integrity is not asked for",
  "anybody may vouch",
  "the secrets of instances",
  "removing a tag",
  "acquiring a privilege",
  "cloneEvent",
  "a child starts",
  "a revocation reaches",
  "the bound of the queue",
  "units draw",
  "time goes by",
  "an instance is raised",
  "everybody is given the full view",
];
const isSoak = process.env["CORDON_TWO_RUN"] !== undefined;
const looked = mutants.filter(({ title }) => isSoak || !inSoak.some((it) => title.startsWith(it)));

test.each(looked)("it is found that $title", { timeout: 120_000 }, async ({ changes }) => {
  const build = await buildPlatform([...restful, ...changes]);
  expect(findLeak(build, platforms, false)).not.toBeNull();
});
