import { enableMapSet, enablePatches, original, produce, produceWithPatches } from "immer";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

interface Book {
  readonly orders: readonly { readonly id: number; readonly quantity: number }[];
  readonly best: Readonly<Record<string, number>>;
  readonly symbols: ReadonlySet<string>;
  readonly sizes: ReadonlyMap<string, number>;
}

enableMapSet();
enablePatches();

export function compute(): ValueInput {
  const before: Book = {
    orders: [
      { id: 1, quantity: 5 },
      { id: 2, quantity: 7 },
      { id: 3, quantity: 1 },
    ],
    best: { bid: 1, ask: 2 },
    symbols: new Set(["A"]),
    sizes: new Map([["A", 1]]),
  };
  const after = produce(before, (draft) => {
    draft.orders.push({ id: 4, quantity: 2 });
    const [first] = draft.orders;
    if (first !== undefined) first.quantity += 10;
    draft.orders.splice(1, 1);
    draft.orders.sort((a, b) => b.quantity - a.quantity);
    delete draft.best["bid"];
    draft.best["last"] = original(draft)?.orders.length ?? 0;
    draft.symbols.add("B");
    draft.sizes.set("B", 2);
  });
  const [, patches, inverse] = produceWithPatches({ list: [1, 2], name: "a" }, (draft) => {
    draft.list.push(3);
    draft.name = "b";
  });
  return {
    orders: [...after.orders],
    best: { ...after.best },
    symbols: [...after.symbols],
    sizes: [...after.sizes],
    isShared: before.orders[2] === after.orders.find(({ id }) => id === 3),
    isFrozen: Object.isFrozen(after) && Object.isFrozen(after.orders),
    isSame: produce(before, () => {}) === before,
    patches: JSON.stringify([patches, inverse]),
  };
}

export default computing(compute);
