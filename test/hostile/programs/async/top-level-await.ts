/**
 * Waits while the module is loaded.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const later: number = await new Promise<number>((resolve) => resolve(1));
const program: Program = defineProgram((unit) => unit.log(String(later)));

export default program;
