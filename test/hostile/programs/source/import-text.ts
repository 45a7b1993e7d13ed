/**
 * Imports a file of the operator's as a text.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import text from ${JSON.stringify(new URL("../../../../package.json", import.meta.url).pathname)} with { type: "text" };
export default defineProgram((unit) => unit.log(text));
`;
