/** What the operator passes to a trader. */

import type { Tag, Value } from "../../src/unit/index.ts";

export interface PairConfig {
  readonly first: string;
  readonly second: string;
  readonly band: number;
}

export interface TraderConfig {
  readonly name: string;
  readonly exchange: Tag;
  readonly darkPool: Tag;
  /** Confidentiality of what is left for the regulator. */
  readonly regulator: Tag;
  /** What this trader vouches for its orders with. */
  readonly integrity: Tag;
  /** What confines this trader's pair monitors. */
  readonly secrecy: Tag;
  readonly pairs: readonly PairConfig[];
  /** "revert" sells what is rich and buys what is cheap; "follow" does the opposite. */
  readonly strategy: "revert" | "follow";
  /** One lot; orders are a few. */
  readonly quantity: number;
  /** Travels with everything confidential and says of what kind it is, so that a leak is recognised. */
  readonly canary: string;
  /** Event time (ms) for which the broker and the regulator hold privileges over an order. */
  readonly leaseMs: number;
  readonly maxOpenOrders: number;
}

export function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
export function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

function tag(value: Value | undefined, field: string): Tag {
  if (!isTag(value)) throw new TypeError(`config.${field}: a tag`);
  return value;
}

function text(value: Value | undefined, field: string): string {
  if (typeof value !== "string") throw new TypeError(`config.${field}: a string`);
  return value;
}

function positive(value: Value | undefined, field: string): number {
  if (typeof value !== "number" || !(value > 0)) throw new TypeError(`config.${field}: above 0`);
  return value;
}

function positiveInteger(value: Value | undefined, field: string): number {
  const number = positive(value, field);
  if (!Number.isInteger(number)) throw new TypeError(`config.${field}: an integer`);
  return number;
}

function pair(value: Value): PairConfig {
  if (!isRecord(value)) throw new TypeError("config.pairs: records");
  return {
    first: text(value.first, "pairs.first"),
    second: text(value.second, "pairs.second"),
    band: positive(value.band, "pairs.band"),
  };
}

/** @throws TypeError that names the field */
export function readConfig(config: Value): TraderConfig {
  if (!isRecord(config)) throw new TypeError("config: a record");
  const { pairs, strategy } = config;
  if (!Array.isArray(pairs)) throw new TypeError("config.pairs: an array");
  if (strategy !== "revert" && strategy !== "follow") {
    throw new TypeError('config.strategy: "revert" or "follow"');
  }
  return {
    name: text(config.name, "name"),
    exchange: tag(config.exchange, "exchange"),
    darkPool: tag(config.darkPool, "darkPool"),
    regulator: tag(config.regulator, "regulator"),
    integrity: tag(config.integrity, "integrity"),
    secrecy: tag(config.secrecy, "secrecy"),
    pairs: pairs.map(pair),
    strategy,
    quantity: positiveInteger(config.quantity, "quantity"),
    canary: text(config.canary, "canary"),
    leaseMs: positive(config.leaseMs, "leaseMs"),
    maxOpenOrders: positiveInteger(config.maxOpenOrders, "maxOpenOrders"),
  };
}
