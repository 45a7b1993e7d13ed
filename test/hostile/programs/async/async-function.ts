/**
 * Waits in a function that is never called: its constructor is what it is after.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  async function never(): Promise<void> {}
  const AsyncFunction = never.constructor as FunctionConstructor;
  unit.log(String(AsyncFunction("return 1")));
});

export default program;
