/** The broker's answers: every order has one, which its sender sees and nobody else. */

import { describe, expect, test } from "vitest";
import { checkedProgram } from "../platform/checked-program.ts";
import { BrokerLab } from "./broker-lab.ts";

function labAt(price = 10): BrokerLab {
  const lab = new BrokerLab();
  lab.tick("AAA", price);
  return lab;
}

describe("more trades than one delivery may report", () => {
  test("an immediate-or-cancel order fills against all of 900 orders", () => {
    const lab = labAt();
    const sells = Array.from({ length: 900 }, () => lab.queueOrder({ side: "sell" }));
    lab.platform.settle();
    const buy = lab.order({ quantity: 1_000, timeInForce: "ioc" });
    expect(lab.troubles).toEqual([]);
    expect(lab.prints).toHaveLength(900);
    expect(lab.said(buy)).toHaveLength(901);
    expect(lab.said(buy).at(-1)).toBe("immediate 100");
    for (const sell of sells) expect(lab.said(sell)).toEqual(["fill 1, 0 left"]);
    expect(lab.reports.filter(({ ref }) => ref === buy).map(({ remaining }) => remaining)).toEqual([
      ...Array.from({ length: 900 }, (_, i) => 999 - i),
      100,
    ]);
  });

  test("a day order, a tick and the first tick trade all that can", () => {
    const lab = new BrokerLab();
    for (let i = 0; i < 400; i++) {
      lab.queueOrder({ side: "sell", symbol: "FIRST" });
      lab.queueOrder({ symbol: "FIRST" });
      lab.queueOrder({ side: "sell", limit: 9 });
      lab.queueOrder({ limit: 11 });
      lab.queueOrder({ side: "sell", symbol: "DAY" });
    }
    lab.queueTick("AAA", 20);
    lab.queueTick("DAY", 5);
    lab.platform.settle();
    lab.tick("FIRST", 7);
    lab.tick("AAA", 10);
    const day = lab.order({ symbol: "DAY", quantity: 500 });
    expect(lab.troubles).toEqual([]);
    const count = (symbol: string): number =>
      lab.prints.filter((it) => it.symbol === symbol).length;
    expect([count("FIRST"), count("AAA"), count("DAY")]).toEqual([400, 400, 400]);
    expect(lab.said(day).at(-1)).toBe("fill 1, 100 left");
  });

  test("an order that comes while reports wait keeps its place: all see the same order of events", () => {
    const lab = labAt();
    for (let i = 0; i < 600; i++) lab.queueOrder({ side: "sell" });
    lab.platform.settle();
    const first = lab.queueOrder({ quantity: 500 });
    const second = lab.queueOrder({ quantity: 500 });
    lab.platform.settle();
    expect(lab.said(first)).toHaveLength(500);
    expect(lab.said(second)).toHaveLength(100);
    const order = lab.reports.filter(({ ref }) => ref === first || ref === second);
    expect(order.findIndex(({ ref }) => ref === second)).toBe(500);
  });

  test("more than a generation may publish waits for the next, and nothing is lost", () => {
    const lab = new BrokerLab();
    const symbols = ["A", "B", "C", "D", "E", "F"];
    for (const symbol of symbols) lab.queueTick(symbol, 20);
    lab.platform.settle();
    for (const symbol of symbols) {
      for (let i = 0; i < 1_000; i++) {
        lab.queueOrder({ symbol, side: i % 2 === 0 ? "sell" : "buy", limit: i % 2 === 0 ? 9 : 11 });
      }
      lab.platform.settle();
    }
    for (const symbol of symbols) lab.queueTick(symbol, 10);
    for (let i = 0; i < 3_000; i++) lab.queueOrder({ symbol: "A", timeInForce: "ioc" });
    lab.platform.settle();
    expect(lab.troubles).toEqual([]);
    expect(lab.prints).toHaveLength(3_000);
    expect(lab.reports.filter(({ reason }) => reason === "immediate")).toHaveLength(3_000);
    expect(lab.troubles).toEqual([]);
  }, 60_000);
});

