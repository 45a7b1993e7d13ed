/**
 * Waits in a method with a computed name of a class expression.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const Waiter = class {
    async ["wait"](): Promise<void> {
      unit.log("later");
    }
  };
  void new Waiter().wait();
});

export default program;
