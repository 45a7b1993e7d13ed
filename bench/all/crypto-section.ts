/** The part of the README's section that is on encrypted streams. */

import type { CostResult } from "../crypto/measure.ts";
import { describeRate, describeWorkers, milliseconds, ratios, sizeOf } from "../crypto/report.ts";
import { count } from "../dark-pool/report.ts";
import { folded, type Row, table } from "./markdown.ts";
import type { CryptoResults } from "./results.ts";

function introduction({ date, machine, seconds }: CryptoResults): string {
  const { cpu, cores, node } = machine;
  return (
    `Encrypted streams, measured on ${date.slice(0, 10)}: ${cpu}, ${cores} cores, Node ${node}; ${seconds} s ` +
    "for each figure. Of a window is what owner, cloud and user do for all of its tuples, on one thread: " +
    "medians. Ratios are over the group operations that a role cannot do without, which take turns with " +
    "it; that of the user leaves out the check of what the cloud sent, and has in it the search for the " +
    "sum (`agg1`, `agg3`), which takes as long as the root of how many sums there may be. The table that " +
    "the user searches with is made once."
  );
}

function costsOf(it: CostResult): Row {
  const { sealed, transformed } = it.bytes;
  return [
    ...[it.ownerMs, it.cloudMs, it.userMs].map(milliseconds),
    ratios(it),
    `${count(sealed)}, ${count(transformed)}`,
  ];
}

const costColumns = [
  "owner ms",
  "cloud ms",
  "user ms",
  "÷ operations: owner, cloud, user",
  "bytes sealed, transformed",
];

function windowsTable({ schemes }: CryptoResults): string {
  const rows = schemes.flatMap((it): readonly Row[] => {
    const { params } = it;
    if (!("window" in params)) return [];
    const { window, tableMs } = params;
    return [
      [it.name, count(window), ...costsOf(it), tableMs === null ? "–" : milliseconds(tableMs)],
    ];
  });
  return table(["method", "tuples", ...costColumns, "table ms"], rows);
}

function throughputTable({ rates, workers }: CryptoResults): string {
  const { perEpochMap } = rates;
  const { attributes, batch } = perEpochMap;
  return table(
    ["a second", "is"],
    [
      [
        `tuples from owner to user, Map of ${attributes} fields, a key a field and epoch, batches of ${batch}, one thread`,
        describeRate(perEpochMap),
      ],
      [
        "transforms for `hr >= 100`, a key a tuple, by threads of a cloud",
        describeWorkers(workers),
      ],
    ],
  );
}

function schemesTable({ schemes }: CryptoResults): string {
  const rows = schemes
    .filter(({ params }) => !("window" in params))
    .map((it) => [it.name, sizeOf(it), ...costsOf(it)]);
  return table(["scheme", "policy", ...costColumns], rows);
}

function primitivesTable({ primitivesMs }: CryptoResults): string {
  const rows = Object.entries(primitivesMs).map(([name, ms]) => [name, ms.toFixed(3)]);
  return table(["operation", "ms"], rows);
}

export function cryptoSection(results: CryptoResults): readonly string[] {
  return [
    introduction(results),
    windowsTable(results),
    throughputTable(results),
    folded(
      "Encrypted streams: the schemes, and the operations that they are made of",
      `${schemesTable(results)}\n\n${primitivesTable(results)}`,
    ),
  ];
}
