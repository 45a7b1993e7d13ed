/** What the edge of a platform would be told of an event that a unit publishes. */

import { traderName } from "../../../src/cli/dark-pool/venue.ts";
import type { Event, Value } from "../../../src/event/index.ts";
import type { Outcomes } from "../contender.ts";

/** Exchange, broker and regulator are deployed before the traders. */
const venueUnits = 3;

export interface Print {
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
}

function dataOf({ parts }: Event, name: string): Value | undefined {
  return parts.find((part) => part.name === name)?.data;
}

/** @param id of the unit that published it */
export function tellOutcome(event: Event, program: string, id: number, outcomes: Outcomes): void {
  if (program === "trader" && dataOf(event, "type") === "order") {
    outcomes.order(event.time, traderName(id - venueUnits - 1));
  }
  if (program === "broker" && event.previous === null && dataOf(event, "type") === "trade") {
    const { symbol, price, quantity } = dataOf(event, "print") as unknown as Print;
    outcomes.trade(event.time, symbol, price, quantity);
  }
}
