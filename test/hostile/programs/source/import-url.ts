/**
 * Imports code from elsewhere, which is fetched when it is run, or never.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import hidden from "https://example.org/hidden.js";
export default defineProgram((unit) => unit.log("BROKEN " + hidden));
`;