describe("an order far from ingress", () => {
  test("has the reports that its sweep led to, with the next event at the latest", () => {
    const lab = new BrokerLab();
    const { platform, darkPool } = lab;
    platform.addProgram(
      checkedProgram(
        "late",
        `import { defineProgram } from "cordon/unit";
        export default defineProgram((unit) => {
          const { darkPool } = unit.config;
          const send = (hop) => {
            const event = unit.createEvent();
            if (hop < 62) {
              unit.addPart(event, {}, "hop", hop + 1);
            } else {
              const ref = unit.createTag("order");
              const label = { secrecy: [darkPool] };
              unit.addPart(event, {}, "type", "order");
              unit.addPart(event, label, "body", { symbol: "AAA", side: "buy", limit: null, quantity: 900,
                minimumQuantity: 0, timeInForce: "ioc", ref });
              unit.attachPrivilegeToPart(event, "body", label, ref, "t+");
            }
            unit.publish(event);
          };
          unit.subscribe({ part: "hop", present: true }, ({ hop }) => send(hop));
        });`,
        [],
      ),
    );
    platform.deploy({ program: "late", name: "late", config: { darkPool } });
    lab.tick("AAA", 10);
    for (let i = 0; i < 800; i++) lab.queueOrder({ side: "sell" });
    platform.settle();
    lab.event([{ name: "hop", data: 1 }]);
    expect(lab.prints.length).toBeLessThan(800);
    lab.tick("BBB", 1);
    lab.tick("BBB", 1);
    expect(lab.prints).toHaveLength(800);
    expect(lab.reports.at(-1)).toMatchObject({ kind: "done", remaining: 100, reason: "immediate" });
    expect(lab.troubles).toEqual([]);
  });
});

