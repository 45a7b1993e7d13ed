/**
 * Squares a bigint of millions of digits in one builtin, which V8 does not interrupt.
 *
 * @expect process-killed
 * @slow
 * @crossing 250
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let large = 1n << 30_000_000n;
    for (let i = 0; i < 6; i++) large = (large + 1n) ** 2n;
    unit.log(String(large > 0n));
  });
});

export default program;
