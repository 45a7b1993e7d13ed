/**
 * Writes down a small graph whose paths are very many, in one built-in function.
 *
 * @expect process-killed
 * @slow
 * @crossing 250
 * @memory 16
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";

const program: Program = defineProgram((unit) => {
  unit.subscribe({ part: "type", equals: "attack" }, () => {
    let graph: readonly unknown[] = [];
    for (let i = 0; i < 40; i++) graph = [graph, graph];
    unit.log(JSON.stringify(graph));
  });
});

export default program;
