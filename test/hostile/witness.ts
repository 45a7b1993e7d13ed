/**
 * Witnesses: units of another program, which must not notice that somebody attacks.
 *
 * Config: a role. `near` shares the attacker's cell, `far` does not; `victim` shares it and is cleared
 * for the secret; `guard` reads only what carries an integrity that only the operator gives.
 */

import {
  defineProgram,
  type EventView,
  type Program,
  type Tag,
  type UnitApi,
} from "../../src/unit/index.ts";

/** Uses what an attacker may have tried to change; the answer is always the same. */
function selfCheck(event: EventView): string {
  const { list } = event;
  const numbers = Array.isArray(list) ? (list as readonly number[]) : [];
  const doubled = numbers.map((number) => number * 2).filter((number) => number > 2);
  const record = { sum: doubled.reduce((a, b) => a + b, 0), text: "a-b".split("-").join("+") };
  const names: string[] = [];
  // Inherited properties, too, are what somebody may have added.
  // oxlint-disable-next-line guard-for-in
  for (const name in record) names.push(name);
  const matched = /(?<letter>[a-z])\1/.exec("abba")?.groups?.["letter"] ?? "none";
  return `${JSON.stringify(record)} ${names.join()} ${matched} ${new Set(names).size}`;
}

function answer(unit: UnitApi, type: string): void {
  const event = unit.createEvent();
  unit.addPart(event, {}, "type", type);
  unit.publish(event);
}

function testify(unit: UnitApi, role: string): void {
  let pings = 0;
  let events = 0;
  unit.subscribe({ not: { part: "~", present: true } }, () => events++);
  unit.subscribe({ part: "type", equals: "ping" }, (event) => {
    unit.log(`${role} ${++pings} ${selfCheck(event)} ${events}`);
    answer(unit, "pong");
  });
  // It vouches with what it is lent, for as long as it may.
  let lent: Tag | null = null;
  unit.subscribe({ part: "loan", present: true }, (event) => {
    lent = (unit.readPart(event, "loan")[0]?.data ?? null) as Tag;
    unit.changeOutLabel("integrity", "add", lent);
  });
  unit.subscribe({ part: "pledge", present: true }, () => {
    const pledge = unit.createEvent();
    unit.addPart(pledge, { integrity: lent === null ? [] : [lent] }, "pledged", role);
    unit.publish(pledge);
  });
  // Honest work, a millisecond or two of it.
  unit.subscribe({ part: "work", equals: role }, (event) => {
    for (let i = 0; i < 300; i++) selfCheck(event);
    answer(unit, "done");
  });
}

const program: Program = defineProgram((unit) => {
  const role = typeof unit.config === "string" ? unit.config : "";
  testify(unit, role);
  if (role === "guard") {
    unit.subscribe({ not: { part: "~", present: true } }, (event) => {
      const names = Object.keys(event).join();
      const warrant = names === "warrant" && event["warrant"] === "operator";
      if (!warrant) unit.log(`BROKEN forged ${names}`);
    });
  }
  if (role === "victim") {
    // It remembers the secret and does not hide that from its own kind.
    const secrets: unknown[] = [];
    unit.subscribe({ part: "secret", present: true }, ({ secret }) => {
      secrets.push(secret);
      const copy = unit.createEvent();
      unit.addPart(copy, {}, "copy", secret ?? null);
      unit.publish(copy);
    });
  }
});

export default program;
