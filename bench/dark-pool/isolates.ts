/** The platform itself: all units in one cell, or those of each owner in a cell of their own. */

import { buildDarkPool } from "../../src/cli/dark-pool/dark-pool.ts";
import type { DarkPoolPlacement } from "../../src/cli/dark-pool/choices.ts";
import type { Contender, Outcomes } from "./contender.ts";
import type { Print } from "./heap/tell-outcome.ts";
import { marketOf, type ScenarioOptions } from "./scenario.ts";

export function isolates(
  options: ScenarioOptions,
  outcomes: Outcomes,
  placement: DarkPoolPlacement,
): Contender {
  const pool = buildDarkPool({ ...options, market: marketOf(options), placement, hostile: false });
  const { platform } = pool;
  platform.subscribe({ part: "type", equals: "order" }, (_, { time, publisher }) =>
    outcomes.order(time, publisher ?? ""),
  );
  platform.subscribe({ part: "type", equals: "trade" }, ({ print }, { time, publisher }) => {
    if (publisher !== "broker") return;
    const { symbol, price, quantity } = print as unknown as Print;
    outcomes.trade(time, symbol, price, quantity);
  });
  platform.settle();
  // Cells of many owners may run at a time; one cell has nothing to wait for.
  const settle = (): void | Promise<void> =>
    placement === "owner" ? platform.settleAsync() : platform.settle();
  return {
    get deliveries() {
      return platform.statistics().deliveries;
    },
    units: platform.statistics().units.length,
    publish(ticks) {
      for (const tick of ticks) pool.publish(tick);
      return settle();
    },
    settle,
    residentBytes: () => process.memoryUsage.rss(),
    close: () => pool.close(),
  };
}
