/**
 * Series of windows, as the owner sends them: by which of three ways (Streamforce, section 4.3) the sums come
 * about is told in `query.ts`. Windows begin at multiples of their size, counted from the epoch's first
 * tuple; one that had begun when it was first granted is left out.
 */

import {
  type LargePublicKey,
  maskInG1,
  masksInG1,
  sealMasked,
  SharedMasks,
  WindowMasks,
  WindowSums,
} from "../crypto/index.ts";
import type { BlockHead, Item } from "../operator/block.ts";
import type { CellBodies } from "./bodies.ts";
import type { AttributeSet, Parcels } from "./parcels.ts";

export interface Series {
  /**
   * @param at the first value's place in the epoch
   * @returns what is to be sent of them, masked values before the windows that they are of
   */
  feed(head: BlockHead, values: readonly number[], at: number): readonly Item[];
}

/** The first beginning of a window from a place on. */
function nextWindow(at: number, over: number): number {
  return Math.ceil(at / over) * over;
}

/** `agg1`: each value masked, and encrypted. */
export class EncryptedValues implements Series {
  readonly #publicKey: LargePublicKey;
  readonly #name: string;
  readonly #attributes: readonly string[];
  readonly #least: number;
  readonly #masks: WindowMasks;
  readonly #start: number;

  /**
   * @param least of the field: what is summed up is how much more the values are
   * @param key what the masks of a window sum up to
   */
  constructor(
    publicKey: LargePublicKey,
    name: string,
    set: AttributeSet,
    least: number,
    over: number,
    key: bigint,
    at: number,
  ) {
    this.#publicKey = publicKey;
    this.#name = name;
    this.#attributes = set.attributes();
    this.#least = least;
    this.#masks = new WindowMasks(over, key);
    this.#start = nextWindow(at, over);
  }

  feed(_head: BlockHead, values: readonly number[], at: number): readonly Item[] {
    const skipped = Math.max(0, this.#start - at);
    const sealed = values
      .slice(skipped)
      .map((value) =>
        sealMasked(this.#publicKey, this.#attributes, value - this.#least, this.#masks.next()),
      );
    if (sealed.length === 0) return [];
    return [{ form: "masked", name: this.#name, index: at + skipped, values: sealed }];
  }
}

/** `agg2`: sums. */
export class Sums implements Series {
  readonly #parcels: Parcels;
  readonly #bodies: CellBodies;
  readonly #name: string;
  readonly #set: AttributeSet;
  readonly #over: number;
  readonly #sums: WindowSums;
  readonly #start: number;

  constructor(
    parcels: Parcels,
    bodies: CellBodies,
    name: string,
    set: AttributeSet,
    over: number,
    at: number,
  ) {
    this.#parcels = parcels;
    this.#bodies = bodies;
    this.#name = name;
    this.#set = set;
    this.#over = over;
    this.#sums = new WindowSums(over);
    this.#start = nextWindow(at, over);
  }

  feed(head: BlockHead, values: readonly number[], at: number): readonly Item[] {
    const items: Item[] = [];
    for (let i = Math.max(0, this.#start - at); i < values.length; i++) {
      const sum = this.#sums.add(values[i] as number);
      if (sum === null) continue;
      const index = Math.floor((at + i) / this.#over);
      const message = this.#bodies.writeSum(sum);
      const parcel = this.#parcels.pack(head, this.#name, index, this.#set, message);
      items.push({ form: "window", name: this.#name, index, parcel });
    }
    return items;
  }
}

interface SharedWindow {
  readonly name: string;
  readonly set: AttributeSet;
}

/** `agg3`: each value masked once for windows of all sizes, and their masks. */
export class SharedValues implements Series {
  readonly #parcels: Parcels;
  readonly #name: string;
  readonly #least: number;
  readonly #masks: SharedMasks;
  /** By size. */
  readonly #windows = new Map<number, SharedWindow>();

  constructor(parcels: Parcels, name: string, least: number, at: number) {
    this.#parcels = parcels;
    this.#name = name;
    this.#least = least;
    this.#masks = new SharedMasks([], at);
  }

  include(over: number, name: string, set: AttributeSet): void {
    this.#masks.include(over);
    this.#windows.set(over, { name, set });
  }

  feed(head: BlockHead, values: readonly number[], at: number): readonly Item[] {
    const masked: Uint8Array[] = [];
    const windows: Item[] = [];
    for (const [i, value] of values.entries()) {
      const { mask, closed } = this.#masks.next();
      masked.push(maskInG1(value - this.#least, mask));
      for (const { size, masks } of closed) {
        const { name, set } = this.#windows.get(size) as SharedWindow;
        const index = Math.floor((at + i) / size);
        const parcel = this.#parcels.pack(head, name, index, set, masksInG1(masks));
        windows.push({ form: "window", name, index, parcel });
      }
    }
    return [{ form: "masked", name: this.#name, index: at, values: masked }, ...windows];
  }
}
