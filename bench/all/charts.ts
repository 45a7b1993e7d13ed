/** The results as pictures: the same text for the same results. */

import type { ModeResult } from "../dark-pool/measure.ts";
import type { Mode } from "../dark-pool/modes.ts";
import { count, microseconds } from "../dark-pool/report.ts";
import { axis, decade, decades, draw, faint, text } from "./drawing.ts";
import { type MeasuredSet, p70Ns, type Results } from "./results.ts";
import { windowsChart } from "./windows-chart.ts";

interface Look {
  readonly colour: string;
  readonly symbol: string;
}

/** Told apart by shape, too, where they are lines. */
const looks: Readonly<Record<Mode, Look>> = {
  "no-security": { colour: "#000000", symbol: "circle" },
  "labels-freeze": { colour: "#0072b2", symbol: "rect" },
  "labels-clone": { colour: "#d55e00", symbol: "triangle" },
  "labels-freeze-isolation": { colour: "#009e73", symbol: "diamond" },
  eventemitter3: { colour: "#767676", symbol: "emptyCircle" },
  "worker-threads": { colour: "#cc79a7", symbol: "pin" },
  "worker-pool": { colour: "#e69f00", symbol: "arrow" },
  processes: { colour: "#56b4e9", symbol: "emptyRect" },
  "isolate-per-owner": { colour: "#7f3c8d", symbol: "emptyDiamond" },
};

interface LineChartOptions {
  readonly title: string;
  readonly yAxis: string;
  readonly logarithmic?: true;
  readonly valueOf: (result: ModeResult) => number | null;
}

/** A line for each mode against the number of traders. */
function lines(set: MeasuredSet, { title, yAxis, logarithmic, valueOf }: LineChartOptions): string {
  const { modes, traders } = set.plan;
  return draw(820, 420, title, {
    grid: { left: 84, right: 32, top: 48, bottom: 88 },
    legend: { bottom: 8, left: "center", width: 800, itemWidth: 36, itemGap: 18, textStyle: text },
    xAxis: { ...axis, type: "value", name: "traders", nameGap: 30, max: Math.max(...traders) },
    yAxis: {
      ...axis,
      type: logarithmic === true ? "log" : "value",
      name: yAxis,
      nameGap: 58,
      minorSplitLine: { show: logarithmic === true, lineStyle: { color: faint, opacity: 0.5 } },
    },
    series: modes.map((mode) => ({
      type: "line",
      name: mode,
      color: looks[mode].colour,
      symbol: looks[mode].symbol,
      symbolSize: 9,
      lineStyle: { width: 2 },
      data: set.results
        .filter((result) => result.mode === mode)
        .map((result) => [result.traders, valueOf(result) ?? "-"]),
    })),
  });
}

interface Panel {
  readonly xAxis: string;
  readonly valueOf: (result: ModeResult) => number | null;
  readonly format: (value: number) => string;
}

const panels: readonly Panel[] = [
  {
    xAxis: "deliveries a second",
    valueOf: (result) => result.deliveriesPerSecond,
    format: count,
  },
  {
    xAxis: "p70 of tick to order at the common rate (µs)",
    valueOf: (result) => microsecondsOf(p70Ns(result.atCommonRate)),
    format: (us) => microseconds(us * 1_000),
  },
];

function microsecondsOf(ns: number | null): number | null {
  return ns === null ? null : ns / 1_000;
}

/** A bar for each mode, in two panels side by side. */
function bars(set: MeasuredSet): string {
  const { modes, traders } = set.plan;
  const of = (mode: Mode): ModeResult | undefined => set.results.find((it) => it.mode === mode);
  const values = panels.map(({ valueOf }) =>
    modes.map((mode) => {
      const result = of(mode);
      return result === undefined ? null : valueOf(result);
    }),
  );
  const bounds = values.map((row) => decades(row.filter((value) => value !== null)));
  const title = `${count(traders[0] ?? 0)} traders, ${set.plan.market} market`;
  return draw(960, 120 + 34 * modes.length, title, {
    grid: [
      { left: 170, width: 340, top: 48, bottom: 64 },
      { left: 580, width: 340, top: 48, bottom: 64 },
    ],
    xAxis: panels.map(({ xAxis }, i) => ({
      ...axis,
      type: "log",
      gridIndex: i,
      name: xAxis,
      nameGap: 30,
      min: bounds[i]?.[0] ?? 1,
      max: bounds[i]?.[1] ?? 10,
      startValue: bounds[i]?.[0] ?? 1,
      axisLabel: { ...text, formatter: decade },
    })),
    yAxis: panels.map((_, i) => ({
      ...axis,
      type: "category",
      gridIndex: i,
      inverse: true,
      data: [...modes],
      axisTick: { show: false },
      axisLabel: { ...text, show: i === 0 },
    })),
    series: panels.map(({ format }, i) => ({
      type: "bar",
      xAxisIndex: i,
      yAxisIndex: i,
      barWidth: 20,
      data: modes.map((mode, k) => {
        const value = values[i]?.[k] ?? null;
        return {
          value: value ?? "-",
          itemStyle: { color: looks[mode].colour },
          label: {
            show: true,
            position: "right",
            ...text,
            formatter: value === null ? "" : format(value),
          },
        };
      }),
    })),
  });
}

/** Pictures, by the name of the file. */
export function charts({ darkPool, crypto }: Results): Readonly<Record<string, string>> {
  const { sets } = darkPool;
  return {
    "throughput.svg": lines(sets.inProcess, {
      title: "Throughput",
      yAxis: "thousand ticks a second",
      valueOf: (result) => result.eventsPerSecond / 1_000,
    }),
    "latency.svg": lines(sets.inProcess, {
      title: "Tick to order at half saturation",
      yAxis: "p70 (µs)",
      logarithmic: true,
      valueOf: (result) => microsecondsOf(p70Ns(result.atHalfSaturation)),
    }),
    "memory.svg": lines(sets.inProcess, {
      title: "Resident memory for one more trader and its monitor",
      yAxis: "KiB",
      valueOf: ({ rssBytesPerTrader }) =>
        rssBytesPerTrader === null ? null : rssBytesPerTrader / 1_024,
    }),
    "contenders.svg": bars(sets.contenders),
    "windows.svg": windowsChart(crypto),
  };
}
