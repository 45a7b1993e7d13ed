/** What a window of an encrypted stream takes each role, against its size. */

import { type AggregateMethod, aggregateMethods } from "../../src/query/query.ts";
import type { CostResult } from "../crypto/measure.ts";
import { axis, decade, decades, draw, faint, text } from "./drawing.ts";
import type { CryptoResults } from "./results.ts";

interface Panel {
  readonly title: string;
  readonly msOf: (result: CostResult) => number;
}

const panels: readonly Panel[] = [
  { title: "owner", msOf: ({ ownerMs }) => ownerMs },
  { title: "cloud", msOf: ({ cloudMs }) => cloudMs },
  { title: "user", msOf: ({ userMs }) => userMs },
];

/** Told apart by shape, too. */
const looks: Readonly<
  Record<AggregateMethod, { readonly colour: string; readonly symbol: string }>
> = {
  agg1: { colour: "#0072b2", symbol: "circle" },
  agg2: { colour: "#d55e00", symbol: "triangle" },
  agg3: { colour: "#009e73", symbol: "emptyRect" },
};

const [left, between, panelWidth] = [84, 44, 250];

function points(
  { schemes }: CryptoResults,
  method: AggregateMethod,
  { msOf }: Panel,
): readonly (readonly [size: number, ms: number])[] {
  return schemes.flatMap((it) =>
    it.name === method && "window" in it.params ? [[it.params.window, msOf(it)] as const] : [],
  );
}

/** A panel for each role, in each a line for each method; both axes are logarithmic. */
export function windowsChart(results: CryptoResults): string {
  const lines = panels.flatMap((panel, i) =>
    aggregateMethods.map((method) => ({ method, i, data: points(results, method, panel) })),
  );
  const all = lines.flatMap(({ data }) => data);
  const [least, most] = decades(all.map(([, ms]) => ms));
  const sizes = all.map(([size]) => size);
  const title = "One window of an encrypted stream, all of its tuples together";
  return draw(left + 3 * (panelWidth + between), 380, title, {
    grid: panels.map((_, i) => ({
      left: left + i * (panelWidth + between),
      width: panelWidth,
      top: 48,
      bottom: 96,
    })),
    legend: { bottom: 8, left: "center", itemWidth: 36, itemGap: 18, textStyle: text },
    xAxis: panels.map(({ title: role }, i) => ({
      ...axis,
      type: "log",
      gridIndex: i,
      name: `${role}: tuples of a window`,
      nameGap: 30,
      min: Math.min(...sizes),
      max: Math.max(...sizes),
      axisLabel: { ...text, formatter: decade },
    })),
    yAxis: panels.map((_, i) => ({
      ...axis,
      type: "log",
      gridIndex: i,
      name: i === 0 ? "ms a window" : "",
      nameGap: 58,
      min: least,
      max: most,
      axisLabel: { ...text, show: i === 0, formatter: decade },
      minorSplitLine: { show: true, lineStyle: { color: faint, opacity: 0.5 } },
    })),
    series: lines.map(({ method, i, data }) => ({
      type: "line",
      name: method,
      xAxisIndex: i,
      yAxisIndex: i,
      color: looks[method].colour,
      symbol: looks[method].symbol,
      symbolSize: 9,
      lineStyle: { width: 2 },
      data: data.map(([size, ms]) => [size, ms]),
    })),
  });
}
