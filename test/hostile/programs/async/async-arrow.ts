/**
 * Waits in an arrow function, deep inside other expressions.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  const table = { run: [(wait = async () => unit.log("later")) => wait] };
  unit.log(String(table.run.length));
});

export default program;
