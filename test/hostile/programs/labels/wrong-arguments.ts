/**
 * Passes to every call what its types forbid: each must refuse, none may run the program's code.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { givenTag } from "../../given.ts";
import { attack, messageOf } from "../../verdict.ts";

type Call = (...parameters: readonly unknown[]) => unknown;

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    let intrusions = 0;
    const intrude = (): string => {
      intrusions++;
      return "t+";
    };
    const convertible = { toString: intrude, valueOf: intrude, [Symbol.toPrimitive]: intrude };
    const tag = givenTag(unit, "mine");
    const draft = unit.createEvent();
    const odd: readonly unknown[] = [
      convertible,
      [convertible],
      undefined,
      null,
      NaN,
      -1,
      2n ** 64n,
      Symbol("odd"),
      intrude,
      "add",
      [],
      event,
      draft,
      tag,
    ];
    const calls = Object.getPrototypeOf(unit) as { readonly [name: string]: Call };
    for (const [name, call] of Object.entries(calls)) {
      for (const first of odd) {
        for (const second of odd) {
          try {
            call(first, second, first, second, first, second);
          } catch (error) {
            const text = messageOf(error);
            verdict.expect(`${name} threw ${text}`, /^[A-Z]+(_[A-Z]+)*: /.test(text));
          }
        }
      }
    }
    verdict.expect(`${intrusions} intrusions`, intrusions === 0);
  });
});

export default program;
