/** The README's section of results, and where it stands there. */

import type { ModeResult, OfferedLoad } from "../dark-pool/measure.ts";
import { type Mode, modeFacts } from "../dark-pool/modes.ts";
import { count, microseconds } from "../dark-pool/report.ts";
import { boundsOf, verdict } from "./bounds.ts";
import { cryptoSection } from "./crypto-section.ts";
import { folded, type Row, table } from "./markdown.ts";
import { formatRatio, kibibytes, millions } from "./numbers.ts";
import {
  type DarkPoolResults,
  differing,
  type DispatchResults,
  type MeasuredSet,
  p70Ratio,
  ratioOf,
  type Results,
} from "./results.ts";

const begin = "<!-- results -->\n";
const end = "<!-- /results -->\n";
const ours = "labels-freeze-isolation";

function machineLine({ date, machine, versions, seed, seconds }: DarkPoolResults): string {
  const { cpu, cores, memoryMiB, system } = machine;
  return (
    `Measured on ${date.slice(0, 10)}: ${cpu}, ${cores} cores, ${count(memoryMiB)} MiB, ${system}; ` +
    `Node ${versions.node}, V8 ${versions.v8}, isolated-vm ${versions.isolatedVm}; seed ${seed}; ` +
    `${seconds} s for each throughput and each latency. \`npm run bench:all\` measures anew and writes ` +
    `this section, from \`bench/results/\`.`
  );
}

function boundsTable(results: Results): string {
  return table(
    ["bound", "demanded", "reached", "met"],
    boundsOf(results).map((it) => [it.what, it.demanded, it.shown, verdict(it)]),
  );
}

const pictures = [
  ["throughput.svg", "Throughput against the number of traders"],
  ["latency.svg", "Latency from tick to order against the number of traders"],
  ["memory.svg", "Memory for one more trader against the number of traders"],
  ["contenders.svg", "Throughput and latency of all modes with 50 traders"],
  ["windows.svg", "Time for a window of an encrypted stream against its tuples"],
] as const;

function figures(): string {
  return pictures.map(([file, about]) => `![${about}](bench/results/${file})`).join("\n");
}

function percentiles({ latencyNs }: OfferedLoad): string {
  if (latencyNs === null) return "saturated";
  const { p50, p70, p99, count: orders } = latencyNs.tickToOrder;
  return orders === 0 ? "no orders" : [p50, p70, p99].map(microseconds).join(" / ");
}

const columns = [
  "ticks/s (slowest to fastest round)",
  "M deliveries/s",
  "tick→order µs at half saturation: p50 / p70 / p99",
  "at the common rate",
  "KiB a trader",
  "set-up ms a unit",
];

function figuresOf(result: ModeResult): Row {
  return [
    `${count(result.eventsPerSecond)} (${result.spread.map(count).join(" to ")})`,
    millions(result.deliveriesPerSecond),
    percentiles(result.atHalfSaturation),
    percentiles(result.atCommonRate),
    kibibytes(result.rssBytesPerTrader),
    result.setUpMsPerUnit.toFixed(2),
  ];
}

/** What is said of a size besides the number of traders. */
function remark({ plan }: MeasuredSet, usualBatch: number): string {
  const remarks = [
    ...(plan.market === "calm" ? [] : [plan.market]),
    ...(plan.batch === usualBatch ? [] : [`batches of ${count(plan.batch)}`]),
  ];
  return remarks.map((it) => `, ${it}`).join("");
}

function sizesTable({ sets }: DarkPoolResults): string {
  const { inProcess, owners, crowded } = sets;
  const rows = [inProcess, owners, crowded].flatMap((set) =>
    set.results.map((result) => [
      `${count(result.traders)}${remark(set, inProcess.plan.batch)}`,
      result.mode,
      ...figuresOf(result),
    ]),
  );
  return table(["traders", "mode", ...columns], rows);
}

/** Each number of traders with the rate that was common to its modes. */
function commonRates({ sets }: DarkPoolResults): string {
  const { inProcess, contenders } = sets;
  const rates = [contenders, inProcess].flatMap(({ plan, results }) =>
    plan.traders.flatMap((traders) => {
      const rate = results.find((it) => it.traders === traders)?.atCommonRate.rate;
      return rate === undefined ? [] : [`${count(rate)} at ${count(traders)} traders`];
    }),
  );
  return `Common rates, in ticks a second: ${rates.join(", ")}.`;
}

