/** What is measured of the dark pool. */

import type { Plan } from "../dark-pool/measure.ts";
import { batchTicks } from "../dark-pool/scenario.ts";
import type { SetName } from "./results.ts";

export type Plans = Readonly<Record<SetName, Plan>>;

export const seed = 7;
export const fullSeconds = 5;
export const smokeSeconds = 0.2;
/** Memory (MiB) without which there is no room for a thousand isolates. */
export const ownersMemoryMiB = 16 * 1_024;

const inOneProcess = [
  "no-security",
  "labels-freeze",
  "labels-clone",
  "labels-freeze-isolation",
  "eventemitter3",
] as const;

export function fullPlans(seconds: number): Plans {
  const calm = { market: "calm", batch: batchTicks, seed, seconds } as const;
  return {
    inProcess: { ...calm, modes: inOneProcess, traders: [200, 500, 1_000, 1_500, 2_000] },
    contenders: {
      ...calm,
      modes: [...inOneProcess, "worker-threads", "worker-pool", "processes", "isolate-per-owner"],
      traders: [50],
    },
    // So slow a feed that ticks come one by one, and for so long that there are orders.
    owners: {
      ...calm,
      modes: ["isolate-per-owner"],
      traders: [1_000],
      batch: 1_024,
      rate: 10,
      seconds: 6 * seconds,
    },
    crowded: {
      ...calm,
      market: "crowded",
      modes: ["no-security", "labels-freeze-isolation"],
      traders: [2_000],
    },
  };
}

/** Modes of each kind, both markets and every option, as small as can be. */
export function smokePlans(seconds: number): Plans {
  const calm = { market: "calm", batch: batchTicks, seed, seconds } as const;
  return {
    inProcess: {
      ...calm,
      modes: ["no-security", "labels-clone", "labels-freeze-isolation"],
      traders: [4],
    },
    contenders: { ...calm, modes: ["worker-threads", "processes"], traders: [4] },
    owners: { ...calm, modes: ["isolate-per-owner"], traders: [4], batch: 128 },
    crowded: { ...calm, market: "crowded", modes: ["no-security"], traders: [20] },
  };
}
