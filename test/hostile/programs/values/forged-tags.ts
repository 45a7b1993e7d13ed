/**
 * Forges tags: look-alikes, heirs of a real one, and objects that a class returned in its place.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program, type Tag } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack } from "../../verdict.ts";

const Returning = class {
  constructor(target: object) {
    return target;
  }
};

class Impostor extends Returning {
  readonly #serial = 1;
  readonly #id = "0".repeat(32);
  static claims(value: object): boolean {
    return #serial in value && #id in value;
  }
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const tag = givenTag(unit, "mine");
    const stamped = new Impostor({});
    const forged: readonly unknown[] = [
      Object.create(Object.getPrototypeOf(tag)),
      Object.create(tag),
      Object.freeze({ __proto__: tag }),
      Object.assign(Object.create(Object.getPrototypeOf(tag)), tag),
      stamped,
      Reflect.construct(Object, [], Impostor as unknown as () => void),
      { secrecy: [], integrity: [] },
      "0".repeat(32),
      Symbol.for("tag"),
      7,
      null,
      [tag],
      () => tag,
    ];
    verdict.expect("the stamp is one", Impostor.claims(stamped));
    for (const [at, value] of forged.entries()) {
      const fake = value as Tag;
      const draft = unit.createEvent();
      const refuse = (what: string, action: () => unknown): void =>
        verdict.refuses("TAG_KIND", `${what} ${at}`, action);
      refuse("acquire", () => unit.acquirePrivilege(fake, "t+"));
      refuse("drop", () => unit.dropPrivilege(fake));
      refuse("ask", () => unit.hasPrivilege(fake, "t+"));
      refuse("revoke", () => unit.revokePrivilege(fake, "t+"));
      refuse("raise", () => unit.changeInOutLabel("secrecy", "add", fake));
      refuse("require", () => unit.requireIntegrity(fake));
      refuse("label", () => unit.addPart(draft, { secrecy: [fake, tag] }, "a", 1));
      refuse("grant", () =>
        unit.instantiateUnit("forged-tags", {}, [{ tag: fake, privilege: "t+" }]),
      );
    }
  });
});

export default program;
