/**
 * Has V8 compile a function to WebAssembly, outside the time and memory limits.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

function compiled(): unknown {
  "use asm";
  function one(): number {
    return 1;
  }
  return { one };
}

const program: Program = defineProgram((unit) => unit.log(typeof compiled()));

export default program;
