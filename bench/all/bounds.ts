/** The bounds of the evaluation: what was demanded, and what was reached. */

import type { OfferedLoad } from "../dark-pool/measure.ts";
import { microseconds } from "../dark-pool/report.ts";
import { median } from "../statistics.ts";
import { ceiled, floored } from "./numbers.ts";
import {
  type CryptoResults,
  type DarkPoolResults,
  type DispatchResults,
  type MeasuredSet,
  p70Ns,
  p70Ratio,
  ratioOf,
  resultOf,
  type Results,
} from "./results.ts";

export interface Bound {
  readonly what: string;
  readonly demanded: string;
  /** In the unit of what was demanded; null if it was not measured. */
  readonly reached: number | null;
  readonly met: boolean | null;
  /** What was reached, for people, never rounded in our favour. */
  readonly shown: string;
}

interface Demand {
  readonly what: string;
  readonly limit: number;
  readonly unit?: string;
  readonly digits: number;
  readonly reached: number | null | undefined;
  /** Why nothing was reached, if nothing was. */
  readonly missing?: string;
  /** Whether that means that the bound is missed. */
  readonly missed?: boolean;
  /** Said beside what was reached. */
  readonly beside?: string;
}

type Comparison = "at least" | "below" | "at most";

function bound(comparison: Comparison, demand: Demand): Bound {
  const { what, limit, digits, beside, missing = "not measured", missed } = demand;
  const unit = demand.unit === undefined ? "" : ` ${demand.unit}`;
  const reached =
    typeof demand.reached === "number" && Number.isFinite(demand.reached) ? demand.reached : null;
  const withoutValue = missed === true ? false : null;
  const round = comparison === "at least" ? floored : ceiled;
  const value = reached === null ? missing : `${round(reached, digits)}${unit}`;
  return {
    what,
    demanded: `${comparison} ${limit.toLocaleString("en")}${unit}`,
    reached,
    met: reached === null ? withoutValue : holds(comparison, reached, limit),
    shown: beside === undefined ? value : `${value}; ${beside}`,
  };
}

function holds(comparison: Comparison, reached: number, limit: number): boolean {
  if (comparison === "at least") return reached >= limit;
  return comparison === "below" ? reached < limit : reached <= limit;
}

const ours = "labels-freeze-isolation";
const mostTraders = 2_000;
const comparedTraders = 50;
const parallelHandlerMicroseconds = 5;
const manyOwners = 1_000;

/** Throughput over that of no security, for each number of traders; null if one is missing. */
function overNoSecurity(set: MeasuredSet): readonly number[] | null {
  const found = set.plan.traders.map(
    (traders) => ratioOf(set, ours, "no-security", traders)?.throughput,
  );
  const ratios = found.filter((ratio) => ratio !== undefined);
  return ratios.length === 0 || ratios.length < found.length ? null : ratios;
}

function scaled(value: number | null | undefined, unit: number): number | null {
  return typeof value === "number" ? value / unit : null;
}

/** Why there is no latency, where there is none. */
function whyNoLatency(...loads: readonly (OfferedLoad | undefined)[]): string {
  if (loads.includes(undefined)) return "not measured";
  return loads.some((load) => load?.saturated) ? "saturated" : "no orders";
}

function throughputBounds({ sets }: DarkPoolResults): readonly Bound[] {
  const { inProcess, contenders } = sets;
  const over = overNoSecurity(inProcess);
  const most = resultOf(inProcess, ours, mostTraders);
  const compared = (mode: "worker-threads" | "processes"): number | undefined =>
    ratioOf(contenders, ours, mode, comparedTraders)?.throughput;
  return [
    bound("at least", {
      what: `throughput, ${ours} ÷ no-security, median over the numbers of traders`,
      limit: 0.9,
      digits: 3,
      reached: over && median(over),
    }),
    bound("at least", {
      what: "the same, at the worst of them",
      limit: 0.8,
      digits: 3,
      reached: over && Math.min(...over),
    }),
    bound("at least", {
      what: `deliveries a second, ${ours}, 2,000 traders`,
      limit: 4,
      unit: "million",
      digits: 2,
      reached: scaled(most?.deliveriesPerSecond, 1e6),
    }),
    bound("at least", {
      what: `throughput, ${ours} ÷ worker-threads, 50 traders`,
      limit: 10,
      digits: 2,
      reached: compared("worker-threads"),
    }),
    bound("at least", {
      what: `throughput, ${ours} ÷ processes, 50 traders`,
      limit: 50,
      digits: 2,
      reached: compared("processes"),
    }),
  ];
}

