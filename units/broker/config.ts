/** What the operator passes to a broker. */

import type { Tag, Value } from "../../src/unit/index.ts";

/**
 * The rule for two orders of one owner that would trade with each other: the one that came last is
 * cancelled, or the one that came first, or they trade.
 */
export type SelfTrade = "cancelNewest" | "cancelOldest" | "allow";

const selfTrades: readonly SelfTrade[] = ["cancelNewest", "cancelOldest", "allow"];

export interface BrokerConfig {
  /** Integrity without which a tick is not believed. */
  readonly exchange: Tag;
  /** Integrity of the trades that this broker vouches for. */
  readonly broker: Tag;
  /** Confidentiality of order bodies. */
  readonly darkPool: Tag;
  /** Event time (ms) without a fill after which an order's desk is gone; a minute if left out. */
  readonly deskIdleMs: number;
  /** `cancelNewest` if left out. */
  readonly selfTrade: SelfTrade;
  /** Integrity that several owners vouch with, such as that of all members; none if left out. */
  readonly sharedIntegrity: readonly Tag[];
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
  const { exchange, broker, darkPool, deskIdleMs = 60_000, sharedIntegrity = [] } = config;
  if (!isTag(exchange) || !isTag(broker) || !isTag(darkPool)) {
    throw new TypeError("config.exchange, config.broker, config.darkPool: tags");
  }
  if (typeof deskIdleMs !== "number" || !(deskIdleMs > 0)) {
    throw new TypeError("config.deskIdleMs: above 0");
  }
  if (!Array.isArray(sharedIntegrity) || !sharedIntegrity.every(isTag)) {
    throw new TypeError("config.sharedIntegrity: a list of tags");
  }
  const selfTrade = readSelfTrade(config.selfTrade);
  return { exchange, broker, darkPool, deskIdleMs, selfTrade, sharedIntegrity };
}

function readSelfTrade(value: Value = "cancelNewest"): SelfTrade {
  const rule = selfTrades.find((it) => it === value);
  if (rule === undefined) {
    const given = typeof value === "string" ? ` "${value.slice(0, 32)}"` : "";
    const rules = selfTrades.map((it) => `"${it}"`).join(", ");
    throw new TypeError(`config.selfTrade${given}: one of ${rules}`);
  }
  return rule;
}
