/** The checks can fail: they find each of these broken rules. */

import { expect, test } from "vitest";
import { platform, platformOf } from "./arbitrary-platform.ts";
import { restful, tight } from "./bounds.ts";
import { buildPlatform } from "./build.ts";
import { findProblem, platforms } from "./check.ts";
import { mutants } from "./mutants/index.ts";
import { questions } from "./observe.ts";

/** Far more than any takes. */
const mostPlatforms = Math.max(platforms, 2_000);
const isSoak = process.env["CORDON_TWO_RUN"] !== undefined;
const looked = mutants.filter(({ isRare }) => isSoak || isRare !== true);

test.each(looked)("it is found that $title", { timeout: 120_000 }, async (mutant) => {
  const { changes, question = "difference", bounds, scene } = mutant;
  const build = await buildPlatform([...(bounds === "tight" ? tight : restful), ...changes]);
  const among = isSoak || scene === undefined ? platform : platformOf(scene);
  const options = { numRuns: mostPlatforms, shrink: false, among };
  expect(await findProblem(build, questions[question], options)).not.toBeNull();
});
