/**
 * The examiner: the regulator's reader of one sampled identity. It is contaminated by the order's
 * tag, and records the name for whoever may read the regulator's records.
 */

import {
  defineProgram,
  type Filter,
  type Program,
  type Tag,
  type Value,
} from "../../src/unit/index.ts";

function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

const program: Program = defineProgram((unit) => {
  const { darkPool, regulator, ref } = isRecord(unit.config) ? unit.config : {};
  if (!isTag(darkPool) || !isTag(regulator) || !isTag(ref)) {
    throw new TypeError("config.darkPool, config.regulator, config.ref: tags");
  }
  const forRegulator = { secrecy: [darkPool, regulator] };

  const identified: Filter = {
    all: [
      { part: "identity", present: true },
      { part: "order_ref", equals: ref },
    ],
  };

  unit.subscribe(identified, (event) => {
    // Only who knows the order's tag can label a name with it: others may have added theirs.
    const identity = unit
      .readPart(event, "identity")
      .find(({ data, label }) => isRecord(data) && data.ref === ref && label.secrecy.includes(ref));
    const trader = isRecord(identity?.data) ? identity.data.trader : undefined;
    if (typeof trader !== "string") return;
    const record = unit.createEvent();
    unit.addPart(record, forRegulator, "type", "surveillance");
    unit.addPart(record, forRegulator, "record", { ref, trader });
    unit.publish(record);
  });
});

export default program;
