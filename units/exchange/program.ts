/**
 * The exchange: turns its feed into ticks that it vouches for. The operator gives it an input
 * integrity that only the feed and the regulator can write, so it need not ask who sent a price.
 */

import { defineProgram, type Program } from "../../src/unit/index.ts";
import { readConfig } from "./config.ts";

const longestSymbol = 32;

const program: Program = defineProgram((unit) => {
  const { exchange } = readConfig(unit.config);
  const vouched = { integrity: [exchange] };

  unit.subscribe({ part: "type", equals: "feed" }, ({ symbol, price }) => {
    if (typeof symbol !== "string" || symbol.length === 0 || symbol.length > longestSymbol) return;
    if (typeof price !== "number" || !(price > 0 && price < Infinity)) return;
    const tick = unit.createEvent();
    unit.addPart(tick, vouched, "type", "tick");
    unit.addPart(tick, vouched, "symbol", symbol);
    unit.addPart(tick, vouched, "price", price);
    unit.publish(tick);
  });
});

export default program;
