/**
 * Waits when a resource goes out of scope: no await is to be seen once it is compiled.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const run = async (): Promise<void> => {
    await using resource = { [Symbol.asyncDispose]: async () => unit.log("later") };
    unit.log(typeof resource);
  };
  void run();
});

export default program;
