/** What all charts have in common. */

import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  TitleComponent,
  type TitleComponentOption,
} from "echarts/components";
import { type ComposeOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { count } from "../dark-pool/report.ts";

use([BarChart, GridComponent, LegendComponent, LineChart, SVGRenderer, TitleComponent]);

type Option = ComposeOption<
  | BarSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | LineSeriesOption
  | TitleComponentOption
>;

const ink = "#24292f";
export const faint = "#d8dee4";
export const text = { color: ink, fontSize: 13 };
export const axis = {
  nameLocation: "middle",
  nameTextStyle: text,
  axisLabel: text,
  axisLine: { show: true, lineStyle: { color: ink } },
  splitLine: { lineStyle: { color: faint } },
} as const;

export function draw(width: number, height: number, title: string, option: Option): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      ...option,
      animation: false,
      backgroundColor: "#ffffff",
      title: { text: title, left: "center", top: 8, textStyle: { ...text, fontSize: 15 } },
    });
    return `${withoutInteraction(chart.renderToSVGString())}\n`;
  } finally {
    chart.dispose();
  }
}

/** Without what is only for pages that react to a pointer, and whose names count the charts drawn. */
function withoutInteraction(svg: string): string {
  return svg
    .replace(/<style.*?<\/style>\s*/s, "")
    .replaceAll(/ (?:class|ecmeta_\w+)="[^"]*"/g, "")
    .replaceAll(/\bzr\d+-/g, "");
}

/** Powers of ten that all values are between, with room for a bar of the least. */
export function decades(values: readonly number[]): readonly [number, number] {
  const found = values.filter((value) => value > 0);
  if (found.length === 0) return [1, 10];
  return [
    10 ** Math.floor(Math.log10(Math.min(...found) / 2)),
    10 ** Math.ceil(Math.log10(Math.max(...found) * 2)),
  ];
}

/** On an axis. */
export function decade(value: number): string {
  if (value >= 1e6) return `${count(value / 1e6)} M`;
  return value >= 1 ? count(value) : String(value);
}
