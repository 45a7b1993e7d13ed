/** Endpoints: where events end. In a cell an endpoint is a unit, in the host a unit of some cell. */

import type { SubscriptionId } from "../unit/api.ts";
import type { Label } from "../label/index.ts";
import type { Subscription } from "./subscription.ts";

/** Names a unit within one platform; given by the host, in the order of creation. */
export type UnitId = number & { readonly __brand: "UnitId" };

export class Endpoint {
  readonly id: UnitId;
  /** Sorts deliveries of one event: the same under every placement. */
  readonly rank: number;
  /** What it may see now. */
  input: Label;
  /** What events are matched against: the input label as it was when this generation began. */
  matchInput: Label;
  readonly subscriptions: Map<SubscriptionId, Subscription<this>> = new Map();
  /** Its published events that wait. */
  queued = 0;
  active = true;

  constructor(id: UnitId, rank: number, input: Label) {
    this.id = id;
    this.rank = rank;
    this.input = input;
    this.matchInput = input;
  }
}
