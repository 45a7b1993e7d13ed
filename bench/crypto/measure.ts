/** What encrypted streams cost: the schemes, windows, what gets through, and what a second thread gains. */

import { aggregateMethods } from "../../src/query/query.ts";
import type { AggregateMethod } from "../../src/query/index.ts";
import type { Security } from "../../src/crypto/sealing.ts";
import type { Progress } from "../progress.ts";
import { median } from "../statistics.ts";
import {
  type Bytes,
  measurePrimitives,
  type PrimitivesMs,
  type RolesMs,
  rolesMs,
  type Round,
  summarise,
  timed,
} from "./costs.ts";
import { type Primitives, primitives } from "./primitives.ts";
import { measureRates, type Rates, type RatesPlan, ratesSeconds } from "./rates.ts";
import { type Scheme, scheme, type SchemeParams, type Universe } from "./schemes.ts";
import {
  countsOf,
  paramsOf,
  secondsOfWindow,
  type WindowParams,
  type WindowRound,
  Windows,
} from "./windows.ts";
import { measureWorkers, type WorkersPlan, type WorkersResult, workersSeconds } from "./workers.ts";

export interface CryptoPlan {
  /** Leaves of policies. */
  readonly sizes: readonly number[];
  /** Tuples of windows. */
  readonly windows: readonly number[];
  /** How long each is measured. */
  readonly seconds: number;
  /** One round of each, to show that it works. */
  readonly smoke: boolean;
}

export interface CostResult extends RolesMs {
  readonly name: string;
  readonly params: SchemeParams | WindowParams;
  readonly bytes: Bytes;
}

export interface CryptoResults {
  readonly primitivesMs: PrimitivesMs;
  /** The schemes with each number of leaves; then windows of each size, where all is for one window. */
  readonly schemes: readonly CostResult[];
  readonly rates: Rates;
  readonly workers: WorkersResult;
}

export const usualSizes: readonly number[] = [1, 5, 10, 30];
export const usualWindows: readonly number[] = [10, 100, 1_000];
export const smokeSizes: readonly number[] = [1];
export const smokeWindows: readonly number[] = [10];

const universes: readonly Universe[] = ["small", "large"];
const securities: readonly Security[] = ["cpa", "rcca"];
const leastRounds = 5;
const roundsInTurns = 5;
/** Of windows, of which one of 1,000 tuples takes tens of seconds. */
const turnsOfWindows = 3;
/** Until code is compiled (s); but no longer than is measured. */
const warmUpSeconds = 2;
/** Of each primitive in a round: one takes little. */
const usualRepetitions = 3;

function warmUpTime(seconds: number): number {
  return Math.min(warmUpSeconds, seconds);
}

function ratesPlan({ seconds, smoke }: CryptoPlan): RatesPlan {
  const rounds = smoke ? 1 : roundsInTurns;
  return { warmUpSeconds: warmUpTime(seconds), seconds, rounds };
}

function workersPlan({ seconds, smoke }: CryptoPlan): WorkersPlan {
  const rounds = smoke ? 1 : roundsInTurns;
  return { warmUpSeconds: warmUpTime(seconds), roundSeconds: seconds / 3, rounds };
}

function turnsOf({ smoke }: CryptoPlan): number {
  return smoke ? 1 : turnsOfWindows;
}

/** About how long windows take to warm up, and in each turn (s). */
function windowsSeconds(
  method: AggregateMethod,
  over: number,
  plan: CryptoPlan,
): readonly [warmUp: number, turn: number] {
  const one = secondsOfWindow(method, over);
  return [Math.max(one, warmUpTime(plan.seconds)), Math.max(one, plan.seconds / turnsOf(plan))];
}

/** About how long it takes to measure (s). */
export function cryptoSeconds(plan: CryptoPlan): number {
  const { sizes, windows, seconds } = plan;
  const ofScheme = seconds + warmUpTime(seconds);
  const ofWindows = aggregateMethods.flatMap((method) =>
    windows.map((over) => {
      const [warmUp, turn] = windowsSeconds(method, over, plan);
      return warmUp + turnsOf(plan) * turn;
    }),
  );
  return (
    universes.length * securities.length * sizes.length * ofScheme +
    ofWindows.reduce((a, b) => a + b, 0) +
    ratesSeconds(ratesPlan(plan)) +
    workersSeconds(workersPlan(plan))
  );
}

