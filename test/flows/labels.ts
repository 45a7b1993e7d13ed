/** Flows that labels forbid, by what is composed before and said after. */

import type { Flow } from "./flow.ts";

/** Gives away a privilege over its own tag, then learns the secret, and withdraws the privilege or not. */
const revoker = `
  const x = unit.createTag("x");
  on("give", () => {
    const event = draft({ gift: x });
    unit.attachPrivilegeToPart(event, "gift", {}, x, "t+");
    unit.publish(event);
    unit.changeInOutLabel("secrecy", "add", s);
  });
  on("sec", ({ sec }) => { if (sec === 1) unit.revokePrivilege(x, "t+"); });`;

/** Learns whether it still holds the privilege once it is as high as who withdrew it. */
function holder(look: string): string {
  return `
    let x;
    on("gift", (event) => { x = event.gift; unit.readPart(event, "gift"); });
    on("look", (received) => { ${look} });`;
}

function withRevocation(title: string, look: string): Flow {
  return {
    title,
    run: (stage, secret) => {
      stage.cleared("high", revoker);
      stage.cleared("taker", holder(look));
      stage.unit(
        "low",
        `on("look", () => say("looked")); on("leak", (e) => say("leak", e.leak));
         const gone = { not: { part: "look", present: true } };
         unit.subscribe({ all: [{ part: "kept", present: true }, gone] }, () => say("removed"));`,
      );
      stage.event({ give: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ look: 1, kept: 1 });
      stage.event({ look: 2, kept: 2 });
    },
    isReached: (stage) => stage.said("low").length > 0,
  };
}

const up = `unit.changeInOutLabel("secrecy", "add", s);`;

/** Is at the secret's level for good, and does something on what it learns there. */
function learns(title: string, before: string, onSecret: string, more: Partial<Flow> = {}): Flow {
  return {
    title,
    run: (stage, secret) => {
      stage.cleared(
        "taker",
        `let known; let held; on("up", () => { ${up} }); on("sec", (e) => { known = e.sec; });
         on("x", (event) => { ${before} ${onSecret} });`,
        { onFault: "continue" },
      );
      stage.unit(
        "low",
        `on("x", (e) => say(read(e, "x"), read(e, "y")));
         on("y", (e) => say("y", read(e, "x"), read(e, "y")));
         unit.subscribe({ not: { part: "x", present: true } }, (e) => say("without", Object.keys(e)));`,
      );
      stage.event({ x: 1, z: 1 });
      stage.event({ up: 1 });
      stage.secretEvent("sec", secret);
      stage.event({ x: 2, z: 2 });
    },
    isReached: (stage) => stage.said("low").length > 0,
    ...more,
  };
}

export const labels: readonly Flow[] = [
  withRevocation(
    "a draft composed low, published on what a high revocation shows",
    `const event = draft({ leak: 1 }); ${up} if (unit.hasPrivilege(x, "t+")) unit.publish(event);`,
  ),
  withRevocation(
    "a part added low to a received event, kept back on what a high revocation shows",
    `unit.addPart(received, {}, "leak", 1); ${up} if (!unit.hasPrivilege(x, "t+")) throw new Error("no");`,
  ),
  withRevocation(
    "a part removed low from a received event, kept back on what a high revocation shows",
    `unit.delPart(received, {}, "look"); ${up} if (!unit.hasPrivilege(x, "t+")) throw new Error("no");`,
  ),
  withRevocation(
    "a clone made low, published on what a high revocation shows",
    `const clone = unit.cloneEvent(received, {}); unit.addPart(clone, {}, "leak", 1);
     ${up} if (unit.hasPrivilege(x, "t+")) unit.publish(clone);`,
  ),
  learns("a unit at the secret says something", "", `if (known === 1) emit({ y: 1 });`),
  learns(
    "a unit at the secret adds to what it receives",
    "",
    `if (known === 1) unit.addPart(event, {}, "y", 1);`,
  ),
  learns(
    "a unit at the secret removes from what it receives",
    "",
    `if (known === 1) unit.delPart(event, {}, "x");`,
  ),
  learns(
    "a unit at the secret throws when it has changed what it received",
    `unit.addPart(event, {}, "y", 1); unit.delPart(event, {}, "z");`,
    `if (known === 1) throw new Error("known");`,
  ),
];
