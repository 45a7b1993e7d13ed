/** Results for people. */

import Table from "cli-table3";
import { count } from "../dark-pool/report.ts";
import type { CostResult, CryptoResults } from "./measure.ts";
import type { EpochMapRate } from "./rates.ts";
import type { WorkersResult } from "./workers.ts";

/** Of a policy, or of a window. */
export function sizeOf({ params }: CostResult): string {
  return "window" in params
    ? `window of ${count(params.window)}`
    : `${params.leaves} ${params.leaves === 1 ? "leaf" : "leaves"}`;
}

export function ratios({ ratioToPrimitives: { owner, cloud, user } }: CostResult): string {
  return [owner, cloud, user].map((ratio) => ratio.toFixed(2)).join(", ");
}

export function milliseconds(ms: number): string {
  return ms < 1_000 ? ms.toFixed(2) : count(ms);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export function describeRate(rate: EpochMapRate): string {
  const { tuplesPerSecond, spread, ownerShare, cloudShare, userShare } = rate;
  return (
    `${count(tuplesPerSecond)} (${spread.map(count).join(" to ")}), of the time owner ` +
    `${percent(ownerShare)}, cloud ${percent(cloudShare)}, user ${percent(userShare)}`
  );
}

export function describeWorkers({ one, two, ratio, spread }: WorkersResult): string {
  return (
    `one thread ${count(one)}, two ${count(two)}; two ÷ one ${ratio.toFixed(2)} ` +
    `(${spread.map((it) => it.toFixed(2)).join(" to ")})`
  );
}

function table(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], style: { head: [], border: [] } });
}

export function formatCrypto({ primitivesMs, schemes, rates, workers }: CryptoResults): string {
  const ofPrimitives = table(["primitive", "ms"]);
  for (const [name, ms] of Object.entries(primitivesMs)) ofPrimitives.push([name, ms.toFixed(3)]);
  const costs = table([
    "scheme",
    "size",
    "owner ms",
    "cloud ms",
    "user ms",
    "÷ primitives: owner, cloud, user",
    "bytes sealed, transformed",
  ]);
  for (const it of schemes) {
    const { name, ownerMs, cloudMs, userMs, bytes } = it;
    const ofRoles = [ownerMs, cloudMs, userMs].map(milliseconds);
    costs.push([name, sizeOf(it), ...ofRoles, ratios(it), `${bytes.sealed}, ${bytes.transformed}`]);
  }
  const { perEpochMap } = rates;
  const lines = [
    `tuples/s, Map of ${perEpochMap.attributes} fields, per epoch, batches of ${perEpochMap.batch}: ${describeRate(perEpochMap)}`,
    `transforms/s: ${describeWorkers(workers)}`,
  ];
  return [ofPrimitives.toString(), costs.toString(), ...lines].join("\n");
}
