/**
 * Imports a module of the operator's, not to run it but to read it: keys are kept in such files.
 *
 * @expect refused PROGRAM_FORBIDDEN
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import text from ${JSON.stringify(new URL("../../charge.ts", import.meta.url).pathname)} with { type: "text" };
export default defineProgram((unit) => unit.log(text));
`;
