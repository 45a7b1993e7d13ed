/** Traders: their limits at prices of any magnitude, and what they make of the broker's answers. */

import fc from "fast-check";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import type { Tag } from "../../src/index.ts";
import { loadPrograms } from "../../src/loading/load-program.ts";
import { Platform } from "../../src/platform/platform.ts";
import { roundToTick, varyTerms } from "../../units/trader/order-entry.ts";

describe("limits", () => {
  test.each([
    [0.1 + 0.2, 0.3],
    [0.004_234_56, 0.004_234_6],
    [1.000_000_1e-7, 1e-7],
    [9.999_96, 10],
    [0.999_995_1, 1],
    [123.456_7, 123.46],
    [5_012_345, 5_012_300],
    [1e9, 1e9],
  ])("of a price %d: %d", (price, limit) => {
    expect(roundToTick(price)).toBe(limit);
  });

  test("are above zero, near the price, on a tick, and as varied below a cent as above", () => {
    const price = fc
      .record({
        digits: fc.double({ min: 1, max: 9.999, noNaN: true }),
        exponent: fc.integer({ min: -9, max: 9 }),
      })
      .map(({ digits, exponent }) => digits * 10 ** exponent);
    fc.assert(
      fc.property(
        price,
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (at, numbers) => {
          const limits = new Set<number>();
          for (let i = 0; i < 50; i++) {
            const { limit } = varyTerms(() => numbers.next().value ?? 0, "A", "buy", at, 100);
            if (limit === null) continue;
            limits.add(limit);
            expect(limit).toBeGreaterThan(0);
            expect(Math.abs(limit / at - 1)).toBeLessThan(0.004 + 0.000_1);
            expect(roundToTick(limit)).toBe(limit);
          }
          return limits.size >= 0;
        },
      ),
    );
    const sequence = (magnitude: number): readonly (number | null)[] => {
      let seed = 1;
      const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
      return Array.from(
        { length: 100 },
        () => varyTerms(random, "A", "buy", 1.234 * magnitude, 1).limit,
      );
    };
    const usual = new Set(sequence(100));
    for (const magnitude of [1e-9, 1e-7, 1e-3, 1e6, 1e9]) {
      expect(new Set(sequence(magnitude)).size).toBe(usual.size);
    }
  });
});

describe("the broker's answers", () => {
  test("a refused second order under its tag does not end the first; any other answer does", () => {
    const platform = new Platform({ placement: "shared", seed: 1 }, () => new HeapCell());
    const programs = ["pair-monitor", "trader"].map((name) => join("units", name));
    for (const program of loadPrograms(programs, { within: "." })) platform.addProgram(program);
    const tag = (name: string): Tag => platform.createTag(name);
    const [exchange, darkPool, regulator] = [
      tag("i-exchange"),
      tag("dark-pool"),
      tag("s-regulator"),
    ];
    const [integrity, secrecy] = [tag("i-trader"), tag("s-trader")];
    platform.deploy({
      program: "trader",
      name: "trader",
      input: { secrecy: [secrecy] },
      output: { integrity: [integrity] },
      privileges: (["t+", "t-", "t+auth", "t-auth"] as const)
        .map((privilege) => ({ tag: secrecy, privilege }))
        .concat([{ tag: integrity, privilege: "t+" } as never]),
      config: {
        ...{ name: "t", exchange, darkPool, regulator, integrity, secrecy, strategy: "revert" },
        ...{ quantity: 100, canary: "c", leaseMs: 1e9, maxOpenOrders: 1 },
        pairs: [{ first: "A", second: "B", band: 0.01 }],
      },
    });
    const refs: Tag[] = [];
    platform.subscribe(
      { part: "body", present: true },
      ({ body }) => refs.push((body as unknown as { ref: Tag }).ref),
      { clearance: { secrecy: [darkPool] } },
    );
    let time = 0;
    const tick = (symbol: string, price: number): void => {
      const label = { integrity: [exchange] };
      const parts = { type: "tick", symbol, price };
      platform.publish(
        Object.entries(parts).map(([name, data]) => ({ name, data, label })),
        ++time,
      );
      platform.settle();
    };
    const match = (): void => {
      tick("A", 100);
      tick("A", 105);
    };
    const answer = (reason: string): void => {
      const ref = refs.at(-1) as Tag;
      const label = { secrecy: [ref] };
      const report = { kind: "done", ref, remaining: 7, reason, memo: "" };
      platform.publish(
        [
          { name: "order_ref", data: ref, label },
          { name: "report", data: report, label },
        ],
        ++time,
      );
      platform.settle();
    };
    tick("B", 100);
    match();
    expect(refs).toHaveLength(1);
    answer("duplicate");
    match();
    expect(refs).toHaveLength(1);
    for (const reason of ["quantity", "busy", "bookFull", "selfTrade", "immediate"]) {
      const before = refs.length;
      answer(reason);
      match();
      expect(refs, reason).toHaveLength(before + 1);
    }
    platform.close();
  });
});
