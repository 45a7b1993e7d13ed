/**
 * Gives replacing and splitting a pattern that claims to have found billions of groups.
 *
 * @expect holds
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const most = 2 ** 31;

/** Finds something once. */
function finder(found: object): () => unknown {
  let calls = 0;
  return () => (calls++ === 0 ? found : null);
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const replace = (pattern: unknown, by: unknown = "b"): string =>
      Reflect.apply(RegExp.prototype[Symbol.replace], pattern, ["aXa", by]);
    const split = (pattern: unknown): string[] =>
      Reflect.apply(RegExp.prototype[Symbol.split], pattern, ["aXa"]);
    const claims = { index: 0, 0: "a", length: most };
    const record = { exec: finder(claims), flags: "", lastIndex: 0 };
    verdict.throws("an object for a pattern", () => replace(record));
    const own = Object.assign(/a/, { exec: finder(claims) });
    verdict.throws("an exec of its own", () => replace(own));
    const late = /a/;
    const text = { toString: () => (Object.assign(late, { exec: finder(claims) }), "aXa") };
    verdict.throws("an exec that comes later", () =>
      Reflect.apply(RegExp.prototype[Symbol.replace], late, [text, "b"]),
    );
    class Claiming extends RegExp {
      override exec(): RegExpExecArray {
        this.lastIndex = 1;
        return claims as never;
      }
    }
    verdict.throws("a class", () => replace(new Claiming("a")));
    verdict.throws("a class that splits", () => split(new Claiming("a")));
    let asked = 0;
    const growing = {
      index: 0,
      0: "a",
      get length(): number {
        return asked++ === 0 ? 1 : most;
      },
    };
    verdict.expect("a length that grows", replace({ exec: finder(growing), flags: "" }) === "bXa");
    class Honest extends RegExp {}
    const honest = new Honest("(X)", "g");
    verdict.expect("honest replacing", "aXaX".replace(honest, "[$1]") === "a[X]a[X]");
    verdict.expect("honest calls", "aXa".replace(honest, (it) => `${it}!`) === "aX!a");
    verdict.expect("honest splitting", "aXa".split(honest).join() === "a,X,a");
    verdict.expect("usual splitting", "aXa".split(/(X)/).join() === "a,X,a");
    verdict.expect("sticky", "XXa".replace(new Honest("X", "y"), "b") === "bXa");
  });
});

export default program;
