/**
 * Brings shared memory back through WebAssembly, which makes it on request.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

/** What TypeScript's library for Node does not declare as a value. */
declare const WebAssembly: {
  readonly Memory: new (descriptor: object) => { readonly buffer: ArrayBuffer };
};

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("WebAssembly", typeof WebAssembly === "undefined");
    verdict.throws("a shared memory", () => {
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
      return memory.buffer.constructor;
    });
  });
});

export default program;
