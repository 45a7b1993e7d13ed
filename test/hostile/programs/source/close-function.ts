/**
 * Closes the function that it is the body of, and goes on outside.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("inside"));
}); (() => { globalThis.escaped = true;
`;
