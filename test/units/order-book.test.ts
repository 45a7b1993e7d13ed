import { describe, expect, test } from "vitest";
import { OrderBook, type OrderTerms } from "../../units/broker/order-book.ts";

const wide = { restingOrders: 1_000 };

function order(side: "buy" | "sell", quantity: number, more: Partial<OrderTerms> = {}): OrderTerms {
  return { side, quantity, limit: null, minimumQuantity: 0, timeInForce: "day", ...more };
}

function bookAt(midpoint: number): OrderBook<string> {
  const book = new OrderBook<string>(wide);
  book.setMidpoint(midpoint);
  return book;
}

describe("examples of the order book", () => {
  test("two pegged orders trade what the smaller has, at the midpoint", () => {
    const book = bookAt(10);
    expect(book.submit("b", order("buy", 5))).toEqual([]);
    expect(book.submit("s", order("sell", 3))).toEqual([
      {
        kind: "fill",
        buy: "b",
        sell: "s",
        price: 10,
        quantity: 3,
        buyRemaining: 2,
        sellRemaining: 0,
      },
    ]);
    expect(book.has("b")).toBe(true);
    expect(book.has("s")).toBe(false);
  });

  test("a peg comes before a limit, a better limit before a worse, an earlier before a later", () => {
    const book = bookAt(10);
    book.submit("at 10", order("buy", 1, { limit: 10 }));
    book.submit("at 11, first", order("buy", 1, { limit: 11 }));
    book.submit("at 11, second", order("buy", 1, { limit: 11 }));
    book.submit("at 9", order("buy", 1, { limit: 9 }));
    book.submit("peg", order("buy", 1));
    const fills = book
      .submit("s", order("sell", 9))
      .map((it) => (it.kind === "fill" ? it.buy : it));
    expect(fills).toEqual(["peg", "at 11, first", "at 11, second", "at 10"]);
  });

  test("an order becomes eligible when the midpoint comes to its limit", () => {
    const book = bookAt(10);
    book.submit("s", order("sell", 1, { limit: 12 }));
    book.submit("b", order("buy", 1));
    expect(book.setMidpoint(11.99)).toEqual([]);
    expect(book.setMidpoint(12)).toMatchObject([{ kind: "fill", price: 12, quantity: 1 }]);
  });

  test("orders that came before the first tick trade with it, best first", () => {
    const book = new OrderBook<string>(wide);
    book.submit("s", order("sell", 2));
    book.submit("b1", order("buy", 1, { limit: 10 }));
    book.submit("b2", order("buy", 1));
    expect(book.setMidpoint(10)).toMatchObject([{ buy: "b2" }, { buy: "b1", sellRemaining: 0 }]);
  });

  test("a minimum holds until less than it remains", () => {
    const book = bookAt(10);
    book.submit("s", order("sell", 10, { minimumQuantity: 6 }));
    expect(book.submit("small", order("buy", 5))).toEqual([]);
    // After six of ten, the four that remain may go to the small order that waits.
    expect(book.submit("large", order("buy", 6))).toMatchObject([
      { buy: "large", quantity: 6, sellRemaining: 4 },
      { buy: "small", quantity: 4, sellRemaining: 0 },
    ]);
  });

  test("what is left of an immediate-or-cancel order is done at once", () => {
    const book = bookAt(10);
    book.submit("s", order("sell", 2));
    expect(book.submit("b", order("buy", 5, { timeInForce: "ioc" }))).toMatchObject([
      { kind: "fill", quantity: 2 },
      { kind: "done", reference: "b", remaining: 3, reason: "immediate" },
    ]);
    expect(book.size).toBe(0);
  });

  test("a cancelled order is gone; cancelling it again does nothing", () => {
    const book = bookAt(10);
    book.submit("s", order("sell", 2));
    expect(book.cancel("s")).toEqual({
      kind: "done",
      reference: "s",
      remaining: 2,
      reason: "cancelled",
    });
    expect(book.cancel("s")).toBeUndefined();
    expect(book.submit("b", order("buy", 2))).toEqual([]);
  });

  test("an immediate-or-cancel order trades with as many as there are", () => {
    const book = bookAt(10);
    for (let i = 0; i < 700; i++) book.submit(`s${i}`, order("sell", 1));
    const outcomes = book.submit("b", order("buy", 1_000, { timeInForce: "ioc" }));
    expect(outcomes.filter(({ kind }) => kind === "fill")).toHaveLength(700);
    expect(outcomes.at(-1)).toEqual({
      kind: "done",
      reference: "b",
      remaining: 300,
      reason: "immediate",
    });
  });

  test("a tick that lets many pairs trade, and the first tick, trade them all", () => {
    for (const begin of [(book: OrderBook<string>) => book.setMidpoint(20), () => []]) {
      const book = new OrderBook<string>(wide);
      begin(book);
      for (let i = 0; i < 400; i++) {
        book.submit(`s${i}`, order("sell", 1, { limit: 9 }));
        book.submit(`b${i}`, order("buy", 1, { limit: 11 }));
      }
      expect(book.setMidpoint(10)).toHaveLength(400);
      expect(book.size).toBe(0);
    }
  });

  test("one order too many ends the oldest", () => {
    const book = new OrderBook<string>({ restingOrders: 2 });
    book.submit("1", order("buy", 1));
    book.submit("2", order("buy", 1));
    expect(book.submit("3", order("buy", 1))).toEqual([
      { kind: "done", reference: "1", remaining: 1, reason: "bookFull" },
    ]);
  });
});
