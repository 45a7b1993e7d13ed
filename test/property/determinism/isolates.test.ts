/**
 * Cells in isolates, on the host's thread and on others, also beside other work, give what the same kernel
 * gives in the heap of the test.
 */

import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { platform } from "../two-run/arbitrary-platform.ts";
import { restful } from "../two-run/bounds.ts";
import { buildIsolated, type IsolatedBuild } from "../two-run/build.ts";
import type { PlatformSpec } from "../two-run/platform-spec.ts";
import { Run, type RunOptions } from "../two-run/run.ts";
import { undisturbed } from "./machines.ts";
import { firstDifference, Recorder } from "./recorder.ts";

const count = process.env["CORDON_TWO_RUN"] === undefined ? 6 : 200;
const specs = fc.sample(platform, { seed: 7, numRuns: count });
/** Nothing here is to be stopped by a clock. */
const crossingMs = 60_000;

let build: IsolatedBuild;

beforeAll(async () => {
  build = await buildIsolated(restful);
});

const busy: Worker[] = [];

afterAll(async () => {
  await Promise.all(busy.map((worker) => worker.terminate()));
});

async function record(spec: PlatformSpec, options: Partial<RunOptions>): Promise<Recorder> {
  const recorder = new Recorder(build.tagId);
  const run = new Run(build, spec, {
    ...undisturbed,
    crossingMs,
    // Objects that cross are copies.
    looksAtIdentity: false,
    watch: (of) => recorder.watch(of),
    ...options,
  });
  await run.trace();
  return recorder;
}

const makeCell: RunOptions["makeCell"] = (options, onCatastrophe) =>
  new build.IsolateCell(options, onCatastrophe);

test.each([
  { title: "on the host's thread", options: { makeCell }, isBusy: false },
  { title: "on several threads", options: { makeCell, isAsync: true }, isBusy: false },
  {
    title: "on several threads of a busy machine",
    options: { makeCell, isAsync: true },
    isBusy: true,
  },
])("$title", { timeout: 1_000 * count + 60_000 }, async ({ options, isBusy }) => {
  if (isBusy)
    busy.push(new Worker("for (;;);", { eval: true }), new Worker("for (;;);", { eval: true }));
  for (const spec of specs) {
    // oxlint-disable-next-line no-await-in-loop -- one platform after the other
    const [heap, isolates] = [await record(spec, {}), await record(spec, options)];
    expect(firstDifference(heap.inOrder, isolates.inOrder), JSON.stringify(spec)).toBeNull();
  }
});
