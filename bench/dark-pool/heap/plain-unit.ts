/** Units where there is no security: endpoints with a program, a configuration and random numbers. */

import {
  type Dispatcher,
  Endpoint,
  randomSequence,
  type Secret,
  type UnitId,
} from "../../../src/dispatch/index.ts";
import type { Value } from "../../../src/event/index.ts";
import type { SubscriptionId } from "../../../src/unit/api.ts";

export interface PlainSpec {
  readonly id: number;
  readonly rank: number;
  readonly program: string;
  readonly config: Value;
  readonly secret: Secret;
  /** Whether it is the instance of a managed subscription. */
  readonly isInstance: boolean;
}

export class PlainUnit extends Endpoint {
  readonly program: string;
  readonly config: Value;
  readonly isInstance: boolean;
  /** The generation in which it began. */
  readonly born: number;
  readonly #secret: Secret;
  #random: (() => number) | null = null;
  #subscriptions = 0;

  constructor(
    { id, rank, program, config, secret, isInstance }: PlainSpec,
    dispatcher: Dispatcher<PlainUnit>,
  ) {
    super(id as UnitId, rank, dispatcher.labels.public);
    this.program = program;
    this.config = config;
    this.isInstance = isInstance;
    this.born = dispatcher.round;
    this.#secret = secret;
  }

  random(): number {
    this.#random ??= randomSequence(this.#secret);
    return this.#random();
  }

  nextSubscription(): SubscriptionId {
    return ++this.#subscriptions as SubscriptionId;
  }
}
