/** Values that break those who look at them without care. */

export interface Throwable {
  readonly what: string;
  /** Does not return. */
  readonly raise: () => void;
}

function raising(what: string, make: () => unknown): Throwable {
  return {
    what,
    raise: () => {
      // oxlint-disable-next-line typescript/only-throw-error -- that is the point
      throw make();
    },
  };
}

function loop(): never {
  for (;;);
}

function refuse(): never {
  throw new Error("looked at");
}

function recurse(): number {
  return 1 + recurse();
}

function disguisedError(): Error {
  const error = new Error("disguised");
  for (const name of ["name", "message", "stack", "cause"]) {
    Object.defineProperty(error, name, { get: refuse, enumerable: true });
  }
  return error;
}

export const throwables: readonly Throwable[] = [
  raising("throwing-message", () => ({
    get message(): string {
      return refuse();
    },
  })),
  raising("looping-to-string", () => ({ toString: loop, valueOf: loop, toJSON: loop })),
  raising("null", () => null),
  raising("undefined", () => undefined),
  raising("symbol", () => Symbol("thrown")),
  raising("huge-string", () => "huge".repeat(1 << 22)),
  raising("huge-message", () => new Error("huge".repeat(1 << 22))),
  raising("frozen-error", () => Object.freeze(new Error("frozen"))),
  raising("disguised-error", disguisedError),
  raising("function", () => loop),
  { what: "deep-recursion", raise: recurse },
];

class Impostor {
  readonly type = "tick";
  toJSON(): never {
    return refuse();
  }
}

function cycle(): unknown {
  const list: unknown[] = [];
  list.push({ list });
  return list;
}

function deep(): unknown {
  let value: unknown = null;
  for (let depth = 0; depth < 10_000; depth++) value = [value];
  return value;
}

function sparse(): unknown {
  const list: unknown[] = [];
  list.length = 4_294_967_295;
  return list;
}

/** By name, how to make each. */
export const strangeValues: { readonly [what: string]: () => unknown } = {
  getter: () => ({
    get price(): number {
      return refuse();
    },
  }),
  cycle,
  deep,
  sparse,
  hole: () => Array(3),
  function: () => refuse,
  symbol: () => Symbol("value"),
  "symbol-key": () => ({ [Symbol.iterator]: 1 }),
  undefined: () => undefined,
  "minus-zero": () => -0,
  nan: () => NaN,
  instance: () => new Impostor(),
  map: () => new Map([["type", "tick"]]),
  error: disguisedError,
  "proto-key": () => JSON.parse('{"__proto__": {"type": "tick"}}'),
  "null-prototype": () => Object.create(null),
  "huge-bigint": () => 1n << 600_000n,
  "huge-string": () => "huge".repeat(1 << 20),
};