/** The same again and again, for some time. @param least times at the least */
function repeated<Result>(work: () => Result, seconds: number, least: number): readonly Result[] {
  const results: Result[] = [];
  const until = performance.now() + 1_000 * seconds;
  while (results.length < least || performance.now() < until) results.push(work());
  return results;
}

function schemeRound({ run }: Scheme, now: PrimitivesMs): Round {
  return {
    owner: { ms: timed(run.owner).ms, primitives: now },
    cloud: { ms: timed(run.cloud).ms, primitives: now },
    user: { ms: timed(run.user).ms, primitives: now },
  };
}

class MeasuredWindows {
  readonly method: AggregateMethod;
  readonly over: number;
  readonly subject: Windows;
  readonly rounds: WindowRound[] = [];

  constructor(method: AggregateMethod, over: number) {
    this.method = method;
    this.over = over;
    this.subject = new Windows(method, over);
  }

  result(): CostResult {
    const { method, over, rounds } = this;
    const bytes = {
      sealed: Math.round(median(rounds.map((it) => it.bytes.sealed))),
      transformed: Math.round(median(rounds.map((it) => it.bytes.transformed))),
    };
    const counts = countsOf(method, over);
    const costs = rolesMs(
      counts,
      rounds.map(({ round }) => round),
    );
    return { name: method, params: paramsOf(method, over), bytes, ...costs };
  }
}

/** Measures what it is told to, and remembers what the primitives took. */
class Measurement {
  readonly #plan: CryptoPlan;
  readonly #progress: Progress;
  readonly #works: Primitives = primitives();
  readonly #primitives: PrimitivesMs[] = [];

  constructor(plan: CryptoPlan, progress: Progress) {
    this.#plan = plan;
    this.#progress = progress;
  }

  get primitivesMs(): PrimitivesMs {
    return summarise(this.#primitives, median);
  }

  scheme(universe: Universe, security: Security, size: number): CostResult {
    const { seconds, smoke } = this.#plan;
    const subject = scheme(universe, security, size);
    const { name, params, bytes } = subject;
    this.#progress.step(`${name}, ${size} leaves`, seconds + warmUpTime(seconds));
    const work = (): Round => schemeRound(subject, this.#now());
    repeated(work, warmUpTime(seconds), 1);
    const rounds = repeated(work, seconds, smoke ? 1 : leastRounds);
    this.#primitives.push(...rounds.map(({ owner }) => owner.primitives));
    return { name, params, bytes, ...rolesMs(subject, rounds) };
  }

  /** Of each size by each method, in turns. */
  windows(): readonly CostResult[] {
    const plan = this.#plan;
    const subjects = aggregateMethods.flatMap((method) =>
      plan.windows.map((over) => new MeasuredWindows(method, over)),
    );
    for (const { subject, method, over } of subjects) {
      const [seconds] = windowsSeconds(method, over, plan);
      this.#progress.step(`windows of ${over} tuples by ${method}, to warm up`, seconds);
      repeated(() => subject.run(() => this.#now()), warmUpTime(plan.seconds), 1);
    }
    const turns = turnsOf(plan);
    for (let turn = 1; turn <= turns; turn++) {
      for (const { subject, method, over, rounds } of subjects) {
        const [, seconds] = windowsSeconds(method, over, plan);
        const what = `windows of ${over} tuples by ${method}, turn ${turn} of ${turns}`;
        this.#progress.step(what, seconds);
        rounds.push(...repeated(() => subject.run(() => this.#now()), plan.seconds / turns, 1));
      }
    }
    for (const { rounds } of subjects) {
      this.#primitives.push(...rounds.flatMap((it) => it.primitives));
    }
    return subjects.map((it) => it.result());
  }

  #now(): PrimitivesMs {
    return measurePrimitives(this.#works, this.#plan.smoke ? 1 : usualRepetitions);
  }
}

export async function measureCrypto(plan: CryptoPlan, progress: Progress): Promise<CryptoResults> {
  const measurement = new Measurement(plan, progress);
  const schemes: CostResult[] = [];
  for (const universe of universes) {
    for (const security of securities) {
      for (const size of plan.sizes) schemes.push(measurement.scheme(universe, security, size));
    }
  }
  schemes.push(...measurement.windows());
  progress.step("tuples a second, from owner to user", ratesSeconds(ratesPlan(plan)));
  const rates = measureRates(ratesPlan(plan));
  progress.step("clouds of one thread and of two", workersSeconds(workersPlan(plan)));
  const workers = await measureWorkers(workersPlan(plan));
  return { primitivesMs: measurement.primitivesMs, schemes, rates, workers };
}
