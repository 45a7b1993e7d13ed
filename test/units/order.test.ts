import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyValue, type Value } from "../../src/event/index.ts";
import { Tag } from "../../src/label/index.ts";
import { readOrder } from "../../units/broker/order.ts";

const ref = new Tag("order", () => {
  throw new Error("a tag that never leaves has no id");
});

const good = {
  symbol: "AAA",
  side: "buy",
  limit: 10.5,
  quantity: 100,
  minimumQuantity: 10,
  timeInForce: "day",
  ref,
  memo: "ignored",
};

function read(body: unknown): unknown {
  return readOrder(copyValue(body, "body"));
}

describe("order bodies", () => {
  test("a well-formed one is read", () => {
    expect(read(good)).toEqual({
      symbol: "AAA",
      ref,
      terms: {
        side: "buy",
        limit: 10.5,
        quantity: 100,
        minimumQuantity: 10,
        timeInForce: "day",
      },
    });
    expect(read({ ...good, limit: null })).toMatchObject({ terms: { limit: null } });
  });

  const wrong: { readonly [field: string]: readonly unknown[] } = {
    symbol: ["", "A".repeat(33), 7, null, ref, ["AAA"]],
    side: ["BUY", "", 1, null],
    limit: [0, -1, NaN, Infinity, 1e13, "10", 10n, ref, {}],
    quantity: [0, -5, 1.5, NaN, Infinity, 2 ** 53, "100", 100n, null],
    minimumQuantity: [-1, 0.5, NaN, 101, "1", null],
    timeInForce: ["gtc", null, 0],
    ref: ["AAA", 1, null, [ref], { tag: ref }, [], new Uint8Array(0)],
  };

  for (const [field, values] of Object.entries(wrong)) {
    test(`a wrong ${field} makes it no order`, () => {
      for (const value of values) expect(read({ ...good, [field]: value })).toBeUndefined();
    });
    test(`without ${field} it is no order`, () => {
      const { [field]: _, ...rest } = { ...good } as Record<string, unknown>;
      expect(read(rest)).toBeUndefined();
    });
  }

  test("whatever else a trader sends is no order", () => {
    const value: fc.Arbitrary<unknown> = fc.anything({ withBigInt: true, withSparseArray: false });
    fc.assert(
      fc.property(value, (body) => {
        let copied: Value;
        try {
          copied = copyValue(body, "body");
        } catch {
          return;
        }
        expect(readOrder(copied)).toBeUndefined();
      }),
    );
  });
});
