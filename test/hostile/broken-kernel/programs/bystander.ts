/** What the broken cells are said to run; it never does. */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => unit.log("running"));

export default program;
