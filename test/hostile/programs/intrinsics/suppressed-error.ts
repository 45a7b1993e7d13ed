/**
 * Leaves a secret on the prototype of the error that `using` makes of two: no global leads to it, only
 * syntax. Another unit of the program, not cleared for the secret, finds it there. Its constructor leads
 * to V8's own `Error`, with `prepareStackTrace`, which can be changed, too. As one text: where modules
 * are bundled, esbuild writes `using` in older syntax.
 *
 * @expect holds
 * @source
 * @twin
 */

export const source: string = `
import { defineProgram } from "cordon/unit";

function suppressed() {
  try {
    using a = { [Symbol.dispose]() { throw 1; } };
    throw 2;
  } catch (error) {
    return error;
  }
}

export default defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, (event) => {
    const places = {
      prototype: Object.getPrototypeOf(suppressed()),
      constructor: Object.getPrototypeOf(suppressed()).constructor,
      Error: Object.getPrototypeOf(Object.getPrototypeOf(suppressed()).constructor),
    };
    let broken = places.Error !== Error;
    if (broken) unit.log("BROKEN it leads to another Error");
    for (const [name, place] of Object.entries(places)) {
      if (event.secret !== undefined) try { place.loot = event.secret; } catch {}
      else if (place.loot !== undefined) { broken = true; unit.log("BROKEN " + name + ": " + place.loot); }
    }
    if (!broken) unit.log("ok");
  });
});
`;
