/**
 * Looks for clocks and timers that hosts put into fresh contexts.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.expect("performance", typeof performance === "undefined");
    verdict.expect("console", typeof console === "undefined");
    verdict.expect("process", Object.keys(process).join() === "env");
    verdict.expect("its environment", JSON.stringify(process.env) === '{"NODE_ENV":"production"}');
    verdict.expect("setTimeout", typeof setTimeout === "undefined");
    verdict.expect("setInterval", typeof setInterval === "undefined");
    verdict.expect("setImmediate", typeof setImmediate === "undefined");
    verdict.expect("queueMicrotask", typeof queueMicrotask === "undefined");
    verdict.expect("scheduler", typeof AbortSignal === "undefined");
  });
});

export default program;
