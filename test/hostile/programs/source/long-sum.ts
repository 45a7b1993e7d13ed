/**
 * Adds so often that whoever walks the sum runs out of stack.
 *
 * @expect refused PROGRAM_LIMIT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log(String(unit${".a + unit".repeat(50_000)})));
`;
