/**
 * Reserves more addresses than a process has: buffers that could grow take them all at once, and V8
 * aborts the process when it finds none left.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const kept: ArrayBuffer[] = [];
    for (let i = 0; i < 40_000; i++) kept.push(new ArrayBuffer(8, { maxByteLength: 2 ** 30 }));
    verdict.expect("they may grow", kept.at(-1)?.maxByteLength === 8);
  });
});

export default program;
