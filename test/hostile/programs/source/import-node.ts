/**
 * Imports the host's file system.
 *
 * @expect refused PROGRAM_IMPORT
 * @source
 */

export const source: string = `
import { defineProgram } from "cordon/unit";
import { readFileSync } from "node:fs";
export default defineProgram((unit) => unit.log(readFileSync("/etc/hostname", "utf8")));
`;
