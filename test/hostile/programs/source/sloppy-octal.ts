/**
 * Deletes a variable, as sloppy code may, in a function that takes strictness back.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram(function (unit) {
  "use sloppy";
  var text = 0777;
  delete text;
  unit.log("inside");
});
`;
