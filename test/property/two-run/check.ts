/** The two-run check: random platforms, each run with two secrets, told apart by no observer. */

import fc from "fast-check";
import { platform } from "./arbitrary-platform.ts";
import type { Build } from "./build.ts";
import { difference } from "./observe.ts";
import type { PlatformSpec } from "./platform-spec.ts";

function count(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`${name} is not a count`);
  return value;
}

/** Platforms for each build; CORDON_TWO_RUN asks for more. */
export const platforms: number = count("CORDON_TWO_RUN", 1_000);

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
  // Programs are refused often, and nobody reads where.
  Error.stackTraceLimit = 0;
  const cannotTell = fc.property(platform, (spec) => difference(build, spec) === null);
  const result = fc.check(cannotTell, { numRuns, seed: firstSeed + series, endOnFailure: !shrink });
  if (!result.failed) return null;
  if (
    result.errorInstance instanceof Error &&
    result.errorInstance.message !== "Property failed by returning false"
  ) {
    throw result.errorInstance;
  }
  const [spec] = result.counterexample as [PlatformSpec];
  return `after ${result.numRuns} platforms: ${difference(build, spec)}\nin ${JSON.stringify(spec)}`;
}
