/** The broker's state: a book a symbol, the orders that rest in them, and answers to all others. */

import type { EventView, ReadPart, Tag, UnitApi, Value } from "../../src/unit/index.ts";
import type { BrokerConfig } from "./config.ts";
import { OrderBook, type Outcome, type SelfTradeRule } from "./order-book.ts";
import { type OrderBody, problemOf, quantityOf, readOrder } from "./order.ts";
import { memoOf, OrderRegistry, refOf } from "./order-registry.ts";
import type { Outbox } from "./outbox.ts";
import { type DoneReason, isOrdinary, RefusalCounts } from "./reasons.ts";
import { publishDone, publishTrade } from "./reports.ts";

const bookBounds = { restingOrders: 1_024 };
/** Books of symbols that never ticked: orders can invent symbols, ticks cannot. */
const untickedBooks = 64;
/** Resting orders of all books: each is a tag to hold a privilege over, of at most 16,384. */
const openOrders = 16_000;
/** Tags that vouch for one order: those of two orders are compared before they trade. */
const vouchingTags = 16;

export class Pool {
  readonly #unit: UnitApi;
  readonly #config: BrokerConfig;
  readonly #outbox: Outbox;
  readonly #orders: OrderRegistry;
  readonly #selfTrade: SelfTradeRule<Tag> | null;
  readonly #books = new Map<string, OrderBook<Tag>>();
  readonly #refusals = new RefusalCounts();

  /** @param reserved tags that no order may pass off as its own */
  constructor(unit: UnitApi, config: BrokerConfig, outbox: Outbox, reserved: readonly Tag[]) {
    this.#unit = unit;
    this.#config = config;
    this.#outbox = outbox;
    this.#orders = new OrderRegistry(unit, config, reserved);
    const { selfTrade } = config;
    this.#selfTrade =
      selfTrade === "allow"
        ? null
        : {
            cancel: selfTrade === "cancelNewest" ? "newest" : "oldest",
            isSameOwner: (a, b) => this.#orders.isSameOwner(a, b),
          };
  }

  /** To be called when a delivery ends. */
  endDelivery(): void {
    const isDue = !this.#refusals.isEmpty && this.#refusals.isDue(this.#unit.now());
    this.#outbox.end(isDue);
  }

