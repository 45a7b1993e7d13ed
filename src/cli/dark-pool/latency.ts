/** Latency as percentiles, from the intended time of a tick on. */

import { build, type Histogram } from "hdr-histogram-js";

export interface LatencyNs {
  readonly p50: number;
  readonly p70: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How many times it was measured. */
  readonly count: number;
}

export class Latency {
  readonly #histogram: Histogram = build({ numberOfSignificantValueDigits: 3 });

  recordMs(elapsedMs: number): void {
    this.#histogram.recordValue(Math.max(1, Math.round(elapsedMs * 1e6)));
  }

  summarize(): LatencyNs {
    const max = this.#histogram.maxValue;
    // A percentile is the upper end of its bucket, which the greatest value need not reach.
    const at = (percent: number): number =>
      Math.min(max, this.#histogram.getValueAtPercentile(percent));
    return {
      p50: at(50),
      p70: at(70),
      p99: at(99),
      p999: at(99.9),
      max,
      count: this.#histogram.totalCount,
    };
  }
}
