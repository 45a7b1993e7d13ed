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

function found(text: string, usual: string): string | undefined {
  return text === usual ? undefined : text;
}

class Own {
  method(): string {
    return "";
  }
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
    {
      name: "globalThis",
      leave: (loot) => Object.assign(globalThis, { loot }),
      find: () => (globalThis as Carrier).loot,
    },
    {
      name: "the environment",
      leave: (loot) => {
        process.env["LOOT"] = String(loot);
      },
      find: () => process.env["LOOT"],
    },
    {
      name: "a method that is replaced by assignment",
      leave: (loot) => {
        Object.prototype.toString = () => String(loot);
      },
      find: () => found({}.toString(), "[object Object]"),
    },
    {
      name: "a method of the program's own class",
      leave: (loot) => {
        Own.prototype.method = () => String(loot);
      },
      find: () => found(new Own().method(), ""),
    },
    ...[Date, Promise, Proxy, Function, Date.now, Math.random].map((holder) => ({
      name: holder.name,
      leave: (loot: Value) => Object.assign(holder, { loot }),
      find: () => (holder as Carrier).loot,
    })),
  ]);
});

export default program;
