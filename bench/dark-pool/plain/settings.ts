/** The scenario as data, for contenders without labels: what a worker or a process is told. */

import type { Secret } from "../../../src/dispatch/index.ts";
import type { OrderTerms } from "../../../units/trader/order-entry.ts";

export interface PlainTrader {
  readonly index: number;
  readonly pair: { readonly first: string; readonly second: string; readonly band: number };
  readonly strategy: "revert" | "follow";
  readonly quantity: number;
  readonly leaseMs: number;
  readonly maxOpenOrders: number;
  /** What its random numbers are derived from. */
  readonly secret: Secret;
}

export interface PlainSettings {
  readonly traders: readonly PlainTrader[];
  /** Price times quantity from which a print becomes a price of the exchange. */
  readonly largeNotional: number;
}

/** What a trader sends to the venue. `number` is the trader's own count of its orders. */
export type TraderMessage =
  | {
      readonly kind: "order";
      readonly trader: number;
      readonly number: number;
      readonly time: number;
      readonly terms: OrderTerms;
    }
  | {
      readonly kind: "cancel";
      readonly trader: number;
      readonly number: number;
      readonly time: number;
    };

/** What the venue tells a trader of one of its orders. */
export interface Report {
  readonly trader: number;
  readonly number: number;
  readonly time: number;
  readonly remaining: number;
  readonly isDone: boolean;
}
