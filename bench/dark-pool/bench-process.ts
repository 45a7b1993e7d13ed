/**
 * One contender in a process of its own, so that neither its heap nor what the engine has learnt of it
 * is shared with others. Does what its parent asks for, one thing after the other.
 */

import { setImmediate } from "node:timers/promises";
import { Latency, type LatencyNs } from "../../src/cli/dark-pool/latency.ts";
import type { Tick } from "../../src/cli/feed.ts";
import type { Contender, Outcomes } from "./contender.ts";
import { loadMode, type Mode } from "./modes.ts";
import { ResultHash } from "./result-hash.ts";
import { batchTicks, type ScenarioOptions, Trace } from "./scenario.ts";

export type Request =
  | ({ readonly kind: "setUp"; readonly mode: Mode; readonly ticks: number } & ScenarioOptions)
  | { readonly kind: "throughput"; readonly ticks: number; readonly batch: number }
  | { readonly kind: "latency"; readonly rate: number; readonly ticks: number }
  | { readonly kind: "close" };

/** After the first ticks, which every contender runs in the same batches. */
export interface SetUp {
  readonly units: number;
  readonly setUpMs: number;
  readonly residentBytes: number;
  readonly resultHash: string;
  readonly orders: number;
  readonly trades: number;
}

export interface Throughput {
  readonly ticks: number;
  readonly deliveries: number;
  readonly seconds: number;
}

export interface LatencyRun {
  /** Ticks a second that came through. */
  readonly achieved: number;
  readonly tickToOrder: LatencyNs;
  readonly tickToTrade: LatencyNs;
}

/** What is called with an order or a trade now: a digest at first, then a histogram, or nothing. */
let outcomes: Outcomes = new ResultHash();
let contender: Contender | null = null;
let trace: Trace | null = null;

function demand<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error("nothing is set up");
  return thing;
}

async function setUp({
  mode,
  ticks,
  ...options
}: Extract<Request, { kind: "setUp" }>): Promise<SetUp> {
  const make = await loadMode(mode);
  const hash = new ResultHash();
  outcomes = hash;
  const beganAt = performance.now();
  contender = await make(options, {
    order: (...outcome) => outcomes.order(...outcome),
    trade: (...outcome) => outcomes.trade(...outcome),
  });
  const setUpMs = performance.now() - beganAt;
  trace = new Trace(options);
  for (let sent = 0; sent < ticks; sent += batchTicks) {
    // oxlint-disable-next-line no-await-in-loop -- batches come one after the other
    await contender.publish(trace.take(Math.min(batchTicks, ticks - sent)));
    hash.endBatch();
  }
  contender.runFreely?.();
  outcomes = { order: () => {}, trade: () => {} };
  // What weak references hold is let go between turns of the event loop.
  await setImmediate();
  globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  return {
    units: contender.units,
    setUpMs,
    residentBytes: contender.residentBytes(),
    resultHash: hash.digest(),
    orders: hash.orders,
    trades: hash.trades,
  };
}

/** Batches between two turns of the event loop, for contenders that do not wait for anything. */
const batchesPerTurn = 16;

async function runThroughput(ticks: number, batch: number): Promise<Throughput> {
  const running = demand(contender);
  const batches: (readonly Tick[])[] = [];
  for (let sent = 0; sent < ticks; sent += batch) {
    batches.push(demand(trace).take(Math.min(batch, ticks - sent)));
  }
  const before = running.deliveries;
  const beganAt = performance.now();
  for (const [i, ticksOfBatch] of batches.entries()) {
    const published = running.publish(ticksOfBatch);
    // oxlint-disable-next-line no-await-in-loop -- batches come one after the other
    if (published !== undefined) await published;
    // oxlint-disable-next-line no-await-in-loop
    else if (i % batchesPerTurn === batchesPerTurn - 1) await setImmediate();
  }
  await running.settle();
  const seconds = (performance.now() - beganAt) / 1_000;
  return { ticks, deliveries: running.deliveries - before, seconds };
}

/** Where a time stands in ticks of growing times. */
function indexAt(ticks: readonly Tick[], time: number): number {
  let low = 0;
  let high = ticks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ticks[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Open loop: ticks come when they are due, however far the contender is behind, and the latency of what
 * one causes counts from then. Ticks that are due together are published together.
 */
async function runLatency(rate: number, count: number): Promise<LatencyRun> {
  const running = demand(contender);
  const ticks = demand(trace).take(count);
  const tickToOrder = new Latency();
  const tickToTrade = new Latency();
  const msPerTick = 1_000 / rate;
  const beganAt = performance.now() + 1;
  const since = (time: number): number =>
    performance.now() - (beganAt + indexAt(ticks, time) * msPerTick);
  const firstTime = ticks[0]?.time ?? 0;
  outcomes = {
    order: (time) => {
      if (time >= firstTime) tickToOrder.recordMs(since(time));
    },
    trade: (time) => {
      if (time >= firstTime) tickToTrade.recordMs(since(time));
    },
  };
  let sent = 0;
  for (let turn = 0; sent < count; turn++) {
    const due = Math.min(count, Math.floor((performance.now() - beganAt) / msPerTick) + 1);
    let published: void | Promise<void> = undefined;
    if (due > sent) {
      const end = Math.min(due, sent + batchTicks);
      published = running.publish(ticks.slice(sent, end));
      sent = end;
    }
    // Whoever has threads needs the event loop to hear of them; others look at the clock only.
    // oxlint-disable-next-line no-await-in-loop
    if (published !== undefined) await published;
    // oxlint-disable-next-line no-await-in-loop
    else if (running.runFreely !== undefined || turn % 4_096 === 0) await setImmediate();
  }
  await running.settle();
  const seconds = (performance.now() - beganAt) / 1_000;
  outcomes = { order: () => {}, trade: () => {} };
  return {
    achieved: count / seconds,
    tickToOrder: tickToOrder.summarize(),
    tickToTrade: tickToTrade.summarize(),
  };
}

async function answer(request: Request): Promise<unknown> {
  switch (request.kind) {
    case "setUp":
      return setUp(request);
    case "throughput":
      return runThroughput(request.ticks, request.batch);
    case "latency":
      return runLatency(request.rate, request.ticks);
    case "close":
      await contender?.close();
      return null;
  }
}

process.on("message", (request: Request) => {
  answer(request).then(
    (result) => process.send?.({ result }),
    (error: unknown) =>
      process.send?.({
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  );
});
process.on("disconnect", () => process.exit());
