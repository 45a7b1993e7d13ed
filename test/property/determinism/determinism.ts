/** Whether a random platform shows the operator the same on each machine. */

import fc from "fast-check";
import type { Platform } from "../../../src/index.ts";
import { platform as platforms } from "../two-run/arbitrary-platform.ts";
import type { Build } from "../two-run/build.ts";
import type { PlatformSpec } from "../two-run/platform-spec.ts";
import { Run, type RunOptions } from "../two-run/run.ts";
import { CountedCell, type Machine, undisturbed } from "./machines.ts";
import { firstDifference, type Reaction, Recorder } from "./recorder.ts";

export interface Case {
  readonly spec: PlatformSpec;
  readonly reaction: Reaction;
}

const reaction = fc.record({
  after: fc.integer({ min: 1, max: 8 }),
  does: fc.constantFrom("stop" as const, "publish" as const),
});

async function record(
  build: Build,
  { spec, reaction }: Case,
  options: Partial<RunOptions>,
): Promise<Recorder> {
  const recorder = new Recorder(build.tagId);
  const watch: RunOptions["watch"] = (of) => recorder.watch(of, reaction);
  await new Run(build, spec, { ...undisturbed, ...options, watch }).trace();
  return recorder;
}

export type Question = (build: Build, of: Case) => Promise<string | null>;

/** What differs on one of the machines. */
export function unsteadinessOn(...all: readonly Machine[]): Question {
  return (build, of) => unsteady(build, of, all);
}

async function unsteady(build: Build, of: Case, all: readonly Machine[]): Promise<string | null> {
  const expected = await record(build, of, {});
  for (const { title, options } of all) {
    // oxlint-disable-next-line no-await-in-loop -- one machine after the other
    const found = firstDifference(expected.inOrder, (await record(build, of, options)).inOrder);
    if (found !== null) return `${title}: ${found}`;
  }
  return null;
}

const placements: readonly RunOptions["placement"][] = ["shared", "owner", "unit"];

/** What differs for somebody who does not look which cell was heard first. */
export const displacement: Question = async (build, of) => {
  const options = { looksAtIdentity: false };
  const expected = await record(build, of, { ...options, placement: { group: "one" } });
  for (const placement of placements) {
    // oxlint-disable-next-line no-await-in-loop
    const other = await record(build, of, { ...options, ...(placement && { placement }) });
    const found = firstDifference(expected.byUnit, other.byUnit);
    if (found !== null) return `${JSON.stringify(placement)}: ${found}`;
  }
  return null;
};

/** What differs if the operator publishes an event early or late while the units are being started. */
export const interruption: Question = async (build, { spec }) => {
  const start = await interrupted(build, { ...spec, actions: [] }, -1);
  const early = await interrupted(build, spec, 1);
  const late = await interrupted(build, spec, start.crossings);
  return start.crossings < 2 ? null : firstDifference(early.inOrder, late.inOrder);
};

async function interrupted(
  build: Build,
  spec: PlatformSpec,
  at: number,
): Promise<{ readonly crossings: number; readonly inOrder: readonly string[] }> {
  const recorder = new Recorder(build.tagId);
  let crossings = 0;
  let platform: Platform | null = null;
  const crossed = (): void => {
    if (++crossings === at) platform?.publish([{ name: "p", data: 1 }], 1_000);
  };
  await new Run(build, spec, {
    ...undisturbed,
    mayExhaust: true,
    makeCell: (options) => new CountedCell(options, crossed),
    watch: (it) => {
      platform = it;
      recorder.watch(it);
    },
  }).trace();
  return { crossings, inOrder: recorder.inOrder };
}

export interface SearchOptions {
  readonly numRuns: number;
  /** Whether to look for the smallest platform. */
  readonly shrink?: boolean;
  /** Which platforms; all if left out. */
  readonly among?: fc.Arbitrary<PlatformSpec>;
}

export interface Found {
  readonly platforms: number;
  readonly problem: string;
}

/** @returns null if there is no difference; else the first, and after how many platforms */
export async function findUnsteady(
  build: Build,
  question: Question,
  { numRuns, shrink = true, among = platforms }: SearchOptions,
): Promise<Found | null> {
  Error.stackTraceLimit = 0;
  const cases = fc.record({ spec: among, reaction });
  const isSteady = fc.asyncProperty(cases, async (of) => (await question(build, of)) === null);
  const result = await fc.check(isSteady, { numRuns, seed: 1, endOnFailure: !shrink });
  if (!result.failed) return null;
  const [of] = result.counterexample as [Case];
  const problem = (await question(build, of)) ?? String(result.errorInstance);
  return { platforms: result.numRuns, problem: `${problem}\nin ${JSON.stringify(of)}` };
}
