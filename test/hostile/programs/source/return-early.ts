/**
 * Returns from the function that it is the body of, with a program that nobody has checked.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
return (unit) => unit.log("returned");
export default defineProgram((unit) => unit.log("inside"));
`;
