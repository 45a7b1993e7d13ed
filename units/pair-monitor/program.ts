/**
 * The pair monitor: tells its trader when the ratio of two prices leaves a band around its mean.
 *
 * It is confined by its trader's tag, so whatever it publishes only its trader can see. Most
 * deliveries of a dark pool end here: the handler makes nothing until there is a match.
 */

import { defineProgram, type Program } from "../../src/unit/index.ts";
import { readConfig } from "./config.ts";
import { newPairBand, updatePair } from "./pair-band.ts";

const program: Program = defineProgram((unit) => {
  const { exchange, first, second, band, canary, source } = readConfig(unit.config);
  const pair = newPairBand(first, band);

  function publishMatch(rich: "first" | "second"): void {
    const { firstPrice, secondPrice } = pair;
    const event = unit.createEvent();
    unit.addPart(event, {}, "type", "match");
    const memo = `${canary}-match`;
    unit.addPart(event, {}, "match", { first, second, firstPrice, secondPrice, rich, memo });
    unit.addPart(event, {}, "source", source);
    unit.publish(event);
  }

  unit.requireIntegrity(exchange);
  unit.subscribe(
    {
      all: [
        { part: "type", equals: "tick" },
        { part: "symbol", in: [first, second] },
      ],
    },
    ({ symbol, price }) => {
      if (typeof price !== "number" || typeof symbol !== "string") return;
      const rich = updatePair(pair, symbol, price);
      if (rich !== null) publishMatch(rich);
    },
  );
});

export default program;
