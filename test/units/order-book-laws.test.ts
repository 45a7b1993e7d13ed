import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canTrade,
  commands,
  hasPriority,
  isEligible,
  ObservedBook,
  type ObservedOrder,
} from "./order-book-model.ts";

const wide = { restingOrders: 1_000 };

function play(check: (observed: ObservedBook) => void, bounds = wide): void {
  fc.assert(
    fc.property(commands, (list) => {
      const observed = new ObservedBook(bounds);
      for (const command of list) {
        observed.run(command);
        check(observed);
      }
    }),
    { numRuns: 500 },
  );
}

function eligiblePairs(
  observed: ObservedBook,
): readonly (readonly [ObservedOrder, ObservedOrder])[] {
  const { midpoint } = observed;
  if (midpoint === null) return [];
  return observed
    .openOrders("buy")
    .flatMap((buy) => observed.openOrders("sell").map((sell) => [buy, sell] as const))
    .filter((pair) => pair.every((order) => isEligible(order, midpoint)) && canTrade(...pair));
}

describe("laws of the order book", () => {
  test("what was ordered is filled or remains, on both sides alike", () => {
    play(({ orders }) => {
      let bought = 0;
      let sold = 0;
      for (const { terms, filled, remaining } of orders) {
        expect(filled + remaining).toBe(terms.quantity);
        expect(remaining).toBeGreaterThanOrEqual(0);
        if (terms.side === "buy") bought += filled;
        else sold += filled;
      }
      expect(bought).toBe(sold);
    });
  });

  test("a fill reports what remains, and done reports it once", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const ended = new Set<number>();
        const observed = new ObservedBook(wide, (fill) => {
          const { buy, sell, quantity, buyRemaining, sellRemaining } = fill;
          expect(quantity).toBeGreaterThan(0);
          expect(buyRemaining).toBe(observed.order(buy).remaining - quantity);
          expect(sellRemaining).toBe(observed.order(sell).remaining - quantity);
        });
        for (const command of list) {
          for (const outcome of observed.run(command)) {
            if (outcome.kind !== "done") continue;
            expect(ended.has(outcome.reference)).toBe(false);
            ended.add(outcome.reference);
            expect(outcome.remaining).toBe(observed.order(outcome.reference).remaining);
            expect(outcome.remaining).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  test("no fill is away from the midpoint, outside a limit or below a minimum", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const observed = new ObservedBook(wide, (fill, { midpoint }) => {
          expect(fill.price).toBe(midpoint);
          for (const reference of [fill.buy, fill.sell]) {
            const order = observed.order(reference);
            expect(order.open).toBe(true);
            expect(isEligible(order, fill.price)).toBe(true);
            const least = Math.min(order.terms.minimumQuantity, order.remaining);
            expect(fill.quantity).toBeGreaterThanOrEqual(least);
          }
          expect(observed.order(fill.buy).terms.side).toBe("buy");
          expect(observed.order(fill.sell).terms.side).toBe("sell");
        });
        for (const command of list) observed.run(command);
      }),
      { numRuns: 500 },
    );
  });

  test("nobody trades before an order of the same side that has priority and could trade", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const observed = new ObservedBook(wide, (fill) => {
          const buy = observed.order(fill.buy);
          const sell = observed.order(fill.sell);
          for (const [order, other] of [
            [buy, sell],
            [sell, buy],
          ] as const) {
            const passedOver = observed
              .openOrders(order.terms.side)
              .filter((rival) => isEligible(rival, fill.price) && canTrade(rival, other))
              .filter((rival) => hasPriority(rival, order));
            expect(passedOver).toEqual([]);
          }
        });
        for (const command of list) observed.run(command);
      }),
      { numRuns: 1_000 },
    );
  });

  test("whoever can trade has traded when a call returns", () => {
    play((observed) => expect(eligiblePairs(observed)).toEqual([]));
  });

  test("the book holds exactly the orders that are open, and no immediate-or-cancel order", () => {
    play(({ book, orders }) => {
      const open = orders.filter((order) => order.open);
      expect(book.size).toBe(open.length);
      for (const { reference, terms } of open) {
        expect(book.has(reference)).toBe(true);
        expect(terms.timeInForce).toBe("day");
      }
    });
  });

  test("there is no trade before the first midpoint", () => {
    play(({ midpoint, orders }) => {
      if (midpoint === null) expect(orders.every(({ filled }) => filled === 0)).toBe(true);
    });
  });

  test("never more orders rest than the bound allows; the oldest go first", () => {
    const bounds = { restingOrders: 3 };
    fc.assert(
      fc.property(commands, (list) => {
        const observed = new ObservedBook(bounds);
        for (const command of list) {
          const outcomes = observed.run(command);
          expect(observed.book.size).toBeLessThanOrEqual(bounds.restingOrders);
          if (command.kind !== "submit") continue;
          for (const outcome of outcomes) {
            if (outcome.kind !== "done") continue;
            const { reference, terms } = observed.order(outcome.reference);
            if (terms.timeInForce === "ioc") continue;
            const older = observed.orders.filter(
              (other) => other.open && other.reference < reference,
            );
            expect(older).toEqual([]);
          }
        }
      }),
    );
  });

  test("a call makes no more fills than orders rest", () => {
    fc.assert(
      fc.property(commands, (list) => {
        const observed = new ObservedBook(wide);
        for (const command of list) {
          const before = observed.book.size;
          const fills = observed.run(command).filter(({ kind }) => kind === "fill");
          expect(fills.length).toBeLessThanOrEqual(before);
        }
      }),
    );
  });
});
