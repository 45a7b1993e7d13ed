import {
  chain,
  chunk,
  cloneDeep,
  countBy,
  curry,
  flow,
  get,
  groupBy,
  isEqual,
  isPlainObject,
  keyBy,
  mapValues,
  memoize,
  merge,
  orderBy,
  partial,
  set,
  sumBy,
  uniqWith,
  zipObject,
} from "lodash-es";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

const fills = [
  { symbol: "constructor", price: 3, quantity: 5 },
  { symbol: "toString", price: 1, quantity: 2 },
  { symbol: "constructor", price: 2, quantity: 7 },
];

const scale = curry((factor: number, offset: number, value: number) => factor * value + offset);
const double = partial(scale, 2, 0);

export function compute(): ValueInput {
  const copy = cloneDeep({ list: [1, { deep: new Map([["a", [1]]]) }], at: new Set([1]) });
  return {
    grouped: mapValues(groupBy(fills, "symbol"), (list) => sumBy(list, "quantity")),
    counted: countBy(fills, "symbol"),
    keyed: Object.keys(keyBy(fills, "symbol")),
    ordered: orderBy(fills, ["symbol", "price"], ["asc", "desc"]).map(({ price }) => price),
    chunks: chunk([1, 2, 3, 4, 5], 2),
    merged: merge({}, { a: { b: 1, c: [1, 2] } }, { a: { b: 2, c: [3] } }),
    path: get(set({}, "a.b[1].c", 7), "a.b[1].c") ?? null,
    isEqual: isEqual(copy, cloneDeep(copy)),
    isPlain: [isPlainObject({}), isPlainObject([]), isPlainObject(new Map())],
    unique: uniqWith([{ a: 1 }, { a: 1 }, { a: 2 }], isEqual).length,
    chained: chain(fills).map("price").sortBy().value(),
    zipped: zipObject(["a", "b"], [1, 2]),
    curried: [double(4), scale(2)(1)(5)],
    flow: flow([(x: number) => x + 1, (x: number) => x * 2])(3) as number,
    memoized: memoize((x: number) => x * x)(12),
  };
}

export default computing(compute);
