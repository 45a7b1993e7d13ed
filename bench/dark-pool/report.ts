/** Results for people. */

import Table from "cli-table3";
import type { Machine } from "../../src/cli/machine.ts";
import type { Measured, ModeResult, OfferedLoad } from "./measure.ts";

export interface DarkPoolBenchReport extends Measured {
  readonly machine: Machine;
  readonly seed: number;
}

export function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

export function microseconds(ns: number): string {
  const us = ns / 1_000;
  return us < 100 ? us.toFixed(1) : count(us);
}

function percentiles({ latencyNs }: OfferedLoad): string {
  if (latencyNs === null) return "saturated";
  const { p50, p70, p99, max, count: samples } = latencyNs.tickToOrder;
  if (samples === 0) return "no orders";
  return [p50, p70, p99, max].map(microseconds).join(" / ");
}

function row(result: ModeResult): string[] {
  const { mode, traders, spread, rssBytesPerTrader } = result;
  return [
    mode,
    count(traders),
    count(result.eventsPerSecond),
    spread.map(count).join(" to "),
    (result.deliveriesPerSecond / 1e6).toFixed(2),
    percentiles(result.atHalfSaturation),
    `${percentiles(result.atCommonRate)} at ${count(result.atCommonRate.rate)}/s`,
    rssBytesPerTrader === null ? "" : (rssBytesPerTrader / 1_024).toFixed(1),
    result.setUpMsPerUnit.toFixed(2),
    result.resultHash,
  ];
}

export function formatResults({ machine, seed, results }: DarkPoolBenchReport): string {
  const table = new Table({
    head: [
      "mode",
      "traders",
      "ticks/s",
      "spread",
      "M deliveries/s",
      "tick→order µs at half saturation (p50/p70/p99/max)",
      "the same at the common rate",
      "KiB/trader",
      "set-up ms/unit",
      "result",
    ],
    style: { head: [], border: [] },
  });
  for (const result of results) table.push(row(result));
  const { cpu, cores, memoryMiB, system, node } = machine;
  return `${cpu}, ${cores} cores, ${count(memoryMiB)} MiB, ${system}, Node ${node}; seed ${seed}\n${table.toString()}`;
}
