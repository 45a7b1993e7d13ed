/**
 * Waits in a private static method, called by a static block.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  class Waiter {
    static async #wait(): Promise<void> {
      unit.log("later");
    }
    static {
      void Waiter.#wait();
    }
  }
  unit.log(Waiter.name);
});

export default program;
