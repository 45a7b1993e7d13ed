/**
 * The examiner: the regulator's reader of one sampled identity. It is contaminated by the order's
 * tag, and records the name for whoever may read the regulator's records.
 */

import { defineProgram, type Program, type Tag, type Value } from "../../src/unit/index.ts";

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** A trade has two sides; more identities than that are not the broker's. */
const identitiesPerTrade = 2;

const program: Program = defineProgram((unit) => {
  const { darkPool, regulator } = isRecord(unit.config) ? unit.config : {};
  if (!isTag(darkPool) || !isTag(regulator)) {
    throw new TypeError("config.darkPool, config.regulator: tags");
  }
  const forRegulator = { secrecy: [darkPool, regulator] };

  function publishRecord(ref: Tag, trader: string): void {
    const event = unit.createEvent();
    unit.addPart(event, forRegulator, "type", "surveillance");
    unit.addPart(event, forRegulator, "record", { ref, trader });
    unit.publish(event);
  }

  unit.subscribe({ part: "identity", present: true }, (event) => {
    let records = 0;
    for (const { data, label } of unit.readPart(event, "identity")) {
      if (!isRecord(data) || typeof data.trader !== "string" || !isTag(data.ref)) continue;
      // Only who knows the order's tag can label a name with it: others may have added theirs.
      if (!label.secrecy.includes(data.ref)) continue;
      publishRecord(data.ref, data.trader);
      if (++records === identitiesPerTrade) return;
    }
  });
});

export default program;
