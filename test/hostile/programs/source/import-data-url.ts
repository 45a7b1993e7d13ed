/**
 * Imports code that is nowhere to be seen in its files.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import hidden from "data:text/javascript,export default 'hidden'";
export default defineProgram((unit) => unit.log(hidden));
`;
