/**
 * Calls every function that arrays in events lead to, on everything, and looks at what comes back, at
 * what is passed to its own functions, and at what is thrown, also by a stack that is used up: whether
 * one of those leads to something that can be changed, or makes code.
 *
 * @expect holds
 * @slow
 * @crossing 20000
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";
import { type Callable, Walk } from "../../walk.ts";

type Note = (...values: readonly unknown[]) => number;

/** What there is to call functions on and with, made afresh each time, because some of it is changed. */
const makers: readonly ((note: Note) => unknown)[] = [
  () => undefined,
  () => null,
  () => "ab",
  () => "return 1",
  () => 1,
  () => -1,
  () => Number.NaN,
  () => 2n,
  () => true,
  () => Symbol.iterator,
  () => [3, 1, 2],
  () => [[1, [2]], "x"],
  () => Object.freeze([1]),
  () => ({}),
  () => ({ length: 2, 0: "a", 1: {} }),
  () => ({ length: -1 }),
  () => ({ length: 2n }),
  () => /x/,
  () => new Map([[1, 2]]),
  () => new Error("own"),
  (note) => note,
  (note) =>
    function sloppy(this: unknown, ...values: readonly unknown[]): unknown {
      return note(this, ...values);
    },
  () => () => {
    throw new TypeError("own");
  },
  () => [].values(),
  () => ({ valueOf: () => Symbol("no number") }),
  () => ({ [Symbol.isConcatSpreadable]: true, length: 1, 0: 1 }),
  (note) => ({ constructor: { [Symbol.species]: note } }),
];

/** Calls when hardly any stack is left, at every depth up to the end. */
function atTheEnd(action: () => void): void {
  let deepest = 0;
  const descend = (depth: number, end: number): number => {
    deepest = Math.max(deepest, depth);
    if (depth === end) action();
    return depth === end ? 0 : descend(depth + 1, end) + 1;
  };
  try {
    descend(0, Infinity);
  } catch {
    const end = deepest;
    for (let left = 0; left < 20; left++) {
      try {
        descend(0, end - left);
      } catch {
        // As it should be, mostly.
      }
    }
  }
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const draft = unit.createEvent();
    unit.addPart(draft, {}, "own", [1, { two: [2] }]);
    const arrays = [
      event.list,
      unit.readPart(draft, "own"),
      unit.readPart(event, "list"),
      unit.readPart(event, "list")[0]?.label.secrecy,
    ];
    const own = new Walk(verdict);
    for (const make of makers)
      own.fromFresh(
        make(() => 1),
        "own",
      );
    for (const made of [TypeError, RangeError, ReferenceError, SyntaxError]) own.from(made, "own");
    own.toTheEnd();
    const ours = new Set<unknown>(own.functions());

    const walk = new Walk(verdict);
    for (const [at, array] of arrays.entries()) walk.from(array, `array ${at}`);
    walk.toTheEnd();
    const known = new Set<unknown>(walk.functions());
    const called = new Set<Callable>();
    let calls = 0;
    let thrown = 0;
    let foreign = 0;
    const met = (value: unknown, path: string): void => {
      // What is ours inherits from what our functions inherit from.
      if (
        typeof value === "function" &&
        Object.getPrototypeOf(value) !== Function.prototype &&
        !known.has(value)
      ) {
        verdict.expect(`${path} made code`, value.name.startsWith("bound "));
      }
      walk.fromFresh(value, path);
      if (Array.isArray(value)) for (const item of value) walk.fromFresh(item, `${path}[]`);
      const next: unknown =
        typeof value === "object" && value !== null && Reflect.get(value, "value");
      if (Array.isArray(next)) walk.fromFresh(next, `${path}.value`);
    };
    const call = (method: Callable, receiver: unknown, values: readonly unknown[]): void => {
      const path = `${method.name} of ${typeof receiver}`;
      calls++;
      try {
        met(Reflect.apply(method, receiver, values), path);
      } catch (error) {
        thrown++;
        if (!(error instanceof Error)) foreign++;
        met(error, `${path} throws`);
        const stack: unknown = (error as { readonly stack?: unknown }).stack;
        verdict.expect(`${path}: ${String(stack)}`, !/cordon:|kernel|\bat /.test(String(stack)));
      }
    };
    const callAll = (): void => {
      for (const method of walk.functions()) {
        if (called.has(method) || ours.has(method)) continue;
        called.add(method);
        known.add(method);
        const note = (...values: readonly unknown[]): number => {
          for (const value of values) met(value, `${method.name} passes`);
          return 1;
        };
        const thing = (at: number): unknown => makers[at % makers.length]?.(note);
        for (let on = -arrays.length; on < makers.length; on++) {
          const receiver = (): unknown => (on < 0 ? arrays.at(on) : thing(on));
          call(method, receiver(), []);
          for (let i = 0; i < makers.length; i++) {
            call(method, receiver(), [thing(i)]);
            if (i % 3 === 0) call(method, receiver(), [0, thing(i), thing(i * 7)]);
          }
        }
        atTheEnd(() => call(method, [3, [1], 2], [[4], 1]));
      }
    };
    // Until nothing more is found.
    for (let before = -1; before < called.size; walk.toTheEnd()) {
      before = called.size;
      callAll();
    }
    for (const { name } of called) {
      verdict.expect(`it leads to ${name}`, name === "Array" || !/^[A-Z]|^capture/.test(name));
    }
    verdict.expect(`${called.size} functions`, called.size > 45 && called.size < 100);
    const told = `${calls} calls, ${thrown} thrown, ${foreign} by others`;
    verdict.expect(told, foreign > 1_000 && thrown < calls);
  });
});

export default program;
