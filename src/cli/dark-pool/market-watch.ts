/** The market as it comes out at the edge: orders, fills and prints, counted and timed. */

import type { DarkPool } from "./dark-pool.ts";
import { Latency } from "./latency.ts";
import { traderName } from "./venue.ts";

const refusedLine = "orders refused: ";

export class MarketWatch {
  readonly tickToOrder: Latency = new Latency();
  /** For trades that come with the tick that caused them, at once or through the orders it led to. */
  readonly tickToTrade: Latency = new Latency();
  /** Orders of the honest traders; hostile units send orders, too. */
  orders = 0;
  fills = 0;
  /** Fills as anybody sees them. */
  prints = 0;
  /** Orders and cancels that the broker refused, or ended for a rule of its own, by reason. */
  readonly refused: Map<string, number> = new Map();
  #tickAtMs = 0;

  constructor({ platform, tags }: DarkPool) {
    const traders = new Set(tags.traders.map((_, i) => traderName(i)));
    platform.subscribe({ part: "type", equals: "order" }, (_, { publisher }) => {
      // Anybody may publish what looks like an order.
      if (publisher === null || !traders.has(publisher)) return;
      this.orders++;
      this.tickToOrder.recordMs(performance.now() - this.#tickAtMs);
    });
    platform.subscribe({ part: "type", equals: "trade" }, (_, { publisher }) => {
      if (publisher !== "broker") return;
      this.fills++;
      this.tickToTrade.recordMs(performance.now() - this.#tickAtMs);
    });
    platform.subscribe(
      { part: "print", present: true },
      () => {
        this.prints++;
      },
      { clearance: { integrity: [tags.broker] } },
    );
    platform.notifications.on("log", ({ unit, text }) => {
      if (unit.name === "broker") this.#countRefused(text);
    });
  }

  /** A line such as "orders refused: limit 2, symbol 1". */
  #countRefused(line: string): void {
    if (!line.startsWith(refusedLine)) return;
    for (const [, reason = "", count] of line
      .slice(refusedLine.length)
      .matchAll(/(\w+) (\d+)(?:, |$)/g)) {
      this.refused.set(reason, (this.refused.get(reason) ?? 0) + Number(count));
    }
  }

  /** @param atMs when the tick was to be published, on the clock of `performance.now` */
  beginTick(atMs: number): void {
    this.#tickAtMs = atMs;
  }
}