describe("a refused order is answered with its reason", () => {
  const bodies: readonly (readonly [reason: string, body: Record<string, unknown>])[] = [
    ["symbol", { symbol: "" }],
    ["symbol", { symbol: "A".repeat(33) }],
    ["symbol", { symbol: 7 }],
    ["side", { side: "BUY" }],
    ["side", { side: null }],
    ["timeInForce", { timeInForce: "gtc" }],
    ["limit", { limit: 0 }],
    ["limit", { limit: -1 }],
    ["limit", { limit: NaN }],
    ["limit", { limit: Infinity }],
    ["limit", { limit: 1e13 }],
    ["limit", { limit: "10" }],
    ["quantity", { quantity: 0 }],
    ["quantity", { quantity: -5 }],
    ["quantity", { quantity: 1.5 }],
    ["quantity", { quantity: NaN }],
    ["quantity", { quantity: 1e9 + 1 }],
    ["quantity", { quantity: "100" }],
    ["minimumQuantity", { minimumQuantity: -1 }],
    ["minimumQuantity", { quantity: 5, minimumQuantity: 6 }],
    ["minimumQuantity", { minimumQuantity: null }],
  ];

  test.each(bodies)("%s: %o", (reason, body) => {
    const lab = labAt();
    const ref = lab.order(body);
    const { quantity } = { quantity: 1, ...body };
    const isCounted = typeof quantity === "number" && Number.isInteger(quantity) && quantity > 0;
    const remaining = isCounted && quantity <= 1e9 ? quantity : 0;
    expect(lab.said(ref)).toEqual([`${reason} ${remaining}`]);
    expect(lab.reports[0]?.memo).toBe("m");
    expect(lab.refused).toEqual({ [reason]: 1 });
    expect(lab.troubles).toEqual([]);
  });

  test.each([
    ["malformed", "not a record"],
    ["malformed", 7],
    ["malformed", null],
    ["malformed", []],
    ["ref", {}],
    ["ref", { ref: "AAA" }],
    ["ref", { ref: {} }],
  ] as const)(
    "%s, which names no tag to answer under: the operator alone is told",
    (reason, body) => {
      const lab = labAt();
      const isRecord = typeof body === "object" && body !== null && !Array.isArray(body);
      const terms = { symbol: "AAA", side: "buy", limit: null, quantity: 1, minimumQuantity: 0 };
      lab.queueBody(isRecord ? { ...terms, timeInForce: "day", ...body } : body, []);
      lab.platform.settle();
      expect(lab.reports).toEqual([]);
      expect(lab.refused).toEqual({ [reason]: 1 });
      expect(lab.troubles.every((it) => it.includes("TAG_KIND"))).toBe(true);
    },
  );

  test("ref: an order that does not give the broker `t+` over its tag", () => {
    const lab = labAt();
    expect(lab.said(lab.order({}, { isGiven: false }))).toEqual(["ref 1"]);
    expect(lab.refused).toEqual({ ref: 1 });
  });

  test("unticked: a symbol too many without a price; one that ticked has its book", () => {
    const lab = labAt();
    for (let i = 0; i < 64; i++) expect(lab.said(lab.order({ symbol: `S${i}` }))).toEqual([]);
    expect(lab.said(lab.order({ symbol: "S64" }))).toEqual(["unticked 1"]);
    expect(lab.said(lab.order({ symbol: "AAA" }))).toEqual([]);
    expect(lab.refused).toEqual({ unticked: 1 });
  });

  test("bookFull: the oldest of a book makes room; its owner is told, and nobody else", () => {
    const lab = labAt();
    const oldest = lab.order({ limit: 1 });
    const others = Array.from({ length: 1_024 }, () => lab.queueOrder({ limit: 1 }));
    lab.platform.settle();
    expect(lab.said(oldest)).toEqual(["bookFull 1"]);
    expect(lab.reports).toHaveLength(1);
    expect(others.flatMap((ref) => lab.said(ref))).toEqual([]);
    expect(lab.refused).toEqual({ bookFull: 1 });
  });

  test("poolFull: the oldest of all books makes room", () => {
    const lab = labAt();
    const oldest = lab.order({ symbol: "Z", limit: 1 });
    for (let i = 0; i < 16; i++) {
      lab.tick(`S${i}`, 10);
      for (let k = 0; k < 1_000; k++) lab.queueOrder({ symbol: `S${i}`, limit: 1 });
      lab.platform.settle();
    }
    expect(lab.said(oldest)).toEqual(["poolFull 1"]);
    expect(lab.refused).toEqual({ poolFull: 1 });
    expect(lab.troubles).toEqual([]);
  }, 60_000);

  test("immediate and cancelled are what the owner asked for: the operator is not told", () => {
    const lab = labAt();
    expect(lab.said(lab.order({ timeInForce: "ioc" }))).toEqual(["immediate 1"]);
    const ref = lab.order({});
    lab.cancel({ ref });
    expect(lab.said(ref)).toEqual(["cancelled 1"]);
    expect(lab.lines).toEqual([]);
  });
});

describe("cancels", () => {
  test("unknown: of no open order, or without what vouches for it", () => {
    const lab = labAt();
    const [owner, stranger] = [lab.tag("i-owner"), lab.tag("i-stranger")];
    const ref = lab.order({}, { integrity: [owner] });
    lab.cancel({ ref }, [stranger]);
    lab.cancel({ ref });
    // An answer under the tag would be taken for the end of the order.
    expect(lab.said(ref)).toEqual([]);
    lab.cancel({ ref }, [owner, stranger]);
    lab.cancel({ ref }, [owner]);
    expect(lab.said(ref)).toEqual(["cancelled 1", "unknown 0"]);
    expect(lab.refused).toEqual({ unknown: 3 });
  });

  test.each([null, "x", {}, { ref: "AAA" }, { ref: {} }, []])("malformed: %o", (cancel) => {
    const lab = labAt();
    lab.cancel(cancel);
    const isLikeTag = JSON.stringify(cancel) === '{"ref":{}}';
    expect(lab.refused).toEqual({ [isLikeTag ? "unknown" : "malformed"]: 1 });
    expect(lab.reports).toEqual([]);
    expect(lab.troubles.every((it) => it.includes("TAG_KIND"))).toBe(true);
  });

  test("a cancel that comes with its order is not lost", () => {
    const lab = labAt();
    lab.order({ side: "sell", limit: 10 });
    const ref = lab.queueOrder({});
    lab.queueCancel({ ref });
    lab.platform.settle();
    expect(lab.said(ref)).toEqual(["cancelled 1"]);
    expect(lab.prints).toEqual([]);
  });
});