function latencyBounds({ sets }: DarkPoolResults): readonly Bound[] {
  const { inProcess, contenders } = sets;
  const half = resultOf(inProcess, ours, mostTraders)?.atHalfSaturation;
  const [theirs, mine] = (["processes", ours] as const).map(
    (mode) => resultOf(contenders, mode, comparedTraders)?.atCommonRate,
  );
  return [
    bound("below", {
      what: `p70 of tick to order, ${ours}, 2,000 traders, at half saturation`,
      limit: 50,
      unit: "µs",
      digits: 2,
      reached: scaled(p70Ns(half), 1e3),
      missing: whyNoLatency(half),
      missed: half?.saturated ?? false,
    }),
    bound("at least", {
      what: `p70 of tick to order, processes ÷ ${ours}, 50 traders, at the common rate`,
      limit: 20,
      digits: 2,
      reached: p70Ratio(contenders, "processes", ours, comparedTraders),
      missing: whyNoLatency(theirs, mine),
      missed: mine?.saturated ?? false,
    }),
  ];
}

function isolationBounds(results: DarkPoolResults): readonly Bound[] {
  const { sets, cells } = results;
  const owners = resultOf(sets.owners, "isolate-per-owner", manyOwners);
  const oneByOne = p70Ns(owners?.atCommonRate);
  const gain = cells.find((it) => it.handlerMicroseconds === parallelHandlerMicroseconds)?.gain;
  const memory = resultOf(sets.inProcess, ours, mostTraders)?.rssBytesPerTrader;
  const batch = sets.owners.plan.batch.toLocaleString("en");
  return [
    bound("at least", {
      what: `deliveries a second, an isolate for each of 1,000 owners, batches of ${batch} ticks`,
      limit: 1,
      unit: "million",
      digits: 2,
      reached: scaled(owners?.deliveriesPerSecond, 1e6),
      beside: `p70 with ticks one by one ${oneByOne === null ? "not measured" : `${microseconds(oneByOne)} µs`}`,
    }),
    bound("at least", {
      what: `throughput, two cells in parallel ÷ one, handlers of ${parallelHandlerMicroseconds} µs`,
      limit: 1.6,
      digits: 2,
      reached: gain ?? null,
    }),
    bound("at most", {
      what: "resident memory for one more trader and its monitor, shared cell, 2,000 traders",
      limit: 16,
      unit: "KiB",
      digits: 2,
      reached: scaled(memory, 1_024),
    }),
  ];
}

const fewSubscriptions = "100 subscriptions, 4 deliveries of one value";
const manySubscriptions = "1,000,000 subscriptions, 4 deliveries of one value";

/** That a match costs the same however many subscribe to something else. */
function matchBound({ results }: DispatchResults): Bound {
  const nsOf = (variant: string): number | undefined =>
    results.find((it) => it.name === "match" && it.variant === variant)?.nsPerOperation;
  const [few, many] = [nsOf(fewSubscriptions), nsOf(manySubscriptions)];
  return bound("at most", {
    what: "a match among 1,000,000 subscriptions ÷ among 100, mostly to other values",
    limit: 1.2,
    digits: 2,
    reached: few === undefined || many === undefined ? null : many / few,
  });
}

function cryptoBounds({ rates, workers }: CryptoResults): readonly Bound[] {
  const { attributes, batch, tuplesPerSecond } = rates.perEpochMap;
  return [
    bound("at least", {
      what: `encrypted tuples a second, owner to user, Map of ${attributes} fields, a key an epoch, batches of ${batch}, one thread`,
      limit: 50_000,
      digits: 0,
      reached: tuplesPerSecond,
    }),
    bound("at least", {
      what: "transforms a second, a cloud of two threads ÷ of one",
      limit: 1.7,
      digits: 2,
      reached: workers.ratio,
    }),
  ];
}

export function boundsOf({ darkPool, dispatch, crypto }: Results): readonly Bound[] {
  return [
    ...throughputBounds(darkPool),
    ...latencyBounds(darkPool),
    ...isolationBounds(darkPool),
    matchBound(dispatch),
    ...cryptoBounds(crypto),
  ];
}

export function verdict({ met }: Bound): string {
  if (met === null) return "unknown";
  return met ? "yes" : "no";
}
