/**
 * Names parts and fields after what objects inherit, so that whoever reads them finds something else.
 *
 * @expect holds
 */

import { defineProgram, type Program, type ValueInput } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const names = ["constructor", "toString", "valueOf", "hasOwnProperty", "then", "length", "0", "-1"];

const program: Program = defineProgram((unit) => {
  let seen = 0;
  unit.subscribe({ part: "mark", equals: "strange" }, (event) => {
    seen++;
    for (const name of names) {
      if (event[name] !== "part") unit.log(`BROKEN the part ${name} is ${typeof event[name]}`);
    }
    const { fields } = event as { readonly fields?: { readonly [name: string]: unknown } };
    if (fields?.["__proto__"] !== "field") unit.log("BROKEN __proto__ was not a field");
    if (fields?.["constructor"] !== "field") unit.log("BROKEN constructor was not a field");
    if ("inherited" in (fields ?? {})) unit.log("BROKEN a prototype was set");
  });
  attack(unit, (verdict) => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "mark", "strange");
    for (const name of names) unit.addPart(draft, {}, name, "part");
    for (const name of ["__proto__", "", "x".repeat(65), 1, null, {}, Symbol("name")]) {
      verdict.refuses("PART_NAME", "a name", () => unit.addPart(draft, {}, name as string, 1));
      verdict.refuses("PART_NAME", "another", () => unit.readPart(draft, name as string));
    }
    const fields: ValueInput = JSON.parse(
      '{"__proto__": "field", "constructor": "field", "nested": {"__proto__": {"inherited": 1}}}',
    );
    unit.addPart(draft, {}, "fields", fields);
    unit.publish(draft);
  });
  attack(unit, (verdict) => verdict.expect("it came", seen === 1), "again");
});

export default program;
