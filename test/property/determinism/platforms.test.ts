/**
 * The same input gives the same edge and the same audit, whatever the machine does meanwhile and wherever
 * units run: random platforms in cells of the test.
 */

import { expect, test } from "vitest";
import { platform, platformOf } from "../two-run/arbitrary-platform.ts";
import { restful } from "../two-run/bounds.ts";
import { buildPlatform } from "../two-run/build.ts";
import {
  displacement,
  findUnsteady,
  interruption,
  type Question,
  unsteadinessOn,
} from "./determinism.ts";
import { collecting, machines, sliced } from "./machines.ts";
import { disturbances } from "./mutants.ts";

const isSoak = process.env["CORDON_TWO_RUN"] !== undefined;
const numRuns = isSoak ? 5_000 : 40;
const timeout = isSoak ? 3_600_000 : 60_000;

const usual = [...restful, ...sliced];

test("whatever the machine does", { timeout }, async () => {
  const build = await buildPlatform(usual);
  expect(await findUnsteady(build, unsteadinessOn(...machines), { numRuns })).toBeNull();
});

test("when garbage is collected", { timeout }, async () => {
  const build = await buildPlatform(usual);
  const found = await findUnsteady(build, unsteadinessOn(collecting), {
    numRuns: Math.ceil(numRuns / 8),
  });
  expect(found).toBeNull();
});

test("wherever units run", { timeout }, async () => {
  const build = await buildPlatform(usual);
  expect(await findUnsteady(build, displacement, { numRuns })).toBeNull();
});

test("whenever an event comes that waits", { timeout }, async () => {
  const build = await buildPlatform(usual);
  expect(await findUnsteady(build, interruption, { numRuns })).toBeNull();
});

const questions: Readonly<Record<string, Question>> = {
  unsteadiness: unsteadinessOn(...machines),
  displacement,
  interruption,
};

test.each(disturbances)("it is found that $title", { timeout: 120_000 }, async (disturbance) => {
  const { question, changes, scene } = disturbance;
  const build = await buildPlatform([...usual, ...changes]);
  const among = isSoak || scene === undefined ? platform : platformOf(scene);
  const options = { numRuns: 1_000, shrink: false, among };
  expect(await findUnsteady(build, questions[question] as Question, options)).not.toBeNull();
});
