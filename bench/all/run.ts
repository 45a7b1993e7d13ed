/** Runs all benches, one after the other. */

import { createRequire } from "node:module";
import { describeMachine, type Machine } from "../../src/cli/machine.ts";
import { measure, type Plan, secondsOf } from "../dark-pool/measure.ts";
import { cellsSeconds, type CellsPlan, measureCells, usualCosts } from "../cells/measure.ts";
import {
  type CryptoPlan,
  cryptoSeconds,
  measureCrypto,
  smokeSizes,
  smokeWindows,
  usualSizes,
  usualWindows,
} from "../crypto/measure.ts";
import { Progress } from "../progress.ts";
import { measureDispatch, noDispatch } from "./dispatch.ts";
import { ownersMemoryMiB, type Plans, seed } from "./plans.ts";
import {
  type CryptoResults,
  type DarkPoolResults,
  type DispatchResults,
  type MeasuredSet,
  type PartName,
  type Results,
  type SetName,
  setNames,
  type Versions,
} from "./results.ts";

export interface RunOptions {
  readonly plans: Plans;
  readonly seconds: number;
  readonly smoke: boolean;
  /** Whether there is a command that measures the dispatcher. */
  readonly hasDispatch: boolean;
}

/** Measures one part anew and keeps the other results. */
export async function runOnly(
  name: PartName,
  options: RunOptions,
  known: Results,
): Promise<Results> {
  const { darkPool } = known;
  if (name === "crypto") {
    const progress = new Progress(cryptoSeconds(cryptoPlan(options)));
    return { ...known, crypto: await runCrypto(options, progress) };
  }
  if (name === "cells") {
    const plan = cellsPlan(options);
    const cells = await measureCells(plan, new Progress(cellsSeconds(plan)));
    return { ...known, darkPool: { ...darkPool, cells } };
  }
  const plan = options.plans[name];
  const machine = describeMachine();
  const note = reasonToLeaveOut(name, options, machine);
  const set = await runSet(plan, note, new Progress(secondsOf(plan)));
  return { ...known, darkPool: { ...darkPool, sets: { ...darkPool.sets, [name]: set } } };
}

/** About what the benches of the dispatcher take (s). */
function dispatchSeconds(smoke: boolean): number {
  return smoke ? 4 : 130;
}

export async function runAll(options: RunOptions): Promise<Results> {
  const { plans, smoke, hasDispatch } = options;
  const forDispatch = hasDispatch ? dispatchSeconds(smoke) : 0;
  const others =
    forDispatch + cryptoSeconds(cryptoPlan(options)) + cellsSeconds(cellsPlan(options));
  const progress = new Progress(
    Object.values(plans).reduce((sum, plan) => sum + secondsOf(plan), others),
  );
  // First, when what a failure would lose is little.
  const dispatch = await runDispatch(options, progress);
  const crypto = await runCrypto(options, progress);
  return { dispatch, crypto, darkPool: await runDarkPool(options, progress) };
}

function cryptoPlan({ smoke, seconds }: RunOptions): CryptoPlan {
  return {
    sizes: smoke ? smokeSizes : usualSizes,
    windows: smoke ? smokeWindows : usualWindows,
    seconds,
    smoke,
  };
}

function cellsPlan({ smoke, seconds }: RunOptions): CellsPlan {
  return { handlerMicroseconds: smoke ? [5] : usualCosts, seconds };
}

async function runDispatch(
  { hasDispatch, smoke }: RunOptions,
  progress: Progress,
): Promise<DispatchResults> {
  if (!hasDispatch) return noDispatch("there is no command that measures it");
  progress.step("dispatcher", dispatchSeconds(smoke));
  return measureDispatch(smoke);
}

async function runCrypto(options: RunOptions, progress: Progress): Promise<CryptoResults> {
  const date = new Date().toISOString();
  const figures = await measureCrypto(cryptoPlan(options), progress);
  return { date, machine: describeMachine(), seconds: options.seconds, ...figures };
}

async function runDarkPool(options: RunOptions, progress: Progress): Promise<DarkPoolResults> {
  const { plans, seconds } = options;
  const date = new Date().toISOString();
  const machine = describeMachine();
  const cells = await measureCells(cellsPlan(options), progress);
  const sets: Partial<Record<SetName, MeasuredSet>> = {};
  for (const name of setNames) {
    const note = reasonToLeaveOut(name, options, machine);
    // oxlint-disable-next-line no-await-in-loop -- they would disturb each other
    sets[name] = await runSet(plans[name], note, progress);
  }
  return {
    date,
    machine,
    versions: describeVersions(),
    seed,
    seconds,
    sets: sets as Record<SetName, MeasuredSet>,
    cells,
  };
}

async function runSet(plan: Plan, note: string | null, progress: Progress): Promise<MeasuredSet> {
  if (note === null) return { plan, note, ...(await measure(plan, progress)) };
  progress.step(note, secondsOf(plan));
  return { plan, note, results: [], ratios: [] };
}

function reasonToLeaveOut(
  name: SetName,
  { smoke }: RunOptions,
  { memoryMiB }: Machine,
): string | null {
  if (name !== "owners" || smoke || memoryMiB >= ownersMemoryMiB) return null;
  return (
    `An isolate for each of 1,000 owners was left out: it takes ${ownersMemoryMiB / 1_024} GiB of ` +
    "memory, which this machine does not have."
  );
}

function describeVersions(): Versions {
  const require = createRequire(import.meta.url);
  const { version } = require("isolated-vm/package.json") as { readonly version: string };
  return { node: process.version, v8: process.versions.v8, isolatedVm: version };
}
