/**
 * Loads a module of its own folder when it runs, which a bundler would turn into a promise.
 *
 * @expect refused PROGRAM_FORBIDDEN
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    void import("../../given.ts").then(() => unit.log("BROKEN loaded"));
  });
});

export default program;
