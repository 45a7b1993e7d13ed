/**
 * Reads who called it off the stack: through a trace, a hook that formats traces, or how long they
 * are, which V8 keeps on Error.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

type OpenError = ErrorConstructor & {
  stackTraceLimit: number;
  prepareStackTrace: unknown;
};

function caught(action: () => unknown): Error {
  try {
    action();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new TypeError("nothing was thrown");
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const refusal = caught(() => unit.log(1 as unknown as string));
    const errors = [Error, TypeError, refusal.constructor, Object.getPrototypeOf(TypeError)];
    let calls = 0;
    for (const holder of errors as OpenError[]) {
      const before = holder.stackTraceLimit;
      const hook = (): string => `hooked ${++calls}`;
      for (const change of [
        () => (holder.stackTraceLimit = 77),
        () => (holder.prepareStackTrace = hook),
        () => Object.defineProperty(holder, "stackTraceLimit", { value: 77 }),
        () => Object.defineProperty(holder, "prepareStackTrace", { value: hook }),
      ]) {
        try {
          change();
        } catch (error) {
          verdict.expect("another error", messageOf(error) !== "");
        }
      }
      verdict.expect("a limit that stays", holder.stackTraceLimit === before);
    }
    const target: { stack?: unknown } = {};
    verdict.expect("captures", !Reflect.has(target, "stack"));
    for (const error of [new Error("own"), refusal, caught(() => unit.publish(unit as never))]) {
      const trace = String(error.stack);
      for (const secret of ["cordon:", "kernel", "node:", "/", "at "]) {
        verdict.expect(`a trace tells ${secret}: ${trace}`, !trace.includes(secret));
      }
    }
    verdict.expect("a hook was called", calls === 0);
  });
});

export default program;
