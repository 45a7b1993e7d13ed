/**
 * Imports the operator's data: what is bundled into it, it can send away.
 *
 * @expect refused PROGRAM_IMPORT
 */

import data from "../../../../package.json" with { type: "json" };
import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => unit.log(data.name));

export default program;
