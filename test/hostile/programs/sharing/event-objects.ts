/**
 * Shares the objects of an event, which both units are handed by reference: writes to them, files
 * things under them, and stamps private fields onto them.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type EventView, type Program } from "../../../../src/unit/index.ts";
import { type Drop, share } from "../../sharing.ts";

/** A constructor that returns what it is given: its subclasses' fields land there. */
const Returning = class {
  constructor(target: object) {
    return target;
  }
};

class Stamp extends Returning {
  readonly #loot: unknown;

  constructor(target: object, loot: unknown) {
    super(target);
    this.#loot = loot;
  }

  static read(target: object): unknown {
    return #loot in target ? target.#loot : undefined;
  }
}

const noted = new WeakMap<object, unknown>();

function drops(name: string, place: (event: EventView) => object): readonly Drop[] {
  return [
    {
      name,
      leave: (loot, event) => Object.assign(place(event), { loot }),
      find: (event) => Reflect.get(place(event), "loot"),
    },
    {
      name: `${name} as a key`,
      leave: (loot, event) => noted.set(place(event), loot),
      find: (event) => noted.get(place(event)),
    },
    {
      name: `${name} stamped`,
      leave: (loot, event) => new Stamp(place(event), loot),
      find: (event) => Stamp.read(place(event)),
    },
  ];
}

const program: Program = defineProgram((unit) => {
  share(unit, [
    ...drops("the event", (event) => event),
    ...drops("its array", (event) => event.list as object),
    ...drops("its record", (event) => event.record as object),
    ...drops("its bytes", (event) => event.bytes as object),
    ...drops("its tag", (event) => event.tag as object),
    ...drops("what it inherits from", (event) => Object.getPrototypeOf(event)),
    ...drops("what records inherit from", (event) => Object.getPrototypeOf(event.record)),
    ...drops("what arrays inherit from", (event) => Object.getPrototypeOf(event.list)),
    ...drops("a part as read", (event) => unit.readPart(event, "list")),
    ...drops("its label", (event) => unit.readPart(event, "list")[0]?.label ?? {}),
  ]);
});

export default program;
