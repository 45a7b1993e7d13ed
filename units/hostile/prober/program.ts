/**
 * Hostile: a trader that sends small orders only to learn from what comes back who else is there.
 *
 * config: { darkPool: tag, integrity?: tag it may vouch with, every?: ticks between probes }
 */

import { defineProgram, type Program, type Tag } from "../../../src/unit/index.ts";
import { Journal } from "../journal.ts";
import { isTag, numberSetting, setting, tagSetting } from "../settings.ts";

/** Probes whose answers it still waits for. */
const openProbes = 16;
const replies = ["report", "print", "identity", "order_ref", "trader_id", "record"];

const program: Program = defineProgram((unit) => {
  const journal = new Journal(unit);
  const darkPool = tagSetting(unit.config, "darkPool");
  const givenIntegrity = setting(unit.config, "integrity");
  const integrity: readonly Tag[] = isTag(givenIntegrity) ? [givenIntegrity] : [];
  const every = numberSetting(unit.config, "every", 20);
  const probes = new Set<Tag>();
  let ticks = 0;
  let sent = 0;

  function openTag(): Tag {
    const ref = unit.createTag("probe");
    unit.acquirePrivilege(ref, "t+");
    unit.acquirePrivilege(ref, "t-");
    unit.changeInOutLabel("secrecy", "add", ref);
    unit.changeOutLabel("secrecy", "remove", ref);
    probes.add(ref);
    return ref;
  }

  function forgetOldest(): void {
    for (const ref of probes) {
      probes.delete(ref);
      unit.changeInOutLabel("secrecy", "remove", ref);
      unit.dropPrivilege(ref);
      return;
    }
  }

  function probe(symbol: string): string {
    const ref = openTag();
    const inPool = { secrecy: [darkPool], integrity };
    const event = unit.createEvent();
    unit.addPart(event, { integrity }, "type", "order");
    unit.addPart(event, inPool, "body", {
      symbol,
      side: sent++ % 2 === 0 ? "buy" : "sell",
      limit: null,
      quantity: 1,
      minimumQuantity: 0,
      timeInForce: sent % 4 < 2 ? "ioc" : "day",
      ref,
      memo: "probe",
    });
    unit.attachPrivilegeToPart(event, "body", inPool, ref, "t+");
    unit.addPart(event, { secrecy: [darkPool, ref], integrity }, "trader_id", { trader: "prober" });
    unit.publish(event);
    if (probes.size > openProbes) forgetOldest();
    return "published";
  }

  unit.subscribe({ part: "type", equals: "tick" }, ({ symbol }) => {
    if (typeof symbol !== "string" || ++ticks % every !== 0) return;
    journal.begin();
    journal.outcome("probe-order", () => probe(symbol));
  });

  unit.subscribe({ any: replies.map((part) => ({ part, present: true })) }, (event) => {
    journal.begin();
    journal.received(event);
    // All parts, not only the first of each name: the other side's report has the same name.
    for (const part of replies) {
      const parts = unit.readPart(event, part);
      if (parts.length > 1) journal.received(parts.map(({ data }) => data));
    }
  });
});

export default program;
