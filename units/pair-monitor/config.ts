/** What a trader passes to a pair monitor. */

import type { Tag, Value } from "../../src/unit/index.ts";

export interface PairMonitorConfig {
  /** Integrity without which a tick is not believed. */
  readonly exchange: Tag;
  readonly first: string;
  readonly second: string;
  /** Relative distance of the ratio from its mean at which it is a match, such as 0.004. */
  readonly band: number;
  /** Travels with each match, so that a leak can be recognised. */
  readonly canary: string;
  /** What the trader recognises its own monitors by; null if it does not care. */
  readonly source: Value;
}

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** @throws TypeError that names the field */
export function readConfig(config: Value): PairMonitorConfig {
  if (!isRecord(config)) throw new TypeError("config: a record");
  const { exchange, first, second, band, canary, source } = config;
  if (!isTag(exchange)) throw new TypeError("config.exchange: a tag");
  if (typeof first !== "string" || typeof second !== "string" || first === second) {
    throw new TypeError("config.first, config.second: two different symbols");
  }
  if (typeof band !== "number" || !(band > 0)) throw new TypeError("config.band: above 0");
  if (typeof canary !== "string") throw new TypeError("config.canary: a string");
  return { exchange, first, second, band, canary, source: source ?? null };
}
