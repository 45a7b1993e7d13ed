/**
 * Begins with a line that is a comment only where a file begins: it is left behind.
 *
 * @expect holds
 * @source
 */

export const source: string = `#!/usr/bin/env node
import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => unit.log("ok"));
`;
