/**
 * Imports a package that the operator has installed, with all that it may do.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import ivm from "isolated-vm";
export default defineProgram((unit) => unit.log(typeof ivm));
`;
