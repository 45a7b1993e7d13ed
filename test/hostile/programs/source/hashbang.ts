/**
 * Begins with a line that is a comment only where a file begins.
 *
 * @expect refused PROGRAM_SOURCE
 * @source
 */

export const source: string = `#!/usr/bin/env node
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("inside"));
`;
