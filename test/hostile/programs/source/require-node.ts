/**
 * Requires the host's file system, which is no import.
 *
 * @expect refused PROGRAM_FORBIDDEN
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("BROKEN " + typeof require(["node", "fs"].join(":"))));
`;
