/** What the operator passes to an exchange. */

import type { Tag, Value } from "../../src/unit/index.ts";

export interface ExchangeConfig {
  /** Integrity of the ticks that it vouches for. */
  readonly exchange: Tag;
}

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** @throws TypeError that names the field */
export function readConfig(config: Value): ExchangeConfig {
  if (!isRecord(config) || !isTag(config.exchange)) throw new TypeError("config.exchange: a tag");
  return { exchange: config.exchange };
}
