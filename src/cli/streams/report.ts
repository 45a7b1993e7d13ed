/** The report of the demonstration, for people who have not read the paper. */

import Table from "cli-table3";
import type { Row } from "../../query/index.ts";
import type { StreamsReport } from "./run.ts";

const style = { head: [], border: [] };

function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

function formatRow(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) =>
      typeof value === "object" ? `${name} { ${formatRow(value)} }` : `${name} ${value}`,
    )
    .join(", ");
}

function partiesTable({ parties, cloud, tuples }: StreamsReport): string {
  const table = new Table({
    style,
    head: ["who", "was granted", "rows", "the first"],
    wordWrap: true,
    colWidths: [14, 42, 8, 44],
  });
  for (const { name, granted, read, rows } of parties) {
    const [first] = rows;
    table.push([name, granted, formatCount(read), first === undefined ? "" : formatRow(first)]);
  }
  const visible = `zones ${cloud.zones.join(", ")}, because conditions ask about them; how much there is of everything`;
  table.push(["cloud", cloud.granted, "0", visible]);
  table.push(["the owner", "everything", formatCount(tuples.vitals + tuples.fitness), ""]);
  return table.toString();
}

function attacksTable({ attacks, cloud }: StreamsReport): string {
  const table = new Table({
    style,
    head: ["with the cloud on its side, the attacker tries to", "attempts", "opened"],
    colAligns: ["left", "right", "right"],
  });
  for (const { name, attempts, opened } of attacks) {
    table.push([name, formatCount(attempts), formatCount(opened)]);
  }
  table.push([
    "find a text of the owner's in what passes between units",
    formatCount(cloud.parts),
    formatCount(cloud.texts),
  ]);
  return table.toString();
}

function completeness(lost: number): string {
  return lost === 0
    ? "Everybody has read all that was granted."
    : `${formatCount(lost)} rows are missing.`;
}

export function formatStreams(report: StreamsReport): string {
  const { source, method, granularity, tuples, machine, leaked, leftOut, lost } = report;
  const { interrupted } = report;
  const size = `${formatCount(report.blocks)} blocks, ${(report.bytes / 2 ** 20).toFixed(1)} MiB`;
  return [
    ...(interrupted ? ["Interrupted: this is the report so far"] : []),
    `Encrypted streams of one person (${source}), ${granularity} keys, windows by ${method}`,
    ...(leftOut === 0
      ? []
      : [
          `${formatCount(leftOut)} rows of the recording have no blood pressure, and were left out`,
        ]),
    `${formatCount(tuples.vitals)} tuples of vitals and ${formatCount(tuples.fitness)} of fitness, ${size}, ${report.seconds.toFixed(1)} s`,
    "",
    "What each party reads",
    partiesTable(report),
    "",
    attacksTable(report),
    `Windows of 61 tuples beside those of 60 were refused: ${report.refusedWindow}`,
    "",
    ...report.notes.map((note) => `Note: ${note}`),
    ...(interrupted ? [] : [completeness(lost)]),
    leaked === 0 ? "Nothing leaked." : `${formatCount(leaked)} leaks.`,
    "",
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}`,
  ].join("\n");
}
