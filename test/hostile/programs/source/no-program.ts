/**
 * Exports nothing, so that there is nothing to call.
 *
 * @expect refused PROGRAM_DEFAULT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
defineProgram((unit) => unit.log("BROKEN it was called"));
`;
