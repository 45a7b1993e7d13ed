/**
 * Uses what only sloppy code may, to leave strict mode behind.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  with (unit) log("inside");
});
`;
