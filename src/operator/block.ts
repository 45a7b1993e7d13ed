/**
 * Blocks: what an owner sends, item by item and signed. How they are encoded and signed is in
 * `src/query/block.ts`.
 */

/** Where a block stands. */
export interface BlockHead {
  readonly owner: string;
  readonly stream: string;
  readonly epoch: number;
  /** Counts the blocks of a stream in an epoch. */
  readonly number: number;
  /** How many its columns are of. */
  readonly tuples: number;
}

/** A key under attributes, and what it locks. */
export interface Parcel {
  /** Which key: as many parcels as share it. */
  readonly wrap: Uint8Array;
  /** Sealed by the owner, or transformed by the cloud. */
  readonly key: Uint8Array;
  readonly body: Uint8Array;
}

/** Names tell items apart, and are what grants list: fields, joins, series of windows. */
export type Item =
  /** The values of a field. */
  | { readonly form: "column"; readonly name: string; readonly parcel: Parcel }
  /** A tuple, to be joined with those of equal tags. */
  | {
      readonly form: "joinable";
      readonly name: string;
      readonly tag: Uint8Array;
      readonly parcel: Parcel;
    }
  /** Of the window with this index: its sum, or its masks. */
  | {
      readonly form: "window";
      readonly name: string;
      readonly index: number;
      readonly parcel: Parcel;
    }
  /** Values to be added up, from the one with this index on. */
  | {
      readonly form: "masked";
      readonly name: string;
      readonly index: number;
      readonly values: readonly Uint8Array[];
    };

/** What is sealed under attributes; the others are added up. */
export type ParcelItem = Exclude<Item, { readonly form: "masked" }>;

/** An item, or what is left of it for who may not have it. */
export interface Signed<Kind extends Item = Item> {
  readonly item: Kind | null;
  readonly digest: Uint8Array;
}

export interface Block {
  readonly head: BlockHead;
  readonly items: readonly Signed[];
  readonly signature: Uint8Array;
}

export function isParcel(item: Item | null): item is ParcelItem {
  return item !== null && item.form !== "masked";
}

/** The block with the keys of some items transformed, and without all others. */
export function only(block: Block, keys: ReadonlyMap<Signed, Uint8Array | null>): Block {
  const items = block.items.map((signed): Signed => {
    const key = keys.get(signed) ?? null;
    const { item, digest } = signed;
    if (key === null || !isParcel(item)) return { item: null, digest };
    return { item: { ...item, parcel: { ...item.parcel, key } }, digest };
  });
  return { ...block, items };
}
