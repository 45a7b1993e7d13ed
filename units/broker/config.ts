/** What the operator passes to a broker. */

import type { Tag, Value } from "../../src/unit/index.ts";

export interface BrokerConfig {
  /** Integrity without which a tick is not believed. */
  readonly exchange: Tag;
  /** Integrity of the trades that this broker vouches for. */
  readonly broker: Tag;
  /** Confidentiality of order bodies. */
  readonly darkPool: Tag;
  /** Event time (ms) without a fill after which an order's desk is gone; a minute if left out. */
  readonly deskIdleMs: number;
}

export function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties; `{}` passes too. */
export function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** @throws TypeError that names the fields */
export function readConfig(config: Value): BrokerConfig {
  if (!isRecord(config)) throw new TypeError("config: a record");
  const { exchange, broker, darkPool, deskIdleMs = 60_000 } = config;
  if (!isTag(exchange) || !isTag(broker) || !isTag(darkPool)) {
    throw new TypeError("config.exchange, config.broker, config.darkPool: tags");
  }
  if (typeof deskIdleMs !== "number" || !(deskIdleMs > 0)) {
    throw new TypeError("config.deskIdleMs: above 0");
  }
  return { exchange, broker, darkPool, deskIdleMs };
}
