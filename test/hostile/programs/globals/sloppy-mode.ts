/**
 * Leaves strict mode, in which alone the global object is far: by assignment to undeclared names, by
 * what only sloppy code may do, and by looking at who called.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

// "use strict" cannot be taken back by a directive of one's own.
("use sloppy");

declare let undeclared: number;

function callee(): unknown {
  return arguments.callee;
}

/** Whether it is refused or hidden is all the same. */
function valueOf(holder: object, name: string): unknown {
  try {
    return Reflect.get(holder, name);
  } catch {
    return undefined;
  }
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    verdict.throws("an undeclared name", () => {
      undeclared = 1;
    });
    verdict.throws("arguments.callee", callee);
    for (const called of [callee, unit.publish, attack, Array.prototype.map]) {
      for (const name of ["caller", "arguments"]) {
        verdict.expect(`${name} of ${called.name}`, valueOf(called, name) === undefined);
      }
    }
    verdict.throws("a frozen property", () => {
      (Math as { PI: number }).PI = 3;
    });
    verdict.throws("the poison pill's own", () => {
      const pill = Object.getOwnPropertyDescriptor(
        (function (): IArguments {
          return arguments;
        })(),
        "callee",
      )?.get;
      return pill?.call(callee);
    });
  });
});

export default program;
