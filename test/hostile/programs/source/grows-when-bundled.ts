/**
 * Is small, and large once its blocks are indented.
 *
 * @expect refused PROGRAM_SIZE
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => { ${"{".repeat(1_500)} unit.log("inside"); ${"}".repeat(1_500)} });
`;
