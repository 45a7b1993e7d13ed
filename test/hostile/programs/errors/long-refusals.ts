/**
 * Has itself refused with messages that are longer than the host takes, and with as many as it can.
 *
 * @expect holds
 */

import { defineProgram, type Filter, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const long = "l\u0000\ud800\u2028\n".repeat(2_000);

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const value = { [long]: () => 1 } as never;
    verdict.throws("data", () => unit.addPart(event, {}, "data", value));
    verdict.throws("a filter", () => unit.subscribe({ [long]: 1 } as unknown as Filter, () => {}));
    verdict.throws("a name", () => unit.addPart(event, {}, long, 1));
    verdict.throws("a child", () => unit.instantiateUnit(long, {}, []));
    verdict.throws("a privilege", () => unit.acquirePrivilege(unit.createTag(long), long as "t+"));
    verdict.throws("a change", () =>
      unit.changeInOutLabel(long as "secrecy", "add", long as never),
    );
    for (let i = 0; i < 500; i++) {
      verdict.throws("many", () => unit.unsubscribe(long as never));
    }
  });
});

export default program;
