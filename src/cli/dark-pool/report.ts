/** The report of a run, for people who have not read the paper. */

import Table from "cli-table3";
import { dropTexts } from "../drops.ts";
import type { HostileResult, Leak } from "./leak-search.ts";
import type { LatencyNs } from "./latency.ts";
import type { DarkPoolReport } from "./run.ts";

const style = { head: [], border: [] };

export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

function formatNs(ns: number): string {
  if (ns >= 1e9) return `${(ns / 1e9).toPrecision(3)} s`;
  if (ns >= 1e6) return `${(ns / 1e6).toPrecision(3)} ms`;
  return `${(ns / 1e3).toPrecision(3)} µs`;
}

export function formatReport(report: DarkPoolReport): string {
  const { traders, placement, seed, machine } = report;
  return [
    `Dark pool: ${formatCount(traders)} traders, placement ${placement}, seed ${seed}`,
    ...(report.interrupted ? ["Interrupted: this is the report so far"] : []),
    "",
    marketTable(report),
    ...asides(report),
    "",
    "How long after a tick its consequences came out (each tick waits for the one before: no load is offered)",
    latencyTable(report),
    "",
    `Hostile units beside them, and what they got of ${formatCount(report.canaries)} planted secrets`,
    hostileTable(report.hostile),
    verdict(report),
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}`,
  ].join("\n");
}

function marketTable(report: DarkPoolReport): string {
  const table = new Table({ style, colAligns: ["left", "right", "left"] });
  const { seconds, cells } = report;
  table.push(
    ["ticks", formatCount(report.ticks), `prices of ${report.symbols} symbols from the exchange`],
    ["orders", formatCount(report.orders), "sent by the traders; what they say is secret"],
    ["fills", formatCount(report.fills), "two orders matched; who they are is secret"],
    ["prints", formatCount(report.prints), "fills made public: symbol, price, quantity"],
    [
      "refused",
      formatCount(refusedOf(report)),
      `orders that the broker refused, of hostile units too${reasonsOf(report)}`,
    ],
    [
      "deliveries",
      formatCount(report.deliveries),
      `events handed to units; ${formatCount(report.deliveriesPerSecond)} a second with all that is watched here`,
    ],
    ["time", `${seconds.toFixed(1)} s`, `and ${report.setupSeconds.toFixed(1)} s to start`],
    ["memory", `${Math.round(report.rssBytes / 2 ** 20)} MiB`, "resident, the whole process"],
    [
      "cells",
      formatCount(cells),
      cells === 1 ? "one isolate" : "isolates that are left at the end",
    ],
  );
  return table.toString();
}

/** Ticks of the feed that nobody traded on, and events that were dropped on the way. */
function asides({ leftOut, unwatchedSymbols, notes, ...drops }: DarkPoolReport): readonly string[] {
  const { symbols, ticks, names } = leftOut;
  const more = symbols > names.length ? " and others" : "";
  return [
    ...(symbols > 0
      ? [
          `Left out: ${formatCount(ticks)} ticks of ${formatCount(symbols)} symbols that are too long for the exchange: ${names.map((name) => JSON.stringify(name)).join(", ")}${more}`,
        ]
      : []),
    ...(unwatchedSymbols > 0
      ? [`${formatCount(unwatchedSymbols)} symbols are compared by no trader: give more --traders`]
      : []),
    ...notes.map((note) => `Feed: ${note}`),
    ...dropTexts(drops).map((text) => `Events: ${text}`),
  ];
}

function refusedOf({ refused }: DarkPoolReport): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}

function reasonsOf({ refused }: DarkPoolReport): string {
  const counts = Object.entries(refused).toSorted(([, a], [, b]) => b - a);
  const reasons = counts.map(([reason, count]) => `${reason} ${formatCount(count)}`);
  return reasons.length === 0 ? "" : `: ${reasons.join(", ")}`;
}

/** A percentile is shown if so many samples are beyond it. */
const samplesBeyond = 1;

function latencyTable({ latencyNs }: DarkPoolReport): string {
  const head = ["", "samples", "half within", "70 %", "99 %", "99.9 %", "slowest"];
  const table = new Table({
    head,
    style,
    colAligns: ["left", "right", "right", "right", "right", "right", "right"],
  });
  table.push(
    latencyRow("tick to order", latencyNs.tickToOrder),
    latencyRow("tick to trade", latencyNs.tickToTrade),
  );
  return table.toString();
}

function latencyRow(name: string, { count, p50, p70, p99, p999, max }: LatencyNs): string[] {
  if (count === 0) return [name, "0", "", "", "", "", ""];
  const shown = (ns: number, percent: number): string =>
    count * (1 - percent / 100) >= samplesBeyond ? formatNs(ns) : "too few";
  return [
    name,
    formatCount(count),
    shown(p50, 50),
    shown(p70, 70),
    shown(p99, 99),
    shown(p999, 99.9),
    formatNs(max),
  ];
}

function hostileTable(hostile: readonly HostileResult[]): string {
  const table = new Table({
    head: ["unit", "what it tries", "attempts", "what the platform did", "got"],
    style,
    colWidths: [19, 34, 10, 30, 11],
    colAligns: ["left", "left", "right", "left", "left"],
    wordWrap: true,
  });
  for (const unit of hostile) {
    table.push([
      unit.name,
      unit.tries,
      formatCount(unit.attempts),
      answerTo(unit),
      unit.leaked === 0 ? "nothing" : `${unit.leaked} LEAKED`,
    ]);
  }
  return table.toString();
}

/** What was done about a hostile unit. Most of it is silence: what it may not see does not exist. */
function answerTo(unit: HostileResult): string {
  const did: string[] = [];
  if (unit.refusals > 0) did.push(`refused ${formatCount(unit.refusals)} calls`);
  if (unit.cellsLost > 0) did.push("stopped its cell at a limit");
  if (unit.faults > unit.cellsLost) {
    did.push(`contained ${formatCount(unit.faults - unit.cellsLost)} faults`);
  }
  if (unit.restarts > 0) did.push(`restarted it ${unit.restarts} times`);
  if (unit.quarantined) did.push("put it in quarantine");
  return did.length === 0 ? "let it: no secret flows to it" : did.join(", ");
}

function verdict({ hostile, publicLeaks, leaked }: DarkPoolReport): string {
  if (leaked === 0) {
    const searched = hostile.reduce((sum, unit) => sum + unit.searched, 0);
    return `Nothing leaked: ${formatCount(searched)} characters of what they saw, said and logged were searched.`;
  }
  const most = 10;
  const lines = [
    ...hostile.flatMap(({ name, leaks }) => leaks.map((leak) => leakLine(leak, name))),
    ...publicLeaks.map((leak) => leakLine(leak, "anybody")),
  ];
  const rest = lines.length > most ? [`  and ${lines.length - most} more`] : [];
  return [`LEAKED: ${leaked}`, ...lines.slice(0, most), ...rest].join("\n");
}

function leakLine({ holder, kind, where }: Leak, by: string): string {
  return `  ${by}: ${kind} of ${holder} (${where})`;
}
