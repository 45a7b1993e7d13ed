/**
 * Leaves a realm float arrays whose memory no other kind of view shares. V8 hands on the bits of one
 * NaN or of another, depending on what it has compiled so far: bits that a program can see would be a
 * clock, and a channel between units. Runs before `ses`, which makes the result unchangeable.
 */

type FloatArray = Float32Array | Float64Array;

type FloatArrayConstructor = new (
  source?: unknown,
  byteOffset?: number,
  length?: number,
) => FloatArray;

const shared: object = Object.getPrototypeOf(Uint8Array.prototype);

function getterOf(holder: object, key: PropertyKey): (this: unknown) => unknown {
  // Called with the object that is asked about as `this`.
  // oxlint-disable-next-line typescript/unbound-method
  const getter = Object.getOwnPropertyDescriptor(holder, key)?.get;
  if (getter === undefined) throw new TypeError(`no getter ${String(key)}`);
  return getter;
}

// Native getters answer by internal slots, whatever properties an object has.
const kindOf = getterOf(shared, Symbol.toStringTag) as (this: unknown) => string | undefined;
const bufferOf = getterOf(shared, "buffer") as (this: unknown) => ArrayBuffer;
const byteOffsetOf = getterOf(shared, "byteOffset") as (this: unknown) => number;
const lengthOf = getterOf(shared, "length") as (this: unknown) => number;
// oxlint-disable-next-line typescript/unbound-method
const { subarray } = shared as Uint8Array;

const brands = [ArrayBuffer, SharedArrayBuffer].map(({ prototype }) =>
  getterOf(prototype, "byteLength"),
);

function isBuffer(source: unknown): boolean {
  if (typeof source !== "object" || source === null) return false;
  // These are no buffers, and asking a brand is slow where it answers no: it throws.
  if (Array.isArray(source) || ArrayBuffer.isView(source)) return false;
  return brands.some((byteLength) => {
    try {
      byteLength.call(source);
      return true;
    } catch {
      return false;
    }
  });
}

/** The constructors that take buffers: nothing but this module has them. */
const natives = new Map<string, FloatArrayConstructor>();

/** Takes a length, or elements to copy, but no buffer: also as a subclass or a species calls it. */
function withoutBuffers(name: string, Native: FloatArrayConstructor): FloatArrayConstructor {
  function Floats(source: unknown): FloatArray {
    if (new.target === undefined) throw new TypeError(`Constructor ${name} requires 'new'`);
    if (isBuffer(source)) throw new TypeError(`${name}: its memory cannot be shared with a buffer`);
    // By the native one where it can be: it is fast, and V8 sees one kind of object, whoever made it.
    if (new.target === (Floats as unknown)) return new Native(source);
    return Reflect.construct(Native, [source], new.target);
  }
  const constructor = Floats as unknown as FloatArrayConstructor;
  Object.defineProperties(constructor, Object.getOwnPropertyDescriptors(Native));
  Object.setPrototypeOf(constructor, Object.getPrototypeOf(Native));
  const property = { value: constructor, writable: true, configurable: true };
  Object.defineProperty(Native.prototype, "constructor", property);
  return constructor;
}

for (const name of ["Float16Array", "Float32Array", "Float64Array"]) {
  const Native: unknown = Reflect.get(globalThis, name);
  if (typeof Native !== "function") continue;
  natives.set(name, Native as FloatArrayConstructor);
  Object.defineProperty(globalThis, name, {
    value: withoutBuffers(name, Native as FloatArrayConstructor),
    writable: true,
    configurable: true,
  });
}

/** An index as `subarray` takes it: negative ones count from the end. */
function indexIn(length: number, index: unknown): number {
  // It takes whatever there is, as native methods do, and refuses bigints and symbols.
  const whole = Math.trunc(index as number);
  if (Number.isNaN(whole)) return 0;
  return whole < 0 ? Math.max(length + whole, 0) : Math.min(whole, length);
}

// Methods, because those cannot be constructed, as native ones cannot.
const replaced = {
  get buffer(): ArrayBuffer {
    const kind = kindOf.call(this);
    if (kind !== undefined && natives.has(kind)) {
      throw new TypeError(`${kind}: its memory cannot be shared; copy it by value`);
    }
    return bufferOf.call(this);
  },
  /** Of floats, the same kind over the same memory: no species, which would be handed the buffer. */
  subarray(begin: number, end: number): unknown {
    const Native = natives.get(kindOf.call(this) ?? "");
    if (Native === undefined) return subarray.call(this as unknown as Uint8Array, begin, end);
    const length = lengthOf.call(this);
    const from = indexIn(length, begin);
    const to = end === undefined ? length : indexIn(length, end);
    const bytes = Native.prototype.BYTES_PER_ELEMENT;
    const offset = byteOffsetOf.call(this) + from * bytes;
    return new Native(bufferOf.call(this), offset, Math.max(to - from, 0));
  },
};

for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(replaced))) {
  Object.defineProperty(shared, key, { ...property, enumerable: false });
}
