/**
 * Passes proxies wherever the platform takes an object, to run code while it looks at them.
 *
 * @expect holds
 */

import { defineProgram, type Filter, type Program, type Tag } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const traps = Object.getOwnPropertyNames(Reflect);

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    let calls = 0;
    /** Each trap notes that it was called, and then calls the platform. */
    const handler = Object.fromEntries(
      traps.map((name) => [
        name,
        (...given: readonly unknown[]): unknown => {
          calls++;
          unit.log("BROKEN a trap was called");
          return Reflect.apply(Reflect[name as "get"], null, given);
        },
      ]),
    );
    const proxyOf = (target: object): never => new Proxy(target, handler) as never;
    const record = proxyOf({ a: 1 });
    const list = proxyOf([1]);
    const heir = Object.create(record) as never;
    const heirOfHeir = Object.create(heir) as never;
    const array = Object.setPrototypeOf([1], list) as never;
    const revoked = Proxy.revocable([], {});
    revoked.revoke();
    const gone = revoked.proxy as never;
    const tag = unit.createTag("own");
    for (const value of [record, list, heir, heirOfHeir, array, gone]) {
      for (const data of [value, [value], { a: value }]) {
        const event = unit.createEvent();
        verdict.refuses("VALUE_KIND", "data", () => unit.addPart(event, {}, "body", data));
      }
      const filters: readonly Filter[] = [
        value,
        { part: "a", equals: value },
        { all: [value] },
        { all: value },
      ];
      for (const filter of filters)
        verdict.throws("a filter", () => unit.subscribe(filter, () => {}));
      const event = unit.createEvent();
      verdict.throws("an event", () => unit.publish(value));
      verdict.throws("a name", () => unit.addPart(event, {}, value, 1));
      verdict.throws("a tag", () => unit.addPart(event, { secrecy: [value] }, "a", 1));
      // Two, so that it is the kernel that looks at them.
      verdict.refuses("TAG_KIND", "a tag beside another", () =>
        unit.addPart(event, { secrecy: [tag, value] }, "a", 1),
      );
      verdict.throws("a log", () => unit.log(value));
      verdict.throws("bytes", () => unit.bytes(value));
      verdict.throws("privileges", () => unit.instantiateUnit("proxy", {}, value, null));
      verdict.throws("a privilege", () => unit.instantiateUnit("proxy", {}, [value], null));
      verdict.throws("a tag's privilege", () => unit.acquirePrivilege(value, "t+"));
      verdict.throws("a lease", () => unit.attachPrivilegeToPart(event, "a", {}, tag, "t+", value));
    }
    verdict.refuses("VALUE_KIND", "a tag by proxy", () =>
      unit.changeInOutLabel("secrecy", "add", proxyOf(tag) as Tag),
    );
    verdict.throws("a handler", () =>
      unit.subscribe(
        { part: "a", present: true },
        proxyOf(() => {}),
      ),
    );
    verdict.expect("a trap was called", calls === 0);
  });
});

export default program;
