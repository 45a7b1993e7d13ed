/**
 * Nests blocks around many calls, each of which a printer would indent by all of them.
 *
 * @expect refused PROGRAM_LIMIT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => { ${"{".repeat(6_000)} ${"unit.log();".repeat(80_000)} ${"}".repeat(6_000)} });
`;
