/**
 * The pair monitor: tells its trader when the ratio of two prices leaves a band around its mean.
 *
 * It is confined by its trader's tag, so whatever it publishes only its trader can see. Most
 * deliveries of a dark pool end here: the handler makes nothing until there is a match.
 */

import { defineProgram, type Program } from "../../src/unit/index.ts";
import { readConfig } from "./config.ts";

/** Ticks over which the mean forgets. */
const meanTicks = 64;

const program: Program = defineProgram((unit) => {
  const { exchange, first, second, band, canary, source } = readConfig(unit.config);
  const rearmBand = band / 2;
  // Fields of one object, not variables: V8 updates the former in place, the latter it boxes anew.
  const state = { firstPrice: NaN, secondPrice: NaN, mean: NaN };
  let armed = true;

  function publishMatch(firstIsRich: boolean): void {
    const event = unit.createEvent();
    unit.addPart(event, {}, "type", "match");
    unit.addPart(event, {}, "match", {
      first,
      second,
      firstPrice: state.firstPrice,
      secondPrice: state.secondPrice,
      rich: firstIsRich ? "first" : "second",
      memo: `${canary}-match`,
    });
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
      if (typeof price !== "number") return;
      if (symbol === first) state.firstPrice = price;
      else state.secondPrice = price;
      const ratio = state.firstPrice / state.secondPrice;
      // NaN until both prices are known.
      if (ratio !== ratio) return;
      const mean = state.mean;
      if (mean !== mean) {
        state.mean = ratio;
        return;
      }
      const deviation = ratio / mean - 1;
      state.mean = mean + (ratio - mean) / meanTicks;
      if (!armed) {
        armed = deviation < rearmBand && deviation > -rearmBand;
      } else if (deviation > band || deviation < -band) {
        armed = false;
        publishMatch(deviation > 0);
      }
    },
  );
});

export default program;
