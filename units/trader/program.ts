/**
 * A trader: trades pairs whose prices have drifted apart, on the word of its own pair monitors,
 * through a dark pool that does not learn its name.
 */

import { defineProgram, type Program, type Value } from "../../src/unit/index.ts";
import { isRecord, readConfig } from "./config.ts";
import { OpenOrders } from "./open-orders.ts";
import { varyTerms } from "./order-entry.ts";

const program: Program = defineProgram((unit) => {
  const config = readConfig(unit.config);
  const { exchange, secrecy, pairs, strategy, quantity, canary } = config;
  const orders = new OpenOrders(unit, config);
  const random = (): number => unit.random();
  // Anybody may publish something that looks like a match; only who was told this tag can name it.
  const source = unit.createTag("monitors");

  function trade(match: Value | undefined): void {
    if (!isRecord(match)) return;
    const { first, second, firstPrice, secondPrice, rich } = match;
    if (typeof first !== "string" || typeof second !== "string") return;
    if (typeof firstPrice !== "number" || typeof secondPrice !== "number") return;
    const sellFirst = (rich === "first") === (strategy === "revert");
    orders.tidy();
    orders.place(varyTerms(random, first, sellFirst ? "sell" : "buy", firstPrice, quantity));
    orders.place(varyTerms(random, second, sellFirst ? "buy" : "sell", secondPrice, quantity));
  }

  for (const pair of pairs) {
    const monitorConfig = { ...pair, exchange, canary, source };
    unit.instantiateUnit("pair-monitor", { secrecy: [secrecy] }, [], monitorConfig);
  }

  unit.subscribe({ part: "source", equals: source }, (event) => trade(event.match));
});

export default program;
