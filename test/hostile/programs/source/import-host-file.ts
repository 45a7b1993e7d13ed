/**
 * Imports files of the host as texts, by paths that begin like the one module that it may import.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

const up = "../".repeat(14);

export const source: string = `
import { defineProgram } from "cordon/unit";
import environment from "cordon/unit/${up}proc/self/environ?.js" with { type: "text" };
export default defineProgram((unit) => unit.log("BROKEN " + environment.length));
`;
