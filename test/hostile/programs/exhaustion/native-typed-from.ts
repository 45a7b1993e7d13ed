/**
 * A typed array of elements whose valueOf is a native function.
 *
 * @expect cell-lost
 * @slow
 * @crossing 250
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    const { includes } = Uint8Array.prototype;
    const slow: any = includes.bind(new Uint8Array(10_000_000), 1);
    new Uint8Array(new Array(1_000_000).fill({ valueOf: slow }));
  });
});

export default program;
