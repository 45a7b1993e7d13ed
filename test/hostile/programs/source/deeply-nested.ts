/**
 * Nests deeper than a parser can follow.
 *
 * @expect refused PROGRAM_LIMIT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log(${"[".repeat(100_000)}${"]".repeat(100_000)}));
`;
