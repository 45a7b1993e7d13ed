/** What is checked on random platforms, above all that no observer can tell two secrets apart. */

import fc from "fast-check";
import { platform } from "./arbitrary-platform.ts";
import type { Build } from "./build.ts";
import { difference, type Question } from "./observe.ts";
import type { PlatformSpec } from "./platform-spec.ts";

function count(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is not a count`);
  return value;
}

/** Platforms for each build; CORDON_TWO_RUN asks for more. */
export const platforms: number = count("CORDON_TWO_RUN", 400);

/** Much more than they take. */
export const timeoutMs: number = 60_000 + 100 * platforms;

/** Which platforms: the same every time, unless CORDON_TWO_RUN_SEED says otherwise. */
const firstSeed = count("CORDON_TWO_RUN_SEED", 1);

export interface CheckOptions {
  readonly numRuns: number;
  /** Whether to look for the smallest platform. */
  readonly shrink?: boolean;
  /** With another number, other platforms. */
  readonly series?: number;
  /** Which platforms; all if left out. */
  readonly among?: fc.Arbitrary<PlatformSpec>;
}

/** @returns null if nobody can tell; else who noticed what, and on which platform */
export function findLeak(build: Build, options: CheckOptions): Promise<string | null> {
  return findProblem(build, difference, options);
}

/** @returns null if the question has the right answer for all platforms; else another answer, and for which */
export async function findProblem(
  build: Build,
  question: Question,
  { numRuns, shrink = true, series = 0, among = platform }: CheckOptions,
): Promise<string | null> {
  // Programs are refused often, and nobody reads where.
  Error.stackTraceLimit = 0;
  const isWell = fc.asyncProperty(among, async (spec) => (await question(build, spec)) === null);
  const seed = firstSeed + series;
  const result = await fc.check(isWell, { numRuns, seed, endOnFailure: !shrink });
  if (!result.failed) return null;
  if (
    result.errorInstance instanceof Error &&
    result.errorInstance.message !== "Property failed by returning false"
  ) {
    throw result.errorInstance;
  }
  const [spec] = result.counterexample as [PlatformSpec];
  const problem = await question(build, spec);
  return `after ${result.numRuns} platforms: ${problem}\nin ${JSON.stringify(spec)}`;
}
