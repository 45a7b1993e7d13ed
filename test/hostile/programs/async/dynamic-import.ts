/**
 * Loads more code when it runs.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const name = ["node", "fs"].join(":");
  void import(name).then(() => unit.log("loaded"));
});

export default program;
