/** The one program of random platforms: does what its configuration says, and logs all it learns. */

import { defineProgram } from "../../../../../src/unit/index.ts";
import { Interpreter } from "./interpreter.ts";

export default defineProgram((unit) => new Interpreter(unit).start());
