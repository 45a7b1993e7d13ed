/**
 * Lets a trap return more keys than there is time to look at.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const withKeys = (keys: unknown): object =>
      new Proxy({}, { ownKeys: () => keys as ArrayLike<string> });
    verdict.throws("a list that is none", () => Reflect.ownKeys(withKeys({ length: 2 ** 32 })));
    verdict.throws("an endless array", () => {
      const keys: string[] = [];
      keys.length = 2 ** 32 - 1;
      Reflect.ownKeys(withKeys(keys));
    });
    const lying = new Proxy(["a"], { get: (_, key) => (key === "length" ? 2 ** 40 : "a") });
    verdict.throws("a proxy for a list", () => Object.keys(withKeys(lying)));
    verdict.expect("few keys", Reflect.ownKeys(withKeys(["a", "b"])).length === 2);
  });
});

export default program;
