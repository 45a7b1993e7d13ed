/**
 * Catches refusals and looks where they lead: to its own realm, and to nothing that can be changed.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const attempts: readonly (() => unknown)[] = [
      () => unit.log(1 as unknown as string),
      () => unit.publish(event as never),
      () => unit.subscribe({} as never, () => {}),
      () => unit.addPart(event, {}, "", 1),
      () => unit.bytes(null as never),
      () => unit.createTag(null as never),
    ];
    for (const [at, attempt] of attempts.entries()) {
      let thrown: unknown = null;
      try {
        attempt();
      } catch (error) {
        thrown = error;
      }
      if (!(thrown instanceof Error)) {
        verdict.broken(`${at} is an error of another realm`);
        continue;
      }
      verdict.expect(`the class of ${at}`, Object.getPrototypeOf(thrown) === Error.prototype);
      verdict.expect(`a constructor of ${at}`, thrown.constructor === Error);
      verdict.expect(`keys of ${at}`, Object.keys(thrown).join() === "code,remedy");
      verdict.expect(`a trace of ${at}`, String(thrown.stack).trim() === "");
      verdict.expect(`a cause of ${at}`, thrown.cause === undefined);
    }
  });
});

export default program;
