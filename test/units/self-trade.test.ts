/** Self-trades at the broker: an owner is known by what vouches for its orders, and by no name. */

import { describe, expect, test } from "vitest";
import type { SelfTrade } from "../../units/broker/config.ts";
import { checkedProgram } from "../platform/checked-program.ts";
import { BrokerLab } from "./broker-lab.ts";

function labWith(selfTrade?: SelfTrade): BrokerLab {
  const lab = new BrokerLab(() => (selfTrade === undefined ? {} : { selfTrade }));
  lab.tick("AAA", 10);
  return lab;
}

describe("two orders that one tag vouches for", () => {
  test("cancelNewest: the incoming order is done, the resting one stays", () => {
    const lab = labWith("cancelNewest");
    const own = { integrity: [lab.tag("i-owner")] };
    const sell = lab.order({ side: "sell", quantity: 3 }, own);
    const buy = lab.order({ quantity: 5 }, own);
    expect([lab.said(sell), lab.said(buy)]).toEqual([[], ["selfTrade 5"]]);
    expect(lab.prints).toEqual([]);
    expect(lab.refused).toEqual({ selfTrade: 1 });
    lab.order({ quantity: 3 });
    expect(lab.said(sell)).toEqual(["fill 3, 0 left"]);
  });

  test("cancelOldest: the resting order is done, the incoming one trades on with others", () => {
    const lab = labWith("cancelOldest");
    const own = { integrity: [lab.tag("i-owner")] };
    const sell = lab.order({ side: "sell", quantity: 3 }, own);
    lab.order({ side: "sell", quantity: 2 });
    const buy = lab.order({ quantity: 5, timeInForce: "ioc" }, own);
    expect(lab.said(sell)).toEqual(["selfTrade 3"]);
    expect(lab.said(buy)).toEqual(["fill 2, 3 left", "immediate 3"]);
  });

  test("allow: they trade", () => {
    const lab = labWith("allow");
    const own = { integrity: [lab.tag("i-owner")] };
    const sell = lab.order({ side: "sell", quantity: 3 }, own);
    const buy = lab.order({ quantity: 5 }, own);
    expect([lab.said(sell), lab.said(buy)]).toEqual([["fill 3, 0 left"], ["fill 3, 2 left"]]);
  });

  test("a tick that lets two resting ones trade cancels the one that arrived last", () => {
    const lab = labWith();
    const own = { integrity: [lab.tag("i-owner")] };
    const buy = lab.order({}, own);
    const sell = lab.order({ side: "sell", limit: 11 }, own);
    lab.tick("AAA", 11);
    expect([lab.said(buy), lab.said(sell)]).toEqual([[], ["selfTrade 1"]]);
  });
});

describe("who is one owner", () => {
  test("any tag that vouches for both counts, whatever else vouches for one of them", () => {
    const lab = labWith();
    const [owner, more, other] = [lab.tag("i-owner"), lab.tag("i-more"), lab.tag("i-other")];
    lab.order({ side: "sell" }, { integrity: [owner, more] });
    expect(lab.said(lab.order({}, { integrity: [other, owner] }))).toEqual(["selfTrade 1"]);
    expect(lab.said(lab.order({}, { integrity: [other] }))).toEqual(["fill 1, 0 left"]);
  });

  test("nobody known owns an order that nobody vouches for", () => {
    const lab = labWith();
    lab.order({ side: "sell" });
    expect(lab.said(lab.order({}))).toEqual(["fill 1, 0 left"]);
  });

  test("integrity: more tags than the broker compares vouch for no order", () => {
    const lab = labWith();
    const tags = Array.from({ length: 17 }, (_, i) => lab.tag(`i-${i}`));
    expect(lab.said(lab.order({}, { integrity: tags }))).toEqual(["integrity 1"]);
    lab.order({ side: "sell" }, { integrity: tags.slice(1) });
    expect(lab.said(lab.order({}, { integrity: tags.slice(0, 2) }))).toEqual(["selfTrade 1"]);
    expect(lab.refused).toEqual({ integrity: 1, selfTrade: 1 });
  });

  test("a tag that the venue shares among owners tells nobody", () => {
    let member: ReturnType<BrokerLab["tag"]> | undefined;
    const lab = new BrokerLab((it) => {
      member = it.tag("i-member");
      return { sharedIntegrity: [member] };
    });
    if (member === undefined) throw new Error("no tag was made");
    lab.tick("AAA", 10);
    const [one, two] = [lab.tag("i-one"), lab.tag("i-two")];
    lab.order({ side: "sell", quantity: 2 }, { integrity: [member, one] });
    expect(lab.said(lab.order({}, { integrity: [member, two] }))).toEqual(["fill 1, 0 left"]);
    expect(lab.said(lab.order({}, { integrity: [member, one] }))).toEqual(["selfTrade 1"]);
    expect(lab.said(lab.order({}, { integrity: [member] }))).toEqual(["fill 1, 0 left"]);
  });

  test("a unit without a privilege over another's tag cannot have its orders cancelled with it", () => {
    const lab = labWith("cancelOldest");
    const { platform, darkPool } = lab;
    const victim = lab.tag("i-victim");
    platform.addProgram(
      checkedProgram(
        "attacker",
        `import { defineProgram } from "cordon/unit";
        export default defineProgram((unit) => {
          const { darkPool, victim } = unit.config;
          unit.subscribe({ part: "go", present: true }, () => {
            const ref = unit.createTag("order");
            const label = { secrecy: [darkPool], integrity: [victim] };
            const event = unit.createEvent();
            unit.addPart(event, label, "type", "order");
            unit.addPart(event, {}, "type", "order");
            unit.addPart(event, label, "body", { symbol: "AAA", side: "sell", limit: null, quantity: 1,
              minimumQuantity: 0, timeInForce: "day", ref });
            unit.attachPrivilegeToPart(event, "body", label, ref, "t+");
            unit.publish(event);
          });
        });`,
        [],
      ),
    );
    platform.deploy({ program: "attacker", name: "attacker", config: { darkPool, victim } });
    platform.settle();
    const ref = lab.order({ quantity: 2 }, { integrity: [victim] });
    lab.event([{ name: "go", data: 1 }]);
    expect(lab.said(ref)).toEqual(["fill 1, 1 left"]);
    expect(lab.troubles).toEqual([]);
  });
});

describe("a wrong configuration stops the broker, with what would be right", () => {
  test.each([
    [
      "selfTrade",
      "cancel",
      /config\.selfTrade "cancel": one of "cancelNewest", "cancelOldest", "allow"/,
    ],
    ["selfTrade", 7, /config\.selfTrade: one of/],
    ["selfTrade", null, /config\.selfTrade: one of/],
    ["sharedIntegrity", "x", /config\.sharedIntegrity: a list of tags/],
    ["sharedIntegrity", ["x"], /config\.sharedIntegrity: a list of tags/],
  ])("%s: %o", (field, value, problem) => {
    const lab = new BrokerLab(() => ({ config: { [field]: value } }));
    expect(lab.troubles.join()).toMatch(problem);
  });
});