  /** Goes on with what had to wait for another generation. */
  goOn(event: EventView): void {
    this.#outbox.goOn(event);
    const now = this.#unit.now();
    if (this.#refusals.isDue(now)) this.#unit.log(this.#refusals.takeLine(now));
  }

  moveMidpoint(symbol: string, price: number): void {
    const book = this.#books.get(symbol) ?? this.#openBook(symbol);
    this.#settle(symbol, book.setMidpoint(price));
  }

  /**
   * Whether an event holds an order that may go on to its desk and its book; else the order is refused.
   *
   * @param readBody reads the part; that of a malformed order is not read, for privileges that it carries
   *   would take the places of others
   */
  accept({ body }: EventView, readBody: () => ReadPart | undefined): boolean {
    const ref = refOf(body);
    if (ref !== undefined && this.#orders.isKnown(ref)) {
      this.#refuseDuplicate(ref, body, readBody());
      return false;
    }
    const problem = readOrder(body) === undefined ? problemOf(body) : this.#problemOfTag(readBody);
    if (problem !== null) this.#refuse(problem, body);
    return problem === null;
  }

  /** Puts an accepted order into its book. */
  enter(part: ReadPart | undefined): void {
    const body = part?.data;
    const order = readOrder(body);
    if (order === undefined || part === undefined) {
      this.#refuse(problemOf(body), body);
      return;
    }
    const { ref } = order;
    if (this.#orders.get(ref) !== undefined) {
      this.#refuseDuplicate(ref, body, part);
      return;
    }
    const isCancelled = this.#orders.takeExpected(ref);
    // Unless its lease has ended, or too many privileges came at once.
    if (this.#orders.isOrderTag(ref)) this.#openOrder(order, part, isCancelled);
    else this.#refuse("ref", body);
  }

  cancel(part: ReadPart): void {
    const ref = refOf(part.data);
    if (ref === undefined) {
      this.#refusals.count("malformed");
    } else if (!this.#orders.isKnown(ref)) {
      this.#refuse("unknown", part.data);
    } else if (!this.#orders.vouchesFor(ref, part)) {
      // The order's owner would take an answer for the end of its order.
      this.#refusals.count("unknown");
    } else if (!this.#orders.cancelExpected(ref)) {
      this.#cancel(ref, "cancelled");
    }
  }

  #problemOfTag(readBody: () => ReadPart | undefined): DoneReason | null {
    if (!this.#outbox.hasRoom || this.#outbox.isFull) return "busy";
    const part = readBody();
    const ref = refOf(part?.data);
    if (part === undefined || ref === undefined || !this.#orders.isOrderTag(ref)) return "ref";
    if (part.label.integrity.length > vouchingTags) {
      this.#orders.forget(ref);
      return "integrity";
    }
    this.#orders.expect(ref, part);
    // The mark that it is accepted.
    this.#outbox.countEvent();
    return null;
  }

  #openOrder({ ref, symbol, terms }: OrderBody, part: ReadPart, isCancelled: boolean): void {
    const book = isCancelled ? undefined : this.#bookForOrder(symbol);
    this.#orders.open(ref, symbol, part);
    if (book === undefined) {
      this.#end(ref, terms.quantity, isCancelled ? "cancelled" : "unticked");
      return;
    }
    this.#settle(symbol, book.submit(ref, terms));
    const { oldest, size } = this.#orders;
    if (oldest !== undefined && size > openOrders) this.#cancel(oldest, "poolFull");
  }

  #settle(symbol: string, outcomes: readonly Outcome<Tag>[]): void {
    for (const outcome of outcomes) {
      if (outcome.kind === "done") {
        this.#end(outcome.reference, outcome.remaining, outcome.reason);
        continue;
      }
      const { buy, sell, buyRemaining, sellRemaining } = outcome;
      const memos = { buy: this.#memo(buy), sell: this.#memo(sell) };
      this.#outbox.send(() => publishTrade(this.#unit, this.#config, symbol, outcome, memos));
      if (buyRemaining === 0) this.#orders.forget(buy);
      if (sellRemaining === 0) this.#orders.forget(sell);
    }
  }

  #cancel(ref: Tag, reason: DoneReason): void {
    const symbol = this.#orders.get(ref)?.symbol ?? "";
    const done = this.#books.get(symbol)?.cancel(ref);
    if (done !== undefined) this.#end(ref, done.remaining, reason);
  }

  /** Answers that an open order has ended. */
  #end(ref: Tag, remaining: number, reason: DoneReason): void {
    const report = { ref, remaining, reason, memo: this.#memo(ref) };
    if (!isOrdinary(reason)) this.#refusals.count(reason);
    this.#outbox.send(() => publishDone(this.#unit, report));
    this.#orders.forget(ref);
  }

  #refuse(reason: DoneReason, body: Value | undefined): void {
    const ref = refOf(body);
    this.#refusals.count(reason);
    if (ref !== undefined && this.#orders.isAnswerable(ref)) this.#answer(ref, body, reason);
  }

  /** Tells only those who could cancel the order of this tag that there is one. */
  #refuseDuplicate(ref: Tag, body: Value | undefined, part: ReadPart | undefined): void {
    this.#refusals.count("duplicate");
    if (part !== undefined && this.#orders.vouchesFor(ref, part)) {
      this.#answer(ref, body, "duplicate");
    }
  }

  #answer(ref: Tag, body: Value | undefined, reason: DoneReason): void {
    if (this.#outbox.isFull) return;
    const report = { ref, remaining: quantityOf(body), reason, memo: memoOf(body) };
    this.#outbox.send(() => publishDone(this.#unit, report));
  }

  #memo(ref: Tag): string {
    return this.#orders.get(ref)?.memo ?? "";
  }

  #openBook(symbol: string): OrderBook<Tag> {
    const book = new OrderBook<Tag>(bookBounds, this.#selfTrade);
    this.#books.set(symbol, book);
    return book;
  }

  /** The book for an order; undefined if it would be one invented symbol too many. */
  #bookForOrder(symbol: string): OrderBook<Tag> | undefined {
    const book = this.#books.get(symbol);
    if (book !== undefined) return book;
    let unticked = 0;
    for (const [name, other] of this.#books) {
      if (other.midpoint !== null) continue;
      if (other.size === 0) this.#books.delete(name);
      else unticked++;
    }
    return unticked < untickedBooks ? this.#openBook(symbol) : undefined;
  }
}
