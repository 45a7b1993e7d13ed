/** Operators that transform items and pass them on. */

import { type Block, isParcel, only } from "./block.ts";
import type { InOrder } from "./in-order.ts";
import type { Operator, Outgoing, Source } from "./plan.ts";

/** Map, Filter, both, and windows by `agg2`: items are transformed and passed on. */
export class Pass implements Operator {
  readonly #names: ReadonlySet<string>;
  readonly #ask: InOrder;
  readonly #emit: (outgoing: Outgoing) => void;

  constructor({ items }: Source, ask: InOrder, emit: (outgoing: Outgoing) => void) {
    this.#names = new Set(items);
    this.#ask = ask;
    this.#emit = emit;
  }

  take(block: Block): void {
    // The key would not transform the others: this only saves the attempt.
    const mine = block.items.filter(({ item }) => item !== null && this.#names.has(item.name));
    const inputs = mine.flatMap(({ item }) => (isParcel(item) ? [item.parcel.key] : []));
    if (inputs.length === 0) return;
    this.#ask.ask({ task: "transform", side: 0, inputs }, (outcome) => {
      if (outcome.every((key) => key === null)) return;
      const keys = new Map(mine.map((signed, i) => [signed, outcome[i] ?? null]));
      this.#emit({ form: "result", block: only(block, keys) });
    });
  }
}
