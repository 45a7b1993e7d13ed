/** Operators that add up. */

import { type Block, only, type Signed } from "./block.ts";
import type { InOrder } from "./in-order.ts";
import type { Operator, Outgoing, Plan } from "./plan.ts";

/** Masked values, and sums, that are added up at a time: it takes some tenths of a second at most. */
const addTogether = 32;

interface Window {
  readonly index: number;
  /** How many came. */
  count: number;
  /** Those that are not folded yet. */
  values: Uint8Array[];
  /** Of what was folded, and combined. */
  sums: Uint8Array[];
  /** Pieces of work that it waits for. */
  pending: number;
  isBroken: boolean;
  /** What is done with the sum, when all values have come. */
  finish: ((sum: Uint8Array) => void) | null;
}

interface Masks {
  readonly block: Block;
  readonly signed: Signed;
  readonly key: Uint8Array;
}

/** Windows by `agg1` and `agg3`: values are added up. A window of which one is missing is dropped. */
export class Add implements Operator {
  readonly #plan: Extract<Plan, { readonly kind: "add" }>;
  readonly #ask: InOrder;
  readonly #emit: (outgoing: Outgoing) => void;
  /** That began last. */
  #window: Window | null = null;

  constructor(
    plan: Extract<Plan, { readonly kind: "add" }>,
    ask: InOrder,
    emit: (outgoing: Outgoing) => void,
  ) {
    this.#plan = plan;
    this.#ask = ask;
    this.#emit = emit;
  }

  take(block: Block): void {
    const { sources, areMasksShared, over } = this.#plan;
    const [{ items: names }] = sources;
    const masks = new Map<number, Masks>();
    for (const signed of areMasksShared ? block.items : []) {
      const { item } = signed;
      if (item?.form !== "window" || item.name !== names.at(-1)) continue;
      masks.set(item.index, { block, signed, key: item.parcel.key });
    }
    for (const { item } of block.items) {
      if (item?.form !== "masked" || item.name !== names[0]) continue;
      for (const [i, value] of item.values.entries()) {
        const at = item.index + i;
        this.#add(at, value);
        const isLast = (at + 1) % over === 0;
        if (isLast) this.#end(masks.get(Math.floor(at / over)) ?? null);
      }
    }
  }

  #add(at: number, value: Uint8Array): void {
    const { over } = this.#plan;
    const index = Math.floor(at / over);
    if (at % over === 0) {
      this.#window = {
        index,
        count: 0,
        values: [],
        sums: [],
        pending: 0,
        isBroken: false,
        finish: null,
      };
    }
    const window = this.#window;
    if (window === null || window.index !== index || window.count !== at % over) {
      this.#window = null;
      return;
    }
    window.count++;
    if (window.values.length === addTogether) this.#fold(window);
    window.values.push(value);
  }

  #fold(window: Window): void {
    const inputs = window.values;
    window.values = [];
    this.#reduce(window, "fold", inputs);
  }

  #reduce(window: Window, task: "fold" | "combine", inputs: readonly Uint8Array[]): void {
    window.pending++;
    this.#ask.ask({ task, side: 0, inputs }, ([sum = null]) => {
      window.pending--;
      if (sum === null) window.isBroken = true;
      else window.sums.push(sum);
      this.#goOn(window);
    });
  }

  /** Sums are combined by so many, and what is left when all values have come. */
  #goOn(window: Window): void {
    if (window.isBroken) return;
    const { sums, pending, finish } = window;
    const isLast = finish !== null && pending === 0;
    if (sums.length >= addTogether || (isLast && sums.length > 1)) {
      this.#reduce(window, "combine", sums.splice(0, addTogether));
    } else if (isLast && sums[0] !== undefined) {
      finish(sums[0]);
    }
  }

  #end(masks: Masks | null): void {
    const window = this.#window;
    this.#window = null;
    if (window === null || (masks === null && this.#plan.areMasksShared)) return;
    window.finish = (sum) => {
      this.#finish(window, sum, masks);
    };
    this.#fold(window);
  }

  #finish({ index }: Window, sum: Uint8Array, masks: Masks | null): void {
    const [{ epoch }] = this.#plan.sources;
    if (masks === null) {
      this.#emit({ form: "window", epoch, index, sum });
      return;
    }
    const { block, signed, key } = masks;
    this.#ask.ask({ task: "transform", side: 0, inputs: [key] }, ([transformed = null]) => {
      if (transformed === null) return;
      const opened = only(block, new Map([[signed, transformed]]));
      this.#emit({ form: "sharedWindow", index, masks: opened, sum });
    });
  }
}
