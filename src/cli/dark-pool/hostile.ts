/** The hostile units that run beside the dark pool: what each is after, and how it is deployed. */

import type { Tag } from "../../label/index.ts";
import type { CellLimits, Deployment } from "../../platform/options.ts";
import type { Canaries } from "./canaries.ts";
import type { PlantedLeak } from "./choices.ts";
import type { Market } from "./market.ts";
import type { DarkPoolTags } from "./tags.ts";
import { traderName } from "./venue.ts";

export interface HostileUnit {
  readonly name: string;
  /** What it tries, for people. */
  readonly tries: string;
  /** Whose secrets it may know, because it was deployed to. */
  readonly mayKnow: readonly string[];
  readonly deployment: Deployment;
}

/** Far above every price of the market, and of any order near one. */
export function markerPrice({ highestPrice }: Market): number {
  return Math.round(Math.max(987_654, highestPrice * 1_000)) + 0.32;
}

/** Rounds of the colluders, at one a tick. */
const rounds = 25;
/** Events of each shape on which the eavesdropper tries every call. */
const eavesdroppedEvents = 16;
const forgeEvery = 60;
const probeEvery = 20;
/** Ticks that the looper handles before it never returns. */
const loopAfter = 20;
const floodEvery = 50;
const floodCharacters = 1_200;
const floodQuota = 8;

/** Whose confinement the colluding sender wants to escape from. */
const victimName = traderName(0);
/** The owner of the colluding sender's own secret. */
export const colluder = "colluder-sender";

export interface HostileSettings {
  readonly tags: DarkPoolTags;
  readonly market: Market;
  readonly canaries: Canaries;
  readonly proberIntegrity: Tag;
  readonly cell: CellLimits;
  readonly plantedLeak: PlantedLeak | undefined;
}

export function hostileUnits(settings: HostileSettings): readonly HostileUnit[] {
  return [
    eavesdropper(settings),
    forger(settings),
    ...colluders(settings),
    prober(settings),
    ...exhausters(settings),
    thrower(settings),
  ];
}

function eavesdropper({ tags, cell, plantedLeak }: HostileSettings): HostileUnit {
  const [victim] = tags.traders;
  const wanted = [tags.darkPool, tags.regulator, ...(victim === undefined ? [] : [victim.secrecy])];
  return {
    name: "eavesdropper",
    tries: "subscribes to every part, and raises, clones, delegates and revokes to see more",
    mayKnow: [],
    deployment: {
      program: "eavesdropper",
      name: "eavesdropper",
      config: { tags: wanted, events: eavesdroppedEvents, recorded: Number.MAX_SAFE_INTEGER },
      ...(plantedLeak === "clearance" && { input: { secrecy: wanted } }),
      onFault: "continue",
      cell,
    },
  };
}

function forger({ tags, market, cell, plantedLeak }: HostileSettings): HostileUnit {
  const { exchange, broker, feed } = tags;
  return {
    name: "forger",
    tries: "forges ticks, feed prices, trades and matches, and tampers with genuine ones",
    mayKnow: [],
    deployment: {
      program: "forger",
      name: "forger",
      config: { exchange, broker, feed, marker: markerPrice(market), every: forgeEvery },
      ...(plantedLeak === "endorsement" && { privileges: [{ tag: exchange, privilege: "t+" }] }),
      onFault: "continue",
      cell,
    },
  };
}

function colluders(settings: HostileSettings): readonly HostileUnit[] {
  const { tags, canaries, cell, plantedLeak } = settings;
  const [victim] = tags.traders;
  if (victim === undefined) return [];
  const label = { secrecy: [victim.secrecy] };
  const secret = `${canaries.plant(colluder, 1)}-secret`;
  return [
    {
      name: colluder,
      tries: `is confined with ${victimName}'s secrets and tries to tell them to its accomplice`,
      mayKnow: [colluder, victimName],
      deployment: {
        program: "colluder-sender",
        name: colluder,
        input: label,
        ...(plantedLeak === "declassification" && {
          privileges: [{ tag: victim.secrecy, privilege: "t-" }],
        }),
        config: { secret, victim: victim.secrecy, rounds },
        onFault: "continue",
        cell,
      },
    },
    {
      name: "colluder-receiver",
      tries: "listens on every channel that the two agreed on, and offers it tags of its own",
      mayKnow: [],
      deployment: {
        program: "colluder-receiver",
        name: "colluder-receiver",
        config: { rounds },
        onFault: "continue",
        cell,
      },
    },
  ];
}

function prober({ tags, proberIntegrity, cell }: HostileSettings): HostileUnit {
  return {
    name: "prober",
    tries: "sends small orders, to learn from the answers who else trades and what",
    mayKnow: [],
    deployment: {
      program: "prober",
      name: "prober",
      output: { integrity: [proberIntegrity] },
      privileges: [{ tag: proberIntegrity, privilege: "t+" }],
      config: { darkPool: tags.darkPool, integrity: proberIntegrity, every: probeEvery },
      onFault: "continue",
      cell,
    },
  };
}

/** Those who would take their cell-mates with them have a cell of their own, wherever others are. */
function exhausters({ cell }: HostileSettings): readonly HostileUnit[] {
  return [
    {
      name: "looper",
      tries: "never returns from a handler",
      mayKnow: [],
      deployment: {
        program: "looper",
        name: "looper",
        config: { after: loopAfter },
        placement: { group: "looper" },
        onFault: "quarantine",
        cell: { ...cell, crossingMs: 150 },
      },
    },
    {
      name: "flooder",
      tries: "publishes large events until it is refused",
      mayKnow: [],
      deployment: {
        program: "flooder",
        name: "flooder",
        config: { every: floodEvery, characters: floodCharacters },
        placement: { group: "flooder" },
        onFault: "quarantine",
        eventsPerDelivery: floodQuota,
        cell,
      },
    },
  ];
}

function thrower({ cell }: HostileSettings): HostileUnit {
  return {
    name: "thrower",
    tries: "publishes and throws values that break whoever looks at them",
    mayKnow: [],
    deployment: { program: "thrower", name: "thrower", onFault: "restart", cell },
  };
}
