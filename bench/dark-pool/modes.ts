/** The modes of the dark pool: four of the paper's, one of ours, and what people use today. */

import { availableParallelism } from "node:os";
import type { MakeContender } from "./contender.ts";

export const modes = [
  "no-security",
  "labels-freeze",
  "labels-clone",
  "labels-freeze-isolation",
  "isolate-per-owner",
  "eventemitter3",
  "worker-threads",
  "worker-pool",
  "processes",
] as const;

export type Mode = (typeof modes)[number];

interface ModeFacts {
  /** For people. */
  readonly about: string;
  /** Most traders that a machine of 24 GiB carries. */
  readonly mostTraders: number;
  /** Whether all traders share heaps, so that one more takes kibibytes rather than mebibytes. */
  readonly sharesHeaps: boolean;
}

const inOneHeap = 100_000;

export const modeFacts: Readonly<Record<Mode, ModeFacts>> = {
  "no-security": {
    about: "Cordon's dispatcher and programs; no labels, privileges, copies, freezing or isolation",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  "labels-freeze": {
    about: "labels and privileges enforced, frozen events shared; one heap, no isolation",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  "labels-clone": {
    about: "the same, but a copy of the event for each receiver",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  "labels-freeze-isolation": {
    about: "Cordon: labels, frozen events, hardened realms, all units in one cell",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  "isolate-per-owner": {
    about: "Cordon, an isolate for each trader and for each unit of the venue, on all cores",
    mostTraders: 1_000,
    sharesHeaps: false,
  },
  eventemitter3: {
    about:
      "the same venue and traders as plain objects on eventemitter3: no protection, upper bound",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  "worker-threads": {
    about: "a worker thread for each trader, a message an event",
    mostTraders: 500,
    sharesHeaps: false,
  },
  "worker-pool": {
    about: "traders share as many worker threads as there are cores, a message an event and worker",
    mostTraders: inOneHeap,
    sharesHeaps: true,
  },
  processes: {
    about: "a process for each trader, a message an event",
    mostTraders: 250,
    sharesHeaps: false,
  },
};

/** Loads only what the mode needs: the memory of the others would count. */
export async function loadMode(mode: Mode): Promise<MakeContender> {
  switch (mode) {
    case "no-security": {
      const { UnlabelledHeap } = await import("./heap/unlabelled.ts");
      return (options, outcomes) => new UnlabelledHeap(options, outcomes);
    }
    case "labels-freeze":
    case "labels-clone": {
      const { LabelledHeap } = await import("./heap/labelled.ts");
      const copies = mode === "labels-clone" ? "clone" : "freeze";
      return (options, outcomes) => new LabelledHeap(options, outcomes, copies);
    }
    case "labels-freeze-isolation":
    case "isolate-per-owner": {
      const { isolates } = await import("./isolates.ts");
      const placement = mode === "isolate-per-owner" ? "owner" : "shared";
      return (options, outcomes) => isolates(options, outcomes, placement);
    }
    case "eventemitter3": {
      const { eventEmitter3 } = await import("./eventemitter3.ts");
      return eventEmitter3;
    }
    case "worker-threads":
    case "worker-pool":
    case "processes": {
      const { RemoteTraders } = await import("./remote/remote-traders.ts");
      const { startProcess, startWorker } = await import("./remote/ports.ts");
      const start = mode === "processes" ? startProcess : startWorker;
      return (options, outcomes) => {
        const agents = mode === "worker-pool" ? availableParallelism() : options.traders;
        return RemoteTraders.start(options, outcomes, agents, start);
      };
    }
  }
}
