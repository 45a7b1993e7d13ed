/**
 * Hostile: publishes prices, trades and matches in the name of others, and tampers with theirs.
 *
 * config: { exchange, broker, feed?: tags it has no privilege over, marker: the price that shows
 * where a forgery was believed, every?: it forges at each so many-th event that it sees }
 */

import {
  defineProgram,
  type EventView,
  type Program,
  type Tag,
  type ValueInput,
} from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { isTag, numberSetting, setting, tagSetting } from "../settings.ts";

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const exchange = tagSetting(unit.config, "exchange");
  const broker = tagSetting(unit.config, "broker");
  const givenFeed = setting(unit.config, "feed");
  const feed = isTag(givenFeed) ? givenFeed : exchange;
  const marker = numberSetting(unit.config, "marker", 987_654.32);
  const every = numberSetting(unit.config, "every", 10);
  let events = 0;
  let symbol = "AAA";

  /** Claims an integrity that it may not vouch with. */
  function forge(
    what: string,
    integrity: readonly Tag[],
    parts: { readonly [name: string]: ValueInput },
  ): void {
    journal.outcome(`forge-${what}`, () => {
      const event = unit.createEvent();
      for (const [name, data] of Object.entries(parts)) {
        unit.addPart(event, { integrity }, name, data);
      }
      // Its own forgeries are recognised by this, so that it does not answer them for ever.
      unit.addPart(event, {}, "forged", true);
      unit.publish(event);
      return "published";
    });
  }

  function forgeAll(): void {
    const print = { symbol, price: marker, quantity: 1_000_000 };
    const match = {
      first: symbol,
      second: symbol,
      firstPrice: marker,
      secondPrice: marker,
      rich: "first",
      source: null,
    };
    forge("tick", [exchange], { type: "tick", symbol, price: marker });
    forge("feed", [feed], { type: "feed", symbol, price: marker });
    forge("trade", [broker], { type: "trade", print });
    forge("match", [exchange], { type: "match", match });
    forge("identity", [broker], { type: "trade", print, identity: { trader: "forged" } });
  }

  function tamper(event: EventView): void {
    const vouched = { integrity: [exchange] };
    journal.attempt("tamper-delete", () => unit.delPart(event, vouched, "price"));
    journal.attempt("tamper-add", () => unit.addPart(event, vouched, "price", marker));
    journal.outcome("tamper-clone", () => {
      const clone = unit.cloneEvent(event, vouched);
      unit.delPart(clone, {}, "price");
      unit.addPart(clone, vouched, "price", marker);
      unit.addPart(clone, {}, "forged", true);
      unit.publish(clone);
      return "published";
    });
  }

  function seizePrivileges(): void {
    journal.attempt("acquire-privilege", () => unit.acquirePrivilege(exchange, "t+"));
    journal.attempt("endorse-output", () => unit.changeOutLabel("integrity", "add", exchange));
    journal.attempt("endorse-both", () => unit.changeInOutLabel("integrity", "add", feed));
  }

  unit.subscribe(
    { all: [{ part: "type", present: true }, { not: { part: "forged", present: true } }] },
    (event) => {
      journal.begin();
      if (typeof event.symbol === "string") symbol = event.symbol;
      if (++events % every !== 0) return;
      forgeAll();
      tamper(event);
      seizePrivileges();
    },
  );
});

export default program;
