/** Everything in one heap on eventemitter3, without labels, copies or isolation: the upper bound. */

import type { Tick } from "../../src/cli/feed.ts";
import type { Contender, Outcomes } from "./contender.ts";
import { Bus } from "./plain/bus.ts";
import type { PlainTrader, Report } from "./plain/settings.ts";
import { type Match, Monitor, Trader } from "./plain/trader.ts";
import { openVenue } from "./plain/venue.ts";
import { plainSettings, type ScenarioOptions } from "./scenario.ts";

function openTrader(bus: Bus, settings: PlainTrader): void {
  const { index, pair } = settings;
  const monitor = new Monitor(settings);
  const trader = new Trader(settings, (message) => bus.publish(message.kind, message));
  const onTick = ({ symbol, price, time }: Tick): void => {
    const match = monitor.tick(symbol, price, time);
    if (match !== null) bus.publish(`match ${index}`, match);
  };
  bus.on(`tick ${pair.first}`, onTick);
  bus.on(`tick ${pair.second}`, onTick);
  bus.on(`match ${index}`, (match: Match) => trader.match(match));
  bus.on(`report ${index}`, (report: Report) => trader.report(report));
}

export function eventEmitter3(options: ScenarioOptions, outcomes: Outcomes): Contender {
  const settings = plainSettings(options);
  const bus = new Bus();
  openVenue(bus, settings, outcomes);
  for (const trader of settings.traders) openTrader(bus, trader);
  return {
    get deliveries() {
      return bus.deliveries;
    },
    units: 3 + 2 * settings.traders.length,
    publish(ticks) {
      for (const tick of ticks) bus.publish("feed", tick);
      bus.drain();
    },
    settle: () => bus.drain(),
    residentBytes: () => process.memoryUsage.rss(),
    close: () => {},
  };
}
