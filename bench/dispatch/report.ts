/** Results for people. */

import Table from "cli-table3";
import type { Machine } from "../../src/cli/machine.ts";
import type { Result } from "./measure.ts";

export interface DispatchBenchReport {
  readonly machine: Machine;
  readonly seed: number;
  readonly results: readonly Result[];
}

function nanoseconds(value: number): string {
  return value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString("en");
}

export function formatResults({ machine, seed, results }: DispatchBenchReport): string {
  const table = new Table({
    head: ["subject", "variant", "ns/operation", "± %", "samples"],
    colAligns: ["left", "left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  let last = "";
  for (const { name, variant, nsPerOperation, marginPercent, samples } of results) {
    table.push([
      name === last ? "" : name,
      variant,
      nanoseconds(nsPerOperation),
      marginPercent.toFixed(1),
      samples,
    ]);
    last = name;
  }
  const { cpu, cores, memoryMiB, system, node } = machine;
  const memory = memoryMiB.toLocaleString("en");
  return `${cpu}, ${cores} cores, ${memory} MiB, ${system}, Node ${node}; seed ${seed}\n${table.toString()}`;
}
