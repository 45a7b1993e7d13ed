/** The venue as plain objects on a bus: what the units `exchange`, `broker` and `regulator` do. */

import type { Tick } from "../../../src/cli/feed.ts";
import { traderName } from "../../../src/cli/dark-pool/venue.ts";
import { OrderBook, type Outcome, type SelfTradeRule } from "../../../units/broker/order-book.ts";
import type { OrderTerms } from "../../../units/trader/order-entry.ts";
import type { Outcomes } from "../contender.ts";
import type { Bus } from "./bus.ts";
import type { PlainSettings, Report, TraderMessage } from "./settings.ts";

interface Order {
  readonly trader: number;
  readonly number: number;
  readonly terms: OrderTerms;
}

interface Trade {
  readonly time: number;
  readonly symbol: string;
  readonly price: number;
  readonly quantity: number;
  readonly buyer: number;
  readonly seller: number;
}

const bookBounds = { restingOrders: 1_024 };
/** The venue's rule. */
const selfTrade: SelfTradeRule<Order> = {
  cancel: "newest",
  isSameOwner: (a, b) => a.trader === b.trader,
};
/** Of so many orders the regulator looks one owner up. */
const sampleEvery = 10;
const sampledOrders = 512;

function keyOf({ trader, number }: { readonly trader: number; readonly number: number }): number {
  return trader * 2 ** 32 + number;
}

class Broker {
  readonly #bus: Bus;
  readonly #books = new Map<string, OrderBook<Order>>();
  readonly #open = new Map<number, Order>();
  /** Orders on their way to a book, and whether they were cancelled meanwhile. */
  readonly #expected = new Map<number, boolean>();

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  tick({ symbol, price, time }: Tick): void {
    this.#settle(symbol, time, this.#book(symbol).setMidpoint(price));
  }

  /** An order passes by twice, as it does where its desk has to be there before it trades. */
  accept(message: TraderMessage): void {
    const key = keyOf(message);
    if (this.#open.has(key) || this.#expected.has(key)) return;
    this.#expected.set(key, false);
    this.#bus.publish("accepted", message);
  }

  enter(message: TraderMessage): void {
    if (message.kind !== "order") return;
    const { trader, number, terms, time } = message;
    const order: Order = { trader, number, terms };
    const key = keyOf(order);
    const isCancelled = this.#expected.get(key) === true;
    this.#expected.delete(key);
    if (isCancelled) {
      this.#report(order, time, terms.quantity, true);
      return;
    }
    this.#open.set(key, order);
    this.#settle(terms.symbol, time, this.#book(terms.symbol).submit(order, terms));
  }

  cancel(message: TraderMessage): void {
    const key = keyOf(message);
    if (this.#expected.has(key)) this.#expected.set(key, true);
    const order = this.#open.get(key);
    if (order === undefined) return;
    const { symbol } = order.terms;
    const done = this.#book(symbol).cancel(order);
    if (done !== undefined) this.#settle(symbol, message.time, [done]);
  }

  #settle(symbol: string, time: number, outcomes: readonly Outcome<Order>[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "done") {
        this.#report(outcome.reference, time, outcome.remaining, true);
        continue;
      }
      const { buy, sell, price, quantity, buyRemaining, sellRemaining } = outcome;
      const parties = { buyer: buy.trader, seller: sell.trader };
      const trade: Trade = { time, symbol, price, quantity, ...parties };
      this.#bus.publish("trade", trade);
      this.#report(buy, time, buyRemaining, false);
      this.#report(sell, time, sellRemaining, false);
    }
  }

  #report(order: Order, time: number, remaining: number, isDone: boolean): void {
    if (isDone || remaining === 0) this.#open.delete(keyOf(order));
    const { trader, number } = order;
    const report: Report = { trader, number, time, remaining, isDone };
    this.#bus.publish(`report ${trader}`, report);
  }

  #book(symbol: string): OrderBook<Order> {
    let book = this.#books.get(symbol);
    if (book === undefined) {
      book = new OrderBook(bookBounds, selfTrade);
      this.#books.set(symbol, book);
    }
    return book;
  }
}

/**
 * Puts exchange, broker and regulator on the bus, before any trader: they are told first.
 *
 * Feed prices are published as `feed`, ticks come as `tick SYMBOL`, orders and cancels are taken as
 * `order` and `cancel`, and reports go to `report INDEX` of a trader.
 */
export function openVenue(bus: Bus, settings: PlainSettings, outcomes: Outcomes): void {
  const symbols = new Set(settings.traders.flatMap(({ pair }) => [pair.first, pair.second]));
  const broker = new Broker(bus);
  const records: { readonly trader: number; readonly time: number }[] = [];
  const sampled = new Set<number>();
  let orders = 0;

  bus.on("feed", (tick: Tick) => bus.publish(`tick ${tick.symbol}`, tick));
  for (const symbol of symbols) bus.on(`tick ${symbol}`, (tick: Tick) => broker.tick(tick));
  bus.on("order", (order: TraderMessage) => {
    outcomes.order(order.time, traderName(order.trader));
    broker.accept(order);
  });
  bus.on("order", ({ trader }: TraderMessage) => {
    if (++orders % sampleEvery !== 0) return;
    sampled.add(trader);
    for (const oldest of sampled) {
      if (sampled.size <= sampledOrders) break;
      sampled.delete(oldest);
    }
  });
  bus.on("accepted", (order: TraderMessage) => broker.enter(order));
  bus.on("cancel", (cancel: TraderMessage) => broker.cancel(cancel));
  bus.on("trade", ({ time, symbol, price, quantity, buyer, seller }: Trade) => {
    outcomes.trade(time, symbol, price, quantity);
    for (const trader of [buyer, seller]) {
      if (sampled.has(trader) && records.push({ trader, time }) > sampledOrders) records.shift();
    }
    if (quantity * price >= settings.largeNotional) bus.publish("feed", { symbol, price, time });
  });
}
