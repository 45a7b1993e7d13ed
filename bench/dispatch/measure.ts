/** Measures subjects one after the other with Benchmark.js, which decides how many samples to take. */

import Benchmark from "benchmark";
import type { Progress } from "../progress.ts";
import type { Measurement, Plan, Setting, Subject } from "./subject.ts";

export interface Result {
  readonly name: string;
  readonly variant: string;
  readonly nsPerOperation: number;
  /** Half of the 95 % confidence interval of the mean, in percent of it. */
  readonly marginPercent: number;
  readonly samples: number;
}

export interface MeasurePlan extends Plan {
  /** How long each measurement takes samples. */
  readonly seconds: number;
}

/** Part of the time of a measurement for which it runs before, unmeasured: code is compiled then. */
const warmUpShare = 0.25;
/** Shortest sample and pause (s), where Benchmark.js is not to choose them by the resolution of its clock. */
const smokeSampling = { minTime: 0.001, delay: 0.001 };

export function secondsOf(subjects: readonly Subject[], plan: MeasurePlan): number {
  return subjects
    .flatMap((subject) => subject.settings(plan))
    .reduce((sum, setting) => sum + secondsOfSetting(setting, plan), 0);
}

function secondsOfSetting({ variants, setUpSeconds = 0 }: Setting, plan: MeasurePlan): number {
  return setUpSeconds + variants * secondsEach(plan);
}

function secondsEach({ seconds }: MeasurePlan): number {
  return seconds * (1 + warmUpShare);
}

export async function measureAll(
  subjects: readonly Subject[],
  plan: MeasurePlan,
  progress: Progress,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const subject of subjects) {
    for (const setting of subject.settings(plan)) {
      // oxlint-disable-next-line no-await-in-loop -- one at a time, or they would disturb each other
      results.push(...(await measureSetting(subject, setting, plan, progress)));
    }
  }
  return results;
}

async function measureSetting(
  { name }: Subject,
  setting: Setting,
  plan: MeasurePlan,
  progress: Progress,
): Promise<readonly Result[]> {
  const setUp = setting.setUp((what, seconds) => progress.step(`${name}: ${what}`, seconds));
  // What was set up, and what went before, is not to be collected while something is measured.
  if (!plan.smoke) globalThis.gc?.();
  try {
    const results: Result[] = [];
    for (const measurement of setUp.measurements) {
      progress.step(`${name}: ${measurement.variant}`, secondsEach(plan));
      // oxlint-disable-next-line no-await-in-loop
      results.push({ name, ...(await measure(measurement, plan)) });
    }
    return results;
  } finally {
    setUp.close?.();
  }
}

async function measure(
  measurement: Measurement,
  { seconds, smoke }: MeasurePlan,
): Promise<Omit<Result, "name">> {
  const { variant, operations } = measurement;
  let runs = 0;
  const end = performance.now() + seconds * warmUpShare * 1_000;
  do {
    runs++;
    measurement.run();
  } while (performance.now() < end);
  let failure: Error | undefined;
  const benchmark = new Benchmark(
    variant,
    () => {
      // Benchmark.js would try again what failed, or fail in a timer, where nobody catches it.
      if (failure !== undefined) return;
      try {
        runs++;
        measurement.run();
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error));
      }
    },
    { maxTime: seconds, ...(smoke && smokeSampling) },
  );
  await new Promise<void>((resolve) => {
    benchmark.on("complete", () => resolve());
    // Between samples it goes back to the event loop, without which weak references hold on.
    benchmark.run({ async: true });
  });
  failure ??= benchmark.error;
  if (failure !== undefined) throw failure;
  await measurement.verify?.(runs);
  const { mean, rme, sample } = benchmark.stats;
  return {
    variant,
    nsPerOperation: round((mean * 1e9) / operations, 2),
    marginPercent: round(rme, 2),
    samples: sample.length,
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
