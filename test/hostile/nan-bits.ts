/**
 * Roads to the bits of a NaN: whatever tells one NaN from another shows what V8 has compiled, and so
 * what others do and how long it takes. Bundled into hostile programs.
 */

import { messageOf } from "./verdict.ts";

/** Tells something of a number; of every NaN it has to tell the same, or refuse. */
export interface Road {
  readonly name: string;
  readonly look: (number: number) => unknown;
}

function ofBits(high: number, low: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

/** NaNs of other bits, as far as reading from memory keeps them. */
export const nans: readonly number[] = [
  Number.NaN,
  ofBits(0x7ff8_0000, 1),
  ofBits(0xfff8_0000, 2),
  ofBits(0x7ff8_dead, 0xbeef_0000),
  ofBits(0x7ff4_0000, 0),
  ofBits(0xffff_ffff, 0xffff_ffff),
  // What V8 itself marks holes and undefined elements with.
  ofBits(0xfff7_ffff, 0xfff7_ffff),
  ofBits(0xfff6_ffff, 0xfff6_ffff),
];

const hex = (view: ArrayBufferView): string => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

type Floats = Float32Array | Float64Array;
type FloatsConstructor = new (...parameters: readonly unknown[]) => Floats;

const kinds = [Float32Array, Float64Array] as unknown as readonly FloatsConstructor[];
const TypedArray = Object.getPrototypeOf(Float64Array) as FloatsConstructor;

/** A species that keeps what it is handed, and makes what it is told to. */
function catcher(handed: unknown[], make: (...parameters: readonly unknown[]) => unknown): object {
  const species = function species(...parameters: readonly unknown[]): unknown {
    handed.push(...parameters);
    return make(...parameters);
  };
  return { [Symbol.species]: species };
}

function bufferIn(handed: readonly unknown[]): string {
  for (const value of handed) {
    if (value instanceof ArrayBuffer) return hex(new Uint8Array(value));
  }
  return "none";
}

/** Float arrays over a buffer that integers share. */
function* overBuffers(Floats: FloatsConstructor): Generator<Road> {
  const { name } = Floats;
  const made: readonly (readonly [string, (buffer: ArrayBuffer) => object])[] = [
    ["constructed", (buffer) => new Floats(buffer)],
    ["with an offset", (buffer) => new Floats(buffer, 0, 1)],
    ["by Reflect", (buffer) => Reflect.construct(Floats, [buffer, 0, 1])],
    ["for another", (buffer) => Reflect.construct(Floats, [buffer], Uint8Array)],
    ["for a function", (buffer) => Reflect.construct(Floats, [buffer], function heir() {})],
    ["as another", (buffer) => Reflect.construct(Uint8Array, [buffer], Floats)],
    ["abstract", (buffer) => Reflect.construct(TypedArray, [buffer], Floats)],
    ["a subclass", (buffer) => new (class extends (Floats as Float64ArrayConstructor) {})(buffer)],
    [
      "through its prototype",
      (buffer) => Reflect.construct(Floats.prototype.constructor as FloatsConstructor, [buffer]),
    ],
    [
      "through an instance",
      (buffer) =>
        Reflect.construct(new Floats(1).map(Number).constructor as typeof Floats, [buffer]),
    ],
    [
      "a disguised buffer",
      (buffer) => new Floats(Object.setPrototypeOf(buffer, Array.prototype) as unknown),
    ],
    ["a naked buffer", (buffer) => new Floats(Object.setPrototypeOf(buffer, null) as unknown)],
    [
      "a late buffer",
      (buffer) =>
        Reflect.construct(
          Floats,
          [buffer],
          Object.defineProperty(function heir() {}, "prototype", { value: null }),
        ),
    ],
    ["of", (buffer) => Reflect.apply(Float64Array.of, Floats, [buffer])],
    ["from", (buffer) => Reflect.apply(Float64Array.from, Floats, [[buffer]])],
    [
      "a species of bytes",
      (buffer) => {
        const bytes = new Uint8Array(buffer);
        Object.defineProperty(bytes, "constructor", { value: { [Symbol.species]: Floats } });
        return bytes.subarray(0);
      },
    ],
  ];
  for (const [how, make] of made) {
    yield {
      name: `${name} ${how}`,
      look: (number) => {
        const buffer = new ArrayBuffer(16);
        const bytes = new Uint8Array(buffer);
        const floats = make(buffer) as { [at: number]: number };
        floats[0] = number;
        return hex(bytes);
      },
    };
  }
}

/** The buffer of a float array that was made without one. */
function* toBuffers(Floats: FloatsConstructor): Generator<Road> {
  const taken: readonly (readonly [string, (floats: Floats) => unknown])[] = [
    ["its buffer", (floats) => hex(floats)],
    ["the getter", (floats) => Reflect.get(TypedArray.prototype, "buffer", floats)],
    ["an inherited buffer", (floats) => Reflect.get(Object.create(floats), "buffer", floats)],
    ["bytes of it", (floats) => hex(new Uint8Array(floats as unknown as ArrayBuffer))],
    ["bytes from it", (floats) => hex(Uint8Array.from(floats))],
    ["words of it", (floats) => hex(new Uint32Array(floats))],
    ["words set to it", (floats) => (new Uint32Array(2).set(floats), 0)],
    ["big words of it", (floats) => hex(new BigUint64Array(floats as unknown as bigint[]))],
    ["a view of it", (floats) => hex(new DataView(floats as unknown as ArrayBuffer))],
    ["a slice of its memory", (floats) => ArrayBuffer.prototype.slice.call(floats as never, 0)],
    ["hex", (floats) => Reflect.apply(Reflect.get(Uint8Array.prototype, "toHex"), floats, [])],
    [
      "base64",
      (floats) => Reflect.apply(Reflect.get(Uint8Array.prototype, "toBase64"), floats, []),
    ],
    ["another's tag", (floats) => Object.defineProperty(floats, Symbol.toStringTag, {}).buffer],
    ["another's prototype", (floats) => hex(Object.setPrototypeOf(floats, Uint8Array.prototype))],
    ["text", (floats) => [String(floats), floats.toLocaleString(), JSON.stringify(floats)].join()],
  ];
  for (const [how, take] of taken) {
    yield {
      name: `${Floats.name} ${how}`,
      look: (number) => {
        const got = take(new Floats([number]));
        return got instanceof ArrayBuffer ? hex(new Uint8Array(got)) : got;
      },
    };
  }
}

/** What a method of a float array hands to a species, and what that makes of it. */
function* bySpecies(Floats: FloatsConstructor): Generator<Road> {
  const methods: Readonly<Record<string, (floats: Floats) => unknown>> = {
    subarray: (floats) => floats.subarray(0),
    "bytes' subarray": (floats) => Uint8Array.prototype.subarray.call(floats as never, 0),
    slice: (floats) => floats.slice(0),
    map: (floats) => floats.map((item) => item),
    filter: (floats) => floats.filter(() => true),
    with: (floats) => floats.with(0, floats[0] as number),
    toSorted: (floats) => floats.toSorted(),
    toReversed: (floats) => floats.toReversed(),
  };
  for (const [name, method] of Object.entries(methods)) {
    for (const Made of [Floats, Uint8Array, Uint32Array, Float64Array, Float32Array, Array]) {
      yield {
        name: `${Floats.name} ${name} as ${Made.name}`,
        look: (number) => {
          const handed: unknown[] = [];
          const floats = new Floats([number]);
          const target = new Uint8Array(16);
          const make = (length: unknown): unknown =>
            Made === Uint8Array ? target : Reflect.construct(Made, [length]);
          const constructor = catcher(handed, make);
          Object.defineProperty(floats, "constructor", { value: constructor });
          const made = method(floats);
          return [bufferIn(handed), hex(target), String(made)].join();
        },
      };
    }
  }
}

/** Numbers written to memory that other views share, with conversions on the way. */
function* written(): Generator<Road> {
  const names = ["setFloat16", "setFloat32", "setFloat64", "setInt32", "setUint8"];
  for (const name of names) {
    for (const disguise of [(x: number): unknown => x, (x: number) => ({ valueOf: () => x })]) {
      yield {
        name: `${name} ${typeof disguise(0)}`,
        look: (number) => {
          const view = new DataView(new ArrayBuffer(8));
          Reflect.apply(Reflect.get(view, name), view, [0, disguise(number)]);
          return hex(view);
        },
      };
    }
  }
  for (const Integers of [Int8Array, Uint8Array, Uint8ClampedArray, Int32Array, Uint32Array]) {
    yield { name: Integers.name, look: (number) => hex(new Integers([number, -number])) };
  }
}

const compared: readonly Road[] = [
  { name: "Object.is", look: (number) => Object.is(number, Number.NaN) },
  { name: "a map", look: (number) => new Map([[Number.NaN, 1]]).get(number) },
  { name: "a set", look: (number) => new Set([...nans, number]).size },
  { name: "includes", look: (number) => [0, Number.NaN].includes(number) },
  { name: "of doubles", look: (number) => [0.5, number].includes(Number.NaN) },
  { name: "holes", look: (number) => 1 in [0.5, number] },
  { name: "undefined", look: (number) => typeof [0.5, undefined, number][2] },
  { name: "Map.groupBy", look: (number) => Map.groupBy([...nans, number], (key) => key).size },
  {
    name: "text",
    look: (number) => [String(number), number.toString(2), number.toFixed(2)].join(),
  },
  { name: "JSON", look: (number) => JSON.stringify([number]) },
  { name: "integers", look: (number) => [number | 0, number >>> 0, ~number, number << 1].join() },
  { name: "sorted", look: (number) => new Float64Array([1, number, 0]).sort().join() },
  { name: "a template", look: (number) => `${number} ${Math.sign(number)} ${Math.fround(number)}` },
  { name: "an array's copy", look: (number) => Array.prototype.slice.call([number]).join() },
  { name: "a property", look: (number) => ({ [number]: 1 })[Number.NaN] },
];

export function* roads(): Generator<Road> {
  for (const Floats of kinds) {
    yield* overBuffers(Floats);
    yield* toBuffers(Floats);
    yield* bySpecies(Floats);
  }
  yield* written();
  yield* compared;
}

/** What a road tells of each number. */
export function lookAt({ look }: Road, numbers: readonly number[]): readonly string[] {
  return numbers.map((number) => {
    try {
      return String(look(number));
    } catch (error) {
      return `refused: ${messageOf(error)}`;
    }
  });
}