function contendersTable({ sets }: DarkPoolResults): string {
  const { contenders } = sets;
  const rows = contenders.results.map((result) => {
    const { mode, traders, atCommonRate } = result;
    const same = mode === ours;
    return [
      mode,
      ...figuresOf(result),
      String(atCommonRate.latencyNs?.tickToOrder.count ?? 0),
      same ? "1" : formatRatio(ratioOf(contenders, mode, ours, traders)?.throughput),
      same ? "1" : formatRatio(p70Ratio(contenders, mode, ours, traders)),
    ];
  });
  const head = ["mode", ...columns, "orders at it", "throughput ÷ ours", "p70 ÷ ours"];
  return table(head, rows);
}

function modesTable({ sets }: DarkPoolResults): string {
  const measured = new Set<Mode>(Object.values(sets).flatMap(({ plan }) => plan.modes));
  return table(
    ["mode", "is"],
    [...measured].map((mode) => [mode, modeFacts[mode].about]),
  );
}

function sameResults(results: DarkPoolResults): string {
  const found = differing(results);
  return found.length === 0
    ? "For each number of traders and market all modes led to the same orders and trades."
    : `NOT all modes led to the same orders and trades with ${found.join("; ")}.`;
}

function notes({ sets }: DarkPoolResults): readonly string[] {
  return Object.values(sets).flatMap(({ note }) => (note === null ? [] : [note]));
}

function dispatchTable({ results, note }: DispatchResults): string {
  if (note !== null) return `Not measured: ${note}.`;
  return table(
    ["operation", "variant", "ns", "± %", "samples"],
    results.map(({ name, variant, nsPerOperation, marginPercent, samples }, i) => [
      name === results[i - 1]?.name ? "" : name,
      variant,
      microseconds(nsPerOperation * 1_000),
      marginPercent.toFixed(1),
      count(samples),
    ]),
  );
}

function cellsTable({ cells }: DarkPoolResults): string {
  return table(
    ["handler µs", "one cell, deliveries/s", "two cells", "two in parallel", "in parallel ÷ one"],
    cells.map(({ handlerMicroseconds, deliveriesPerSecond, gain, spread }) => [
      String(handlerMicroseconds),
      count(deliveriesPerSecond.oneCell),
      count(deliveriesPerSecond.twoCells),
      count(deliveriesPerSecond.twoCellsInParallel),
      `${formatRatio(gain)} (${spread.map(formatRatio).join(" to ")})`,
    ]),
  );
}

/** What stands between the README's markers. */
export function resultsSection(results: Results): string {
  const { darkPool, dispatch, crypto } = results;
  const { contenders } = darkPool.sets;
  const compared = contenders.plan.traders.map(count).join(", ");
  const parts = [
    machineLine(darkPool),
    boundsTable(results),
    "Reached is rounded to our disadvantage.",
    figures(),
    modesTable(darkPool),
    "Modes of one size take turns, round by round; throughput is the median of the rounds, and a ratio " +
      "of throughputs the median of the rounds' ratios. Latency is from the time at which a tick was due, " +
      "at half of the throughput that the mode reached and at a rate that is common to all modes: half of " +
      `what the slowest reached. ${sameResults(darkPool)} ${commonRates(darkPool)}`,
    `${compared} traders, all modes (ours is ${ours}):`,
    contendersTable(darkPool),
    folded("All numbers of traders", sizesTable(darkPool)),
    ...notes(darkPool),
    folded("Cells in parallel: 16 units in one cell, and in two", cellsTable(darkPool)),
    folded("The dispatcher by itself: time of one operation", dispatchTable(dispatch)),
    ...cryptoSection(crypto),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What stands there now. */
export function sectionOf(readme: string): string {
  const [, rest] = readme.split(begin);
  const [section, after] = rest?.split(end) ?? [];
  if (section === undefined || after === undefined) {
    throw new Error(`the README has no section from ${begin.trim()} to ${end.trim()}`);
  }
  return section;
}

export function withSection(readme: string, section: string): string {
  return readme.replace(`${begin}${sectionOf(readme)}${end}`, () => `${begin}${section}${end}`);
}
