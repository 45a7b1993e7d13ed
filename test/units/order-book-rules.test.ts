/** The order book against its rules as simply as they can be said, with and without self-trades. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OrderBook, type OrderTerms, type Outcome } from "../../units/broker/order-book.ts";
import { type Command, commands } from "./order-book-model.ts";
import { ReferenceBook, type SelfTradeChoice } from "./reference-book.ts";

const owners = 3;

function order(side: "buy" | "sell", quantity: number, more: Partial<OrderTerms> = {}): OrderTerms {
  return { side, quantity, limit: null, minimumQuantity: 0, timeInForce: "day", ...more };
}

/** A book whose references are numbers; every third order is of one owner. */
function bookWith(choice: SelfTradeChoice, restingOrders = 1_000): OrderBook<number> {
  const isSameOwner = (a: number, b: number): boolean => a % owners === b % owners;
  const rule = choice === "allow" ? null : { cancel: choice, isSameOwner };
  return new OrderBook<number>({ restingOrders }, rule);
}

function play(list: readonly Command[], choice: SelfTradeChoice, restingOrders: number) {
  const book = bookWith(choice, restingOrders);
  const reference = new ReferenceBook(restingOrders, choice);
  let arrivals = 0;
  const both = list.map((command): readonly [readonly Outcome<number>[], unknown] => {
    if (command.kind === "tick") {
      return [book.setMidpoint(command.price), reference.setMidpoint(command.price)];
    }
    if (command.kind === "cancel") {
      const done = book.cancel(command.order);
      return [done === undefined ? [] : [done], reference.cancel(command.order)];
    }
    const number = arrivals++;
    return [
      book.submit(number, command.terms),
      reference.submit(number, command.terms, number % owners),
    ];
  });
  return { book, reference, both };
}

const choices: readonly SelfTradeChoice[] = ["newest", "oldest", "allow"];

describe.each(choices)("self-trades: %s", (choice) => {
  test("the book does what its rules say, in the same order", () => {
    const bounds = fc.constantFrom(4, 1_000);
    fc.assert(
      fc.property(commands, bounds, (list, restingOrders) => {
        const { book, reference, both } = play(list, choice, restingOrders);
        for (const [outcomes, expected] of both) expect(outcomes).toEqual(expected);
        expect(book.size).toBe(reference.references.length);
        for (const number of reference.references) expect(book.has(number)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test(`${choice === "allow" ? "some fills have" : "no fill has"} one owner on both sides`, () => {
    let own = 0;
    fc.assert(
      fc.property(commands, (list) => {
        for (const [outcomes] of play(list, choice, 1_000).both) {
          for (const outcome of outcomes) {
            if (outcome.kind === "fill" && (outcome.buy - outcome.sell) % owners === 0) own++;
          }
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    if (choice === "allow") expect(own).toBeGreaterThan(0);
    else expect(own).toBe(0);
  });
});

describe("two orders of one owner that would trade", () => {
  // References 0, 3, 6 are of one owner; 1 and 2 of two others.
  test("newest: the incoming order goes, with what remains of it", () => {
    const book = bookWith("newest");
    book.setMidpoint(10);
    book.submit(1, order("sell", 2, { limit: 9 }));
    book.submit(0, order("sell", 5, { limit: 10 }));
    book.submit(2, order("sell", 9, { limit: 10 }));
    expect(book.submit(3, order("buy", 8))).toMatchObject([
      { kind: "fill", sell: 1, quantity: 2 },
      { kind: "done", reference: 3, remaining: 6, reason: "selfTrade" },
    ]);
    expect([book.has(0), book.has(2)]).toEqual([true, true]);
  });

  test("oldest: the resting order goes, and the incoming one trades with the next", () => {
    const book = bookWith("oldest");
    book.setMidpoint(10);
    book.submit(0, order("sell", 5, { limit: 10 }));
    book.submit(2, order("sell", 9, { limit: 10 }));
    expect(book.submit(3, order("buy", 8, { timeInForce: "ioc" }))).toMatchObject([
      { kind: "done", reference: 0, remaining: 5, reason: "selfTrade" },
      { kind: "fill", sell: 2, quantity: 8 },
    ]);
  });

  test("an immediate-or-cancel order that goes so is done once", () => {
    const book = bookWith("newest");
    book.setMidpoint(10);
    book.submit(0, order("sell", 5));
    expect(book.submit(3, order("buy", 8, { timeInForce: "ioc" }))).toEqual([
      { kind: "done", reference: 3, remaining: 8, reason: "selfTrade" },
    ]);
  });

  test("a tick brings two resting ones together: which came last decides", () => {
    for (const [choice, gone] of [
      ["newest", 3],
      ["oldest", 0],
    ] as const) {
      const book = bookWith(choice);
      book.setMidpoint(10);
      book.submit(0, order("buy", 4));
      book.submit(3, order("sell", 4, { limit: 11 }));
      expect(book.setMidpoint(11)).toMatchObject([{ reference: gone, reason: "selfTrade" }]);
    }
  });

  test("those that would not trade, for a minimum or a limit, both stay", () => {
    const book = bookWith("newest");
    book.setMidpoint(10);
    book.submit(0, order("sell", 5, { minimumQuantity: 5 }));
    expect(book.submit(3, order("buy", 4))).toEqual([]);
    expect(book.submit(6, order("buy", 9, { limit: 9 }))).toEqual([]);
    expect(book.size).toBe(3);
  });
});
