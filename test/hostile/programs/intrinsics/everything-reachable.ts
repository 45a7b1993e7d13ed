/**
 * Walks from everything it can name or be handed to everything that can be reached from there, and
 * looks for one object that can be changed: that would be memory shared with whoever reaches it, too.
 *
 * @expect holds
 */

import {
  defineProgram,
  type EventView,
  type Program,
  type UnitApi,
} from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";
import { caught, Walk } from "../../walk.ts";

const globals: readonly unknown[] = [
  Array,
  ArrayBuffer,
  BigInt,
  BigInt64Array,
  BigUint64Array,
  Boolean,
  DataView,
  Error,
  EvalError,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Iterator,
  JSON,
  Map,
  Math,
  Number,
  Object,
  RangeError,
  ReferenceError,
  Reflect,
  RegExp,
  Set,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  WeakMap,
  WeakSet,
  decodeURI,
  decodeURIComponent,
  encodeURI,
  encodeURIComponent,
  isFinite,
  isNaN,
  parseFloat,
  parseInt,
];

/** Values whose prototypes have no name. */
function nameless(): readonly object[] {
  return [
    function* generator() {},
    Object.getPrototypeOf((function* generator() {})()),
    [].values(),
    new Map().entries(),
    new Set().values(),
    ""[Symbol.iterator](),
    "a".matchAll(/a/g),
    [].values().map((item) => item),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    (function arguments_(): IArguments {
      return arguments;
    })(),
    caught(() => Reflect.get(null as unknown as object, "a")),
    caught(() => {
      const recurse = (): number => 1 + recurse();
      recurse();
    }),
  ];
}

function handedOut(unit: UnitApi, event: EventView): readonly unknown[] {
  const draft = unit.createEvent();
  unit.addPart(draft, {}, "own", [1, { two: [2] }]);
  return [
    unit,
    event,
    draft,
    unit.createTag("own"),
    unit.cloneEvent(event, {}),
    unit.readPart(event, "list"),
    unit.readPart(draft, "own"),
  ];
}

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, event) => {
    const walk = new Walk(verdict);
    for (const [at, value] of globals.entries()) walk.from(value, `global ${at}`);
    for (const [at, value] of nameless().entries()) walk.fromPrototype(value, `nameless ${at}`);
    for (const [at, value] of handedOut(unit, event).entries()) walk.from(value, `given ${at}`);
    const refusal = caught(() => unit.log(1 as unknown as string));
    walk.fromFresh(refusal, "a refusal");
    verdict.expect("it went far enough", walk.toTheEnd() > 500);
  });
});

export default program;
