/** Hostile traders at the broker: what they craft harms nobody else, and tells them nothing of others. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Tag } from "../../src/index.ts";
import { checkedProgram } from "../platform/checked-program.ts";
import { BrokerLab } from "./broker-lab.ts";

function labAt(price = 10): BrokerLab {
  const lab = new BrokerLab();
  lab.tick("AAA", price);
  return lab;
}

describe("an answer is for the order's sender alone", () => {
  test("nobody without the order's tag sees that there was one", () => {
    const lab = labAt();
    lab.order({ quantity: 0 });
    lab.order({}, { isGiven: false });
    lab.order({ timeInForce: "ioc" });
    lab.cancel({ ref: lab.tag() });
    expect(lab.reports).toHaveLength(4);
    expect(lab.seenByAll).toEqual([]);
  });

  test("who may read orders sees no answer either, and nothing of an order but its own mark", () => {
    const lab = labAt();
    const seen: string[] = [];
    lab.platform.subscribe(
      { not: { part: "\0", present: true } },
      (view, { publisher }) => {
        if (publisher === "broker") seen.push(Object.keys(view).toSorted().join());
      },
      { clearance: { secrecy: [lab.darkPool] } },
    );
    for (let i = 0; i < 300; i++) lab.queueOrder({ quantity: -1 });
    lab.platform.settle();
    expect(lab.reports).toHaveLength(300);
    expect(new Set(seen)).toEqual(new Set(["go_on,number"]));
  });

  test("the operator's lines hold reasons and counts, and nothing that an order says", () => {
    const lab = labAt();
    const secret = "c0ffee";
    lab.order({ quantity: 0, memo: secret, symbol: secret });
    lab.order({ side: secret, memo: secret });
    lab.order({}, { body: secret });
    for (const line of lab.lines) expect(line).toMatch(/^orders refused: (\w+ \d+(, )?)+$/);
    expect(lab.lines.join()).not.toContain(secret);
    expect(lab.refused).toEqual({ quantity: 1, side: 1, malformed: 1 });
  });
});

describe("another's order", () => {
  test("is not ended by an order under its tag, nor is its owner told that it has ended", () => {
    const lab = labAt();
    const [victim, attacker] = [lab.tag("i-victim"), lab.tag("i-attacker")];
    const ref = lab.order({ quantity: 5 }, { integrity: [victim] });
    lab.order({ side: "sell" }, { ref, integrity: [attacker] });
    lab.order({ quantity: -1 }, { ref, integrity: [attacker] });
    lab.order({ quantity: -1 }, { ref, isGiven: false });
    expect(lab.said(ref)).toEqual([]);
    lab.order({ side: "sell", quantity: 2 });
    expect(lab.said(ref)).toEqual(["fill 2, 3 left"]);
    expect(lab.refused).toEqual({ duplicate: 3 });
  });

  test("that is about to arrive is not, either", () => {
    const lab = labAt();
    const [victim, attacker] = [lab.tag("i-victim"), lab.tag("i-attacker")];
    const ref = lab.queueOrder({ quantity: 5 }, { integrity: [victim] });
    lab.queueOrder({ quantity: -1 }, { ref, integrity: [attacker] });
    lab.queueOrder({ side: "sell" }, { ref, integrity: [attacker] });
    lab.queueCancel({ ref }, [attacker]);
    lab.platform.settle();
    expect(lab.said(ref)).toEqual([]);
    lab.order({ side: "sell", quantity: 5 });
    expect(lab.said(ref)).toEqual(["fill 5, 0 left"]);
  });

  test("its owner's own second order is refused as a duplicate, and the first goes on", () => {
    const lab = labAt();
    const owner = lab.tag("i-owner");
    const ref = lab.order({ quantity: 5 }, { integrity: [owner] });
    lab.order({ quantity: 7 }, { ref, integrity: [owner] });
    lab.order({ side: "sell", quantity: 5 });
    expect(lab.said(ref)).toEqual(["duplicate 7", "fill 5, 0 left"]);
    expect(lab.named).toContain(ref);
  });
});

describe("the broker's own tags", () => {
  test.each(["exchange", "broker", "darkPool"] as const)(
    "%s: no order passes it off as its own, and the broker keeps its privileges",
    (name) => {
      const lab = labAt();
      const ref = lab[name];
      lab.order({}, { ref });
      lab.order({ quantity: 0 }, { ref });
      lab.cancel({ ref });
      expect(lab.reports).toEqual([]);
      lab.order({ side: "sell" });
      lab.order({});
      expect(lab.prints).toHaveLength(1);
      expect(lab.troubles).toEqual([]);
    },
  );
});

describe("floods", () => {
  test("30,000 orders at once: each is answered or counted, others go on, the log stays short", () => {
    const lab = labAt();
    const [ref, many] = [lab.tag(), 30_000];
    const sell = lab.order({ side: "sell", quantity: 3 });
    for (let i = 0; i < many; i++) lab.queueOrder({ quantity: 0 }, { ref, isGiven: false });
    lab.platform.settle();
    expect(lab.refused["quantity"]).toBe(many);
    expect(lab.lines.length).toBeLessThan(100);
    const answered = lab.said(ref).length;
    expect(answered).toBeGreaterThan(16_000);
    // The rest was more than the broker keeps answers for.
    expect(answered).toBeLessThan(many);
    lab.order({ quantity: 3 });
    expect(lab.said(sell)).toEqual(["fill 3, 0 left"]);
    expect(lab.troubles).toEqual([]);
  }, 120_000);

  test("more good orders in a generation than the broker can mark: busy, none vanishes", () => {
    const lab = labAt();
    const refs = Array.from({ length: 9_000 }, () => lab.queueOrder({ timeInForce: "ioc" }));
    lab.platform.settle();
    const answers = refs.map((ref) => lab.said(ref).join());
    expect(new Set(answers)).toEqual(new Set(["immediate 1", "busy 1"]));
    const busy = answers.filter((answer) => answer.startsWith("busy")).length;
    expect(lab.refused).toEqual({ busy });
    expect(9_000 - busy).toBeGreaterThan(2_000);
    expect(lab.said(lab.order({ timeInForce: "ioc" }))).toEqual(["immediate 1"]);
    expect(lab.troubles).toEqual([]);
  }, 120_000);

  test("malformed orders carry privileges that take nobody's place", () => {
    const lab = labAt();
    const ref = lab.queueOrder({ quantity: 4 });
    // Together more tags than a unit holds privileges over.
    for (let i = 0; i < 1_100; i++) {
      const gifts = Array.from({ length: 16 }, () => lab.tag());
      lab.queueBody({ quantity: 0 }, gifts);
    }
    lab.platform.settle();
    lab.order({ side: "sell", quantity: 4 });
    expect(lab.said(ref)).toEqual(["fill 4, 0 left"]);
    // Without a privilege over its tag there would be no desk to write the name.
    expect(lab.named).toContain(ref);
  }, 60_000);

  test("a ring that sends an order in each generation makes a few lines at one event time", () => {
    const lab = labAt();
    const { platform, darkPool } = lab;
    platform.addProgram(
      checkedProgram(
        "ring",
        `import { defineProgram } from "cordon/unit";
        export default defineProgram((unit) => {
          const { darkPool } = unit.config;
          unit.subscribe({ part: "go", present: true }, () => {
            const event = unit.createEvent();
            unit.addPart(event, {}, "type", "order");
            unit.addPart(event, {}, "go", 1);
            unit.addPart(event, { secrecy: [darkPool] }, "body", 7);
            unit.publish(event);
          });
        });`,
        [],
      ),
    );
    platform.deploy({ program: "ring", name: "ring", config: { darkPool } });
    platform.settle();
    lab.event([{ name: "go", data: 1 }]);
    expect(lab.lines.length).toBeLessThanOrEqual(4);
    for (let i = 0; i < 3; i++) lab.tick("AAA", 10);
    expect(lab.refused["malformed"]).toBeGreaterThan(50);
    expect(lab.lines.length).toBeLessThanOrEqual(5);
  });
});

describe("whatever comes", () => {
  const value: fc.Arbitrary<unknown> = fc.anything({ maxDepth: 2, withSparseArray: false });
  const field = fc.constantFrom("symbol", "side", "limit", "quantity", "minimumQuantity");
  const action = fc.oneof(
    fc.record({ kind: fc.constant("body" as const), value }),
    fc.record({ kind: fc.constant("cancel" as const), value }),
    fc.record({ kind: fc.constant("field" as const), field, value }),
    fc.record({
      kind: fc.constant("order" as const),
      ref: fc.nat(5),
      side: fc.constantFrom("buy", "sell"),
      quantity: fc.integer({ min: 1, max: 9 }),
      timeInForce: fc.constantFrom("day", "ioc"),
    }),
    fc.record({ kind: fc.constant("cancelRef" as const), ref: fc.nat(5) }),
  );

  test("the broker goes on, and each order that names a tag rests, or has been answered once", () => {
    const lab = labAt();
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const refs = Array.from({ length: 6 }, () => lab.tag());
        const sent = new Map<Tag, number>();
        const count = (ref: Tag): void => void sent.set(ref, (sent.get(ref) ?? 0) + 1);
        for (const it of actions) {
          try {
            if (it.kind === "body") lab.queueBody(it.value, []);
            else if (it.kind === "cancel") lab.queueCancel(it.value);
            else if (it.kind === "field") count(lab.queueOrder({ [it.field]: it.value }));
            else if (it.kind === "cancelRef") lab.queueCancel({ ref: refs[it.ref] });
            else {
              const { side, quantity, timeInForce } = it;
              const ref = refs[it.ref] as Tag;
              count(lab.queueOrder({ side, quantity, timeInForce }, { ref }));
            }
          } catch (error) {
            // The platform takes no such value: then nothing was sent.
            if (!/^(VALUE|EDGE)_/.test((error as Error).message)) throw error;
          }
        }
        lab.platform.settle();
        for (const ref of sent.keys()) lab.cancel({ ref });
        for (const [ref, times] of sent) {
          const said = lab.said(ref).filter((it) => !it.startsWith("unknown"));
          const ends = said.filter((it) => !it.startsWith("fill") || it.endsWith(" 0 left"));
          expect(ends).toHaveLength(times);
        }
        lab.reports.length = 0;
      }),
      { numRuns: 150 },
    );
    expect(lab.platform.statistics().units.every(({ status }) => status === "running")).toBe(true);
    expect(lab.troubles.every((it) => it.includes("TAG_KIND"))).toBe(true);
  }, 60_000);
});
