/** Contenders: the ways to run the scenario that are compared. */

import type { Tick } from "../../src/cli/feed.ts";
import type { ScenarioOptions } from "./scenario.ts";

/** What came out of a contender, told as it comes. `time` is that of the tick that caused it. */
export interface Outcomes {
  readonly order: (time: number, trader: string) => void;
  readonly trade: (time: number, symbol: string, price: number, quantity: number) => void;
}

export interface Contender {
  /** Calls of handlers so far. */
  readonly deliveries: number;
  /** Units that were set up: traders, their monitors and the venue. */
  readonly units: number;
  /**
   * Publishes ticks together. What they cause has come out when it returns, or when the promise is
   * fulfilled; once the contender runs freely, some of it may still be under way.
   */
  publish(ticks: readonly Tick[]): void | Promise<void>;
  /**
   * From now on batches may overlap, if they can. Until then every contender computes the same, to the
   * last trade; from then on those with several threads let races decide whose order comes first.
   */
  runFreely?(): void;
  /** Waits until everything has come out. */
  settle(): void | Promise<void>;
  /** Resident memory of all processes that take part, in bytes; NaN if that cannot be told. */
  residentBytes(): number;
  close(): void | Promise<void>;
}

export type MakeContender = (
  options: ScenarioOptions,
  outcomes: Outcomes,
) => Contender | Promise<Contender>;
