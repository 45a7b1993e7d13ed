/** What is checked on random platforms, above all that no observer can tell two secrets apart. */

import fc from "fast-check";
import { platform } from "./arbitrary-platform.ts";
import type { Build } from "./build.ts";
import { accusation, difference } from "./observe.ts";
import type { PlatformSpec } from "./platform-spec.ts";

function count(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is not a count`);
  return value;
}

/** Platforms for each build; CORDON_TWO_RUN asks for more. */
export const platforms: number = count("CORDON_TWO_RUN", 700);

/** Much more than they take. */
export const timeoutMs: number = 60_000 + 100 * platforms;

/** Which platforms: the same every time, unless CORDON_TWO_RUN_SEED says otherwise. */
const firstSeed = count("CORDON_TWO_RUN_SEED", 1);

/**
 * @param series with another number, other platforms
 * @returns null if nobody can tell; else who noticed what, on the smallest such platform
 */
export function findLeak(
  build: Build,
  numRuns: number,
  shrink: boolean,
  series: number = 0,
): string | null {
  return findProblem((spec) => difference(build, spec), numRuns, shrink, series);
}

/** @returns null if the host believes all kernels; else what it accuses one of, and on which platform */
export function findAccusation(build: Build, numRuns: number): string | null {
  return findProblem((spec) => accusation(build, spec), numRuns, true, 2);
}

function findProblem(
  problemOf: (spec: PlatformSpec) => string | null,
  numRuns: number,
  shrink: boolean,
  series: number,
): string | null {
  // Programs are refused often, and nobody reads where.
  Error.stackTraceLimit = 0;
  const hasNone = fc.property(platform, (spec) => problemOf(spec) === null);
  const result = fc.check(hasNone, { numRuns, seed: firstSeed + series, endOnFailure: !shrink });
  if (!result.failed) return null;
  if (
    result.errorInstance instanceof Error &&
    result.errorInstance.message !== "Property failed by returning false"
  ) {
    throw result.errorInstance;
  }
  const [spec] = result.counterexample as [PlatformSpec];
  return `after ${result.numRuns} platforms: ${problemOf(spec)}\nin ${JSON.stringify(spec)}`;
}
