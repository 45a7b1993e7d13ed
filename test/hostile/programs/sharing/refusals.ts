/**
 * Shares the class of the errors that refused calls throw, and whatever else hangs on them.
 *
 * @expect holds
 * @twin
 */

import { defineProgram, type Program, type UnitApi } from "../../../../src/unit/index.ts";
import { type Drop, share } from "../../sharing.ts";

function refusal(unit: UnitApi): object {
  try {
    unit.log(1 as unknown as string);
  } catch (error) {
    if (typeof error === "object" && error !== null) return error;
  }
  return {};
}

/** The error, what made it, and what they inherit from. */
function places(error: object): readonly object[] {
  const found: object[] = [];
  for (let place: object | null = error; place !== null; place = Object.getPrototypeOf(place)) {
    found.push(place, place.constructor);
    const base: object | null = Object.getPrototypeOf(place.constructor);
    if (base !== null) found.push(base);
  }
  return found;
}

const program: Program = defineProgram((unit) => {
  const drops = places(refusal(unit)).map((_, at): Drop => ({
    name: `place ${at}`,
    leave: (loot) => Object.assign(places(refusal(unit))[at] ?? {}, { loot }),
    find: () => Reflect.get(places(refusal(unit))[at] ?? {}, "loot"),
  }));
  share(unit, [
    ...drops,
    {
      name: "a hook for traces",
      leave: (loot) => {
        for (const place of places(refusal(unit))) {
          Reflect.set(place, "prepareStackTrace", () => loot);
        }
      },
      find: () => {
        const { stack } = refusal(unit) as { readonly stack?: unknown };
        return stack === "" ? null : stack;
      },
    },
  ]);
});

export default program;
