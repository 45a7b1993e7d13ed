/** What the operator passes to a regulator. */

import type { Tag, Value } from "../../src/unit/index.ts";

export interface RegulatorConfig {
  readonly darkPool: Tag;
  /** Confidentiality of what traders leave for the regulator, and of its records. */
  readonly regulator: Tag;
  /** Integrity that the exchange asks of its feed. */
  readonly feed: Tag;
  /** Integrity of prints. */
  readonly broker: Tag;
  /** Of so many orders the owner of one is looked up. */
  readonly sampleEvery: number;
  /** Price times quantity from which a print becomes a price of the exchange. */
  readonly largeNotional: number;
}

export function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties; `{}` passes too. */
export function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** @throws TypeError that names the fields */
export function readConfig(config: Value): RegulatorConfig {
  if (!isRecord(config)) throw new TypeError("config: a record");
  const { darkPool, regulator, feed, broker, sampleEvery, largeNotional } = config;
  if (!isTag(darkPool) || !isTag(regulator) || !isTag(feed) || !isTag(broker)) {
    throw new TypeError("config.darkPool, config.regulator, config.feed, config.broker: tags");
  }
  if (typeof sampleEvery !== "number" || !Number.isInteger(sampleEvery) || sampleEvery < 1) {
    throw new TypeError("config.sampleEvery: a positive integer");
  }
  if (typeof largeNotional !== "number" || !(largeNotional >= 0)) {
    throw new TypeError("config.largeNotional: 0 or more");
  }
  return { darkPool, regulator, feed, broker, sampleEvery, largeNotional };
}
