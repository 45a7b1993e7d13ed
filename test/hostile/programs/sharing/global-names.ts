/**
 * Assigns to the names of globals, which all code of the program uses, and adds to what they hold.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program, type Value } from "../../../../src/unit/index.ts";
import { share } from "../../sharing.ts";

interface Carrier {
  readonly loot?: Value;
}

const program: Program = defineProgram((unit) => {
  share(unit, [
    {
      name: "Math",
      leave: (loot) => {
        Math = Object.create(Math, { loot: { value: loot } });
      },
      find: () => (Math as Carrier).loot,
    },
    {
      name: "JSON",
      leave: (loot) => {
        JSON = Object.create(JSON, { loot: { value: loot } });
      },
      find: () => (JSON as Carrier).loot,
    },
    {
      name: "Error",
      leave: (loot) => {
        Error = Object.assign(() => loot, { loot }) as unknown as ErrorConstructor;
      },
      find: () => (Error as Carrier).loot,
    },
    {
      name: "a call of Object's",
      leave: (loot) => {
        Object.keys = () => [String(loot)];
      },
      find: () => Object.keys({})[0],
    },
  ]);
});

export default program;
