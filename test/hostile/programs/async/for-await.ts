/**
 * Waits in a loop, in a function nested in a parameter default.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const run = (
    loop = {
      async go(): Promise<void> {
        for await (const item of [1, 2]) unit.log(String(item));
      },
    },
  ): Promise<void> => loop.go();
  void run();
});

export default program;
