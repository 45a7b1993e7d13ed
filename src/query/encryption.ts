/** One epoch of a stream, as its owner encrypts it: of each tuple what somebody was granted. */

import type { AccessTree } from "../crypto/access-tree.ts";
import {
  attributesOf,
  checkWindows,
  compilePolicy,
  CryptoError,
  type FieldValue,
  type IntegerField,
  type JoinKey,
  type LargePublicKey,
  satisfies,
  type Schema,
} from "../crypto/index.ts";
import { epochAttribute, nameAttribute } from "../crypto/schema.ts";
import type { BlockHead, Item } from "../operator/block.ts";
import { attributeShortfall } from "./attribute-lengths.ts";
import { encodeBlock, lastNumber, mostTuples } from "./block.ts";
import { CellBodies, type Tuple } from "./bodies.ts";
import { QueryError } from "./errors.ts";
import { joinable, type JoinSide } from "./joinable.ts";
import { conditionKey, isSameStream, joinName, sharedValuesName, windowsName } from "./names.ts";
import { type AttributeSet, Parcels } from "./parcels.ts";
import type { Aggregate, Query } from "./query.ts";
import { EncryptedValues, type Series, SharedValues, Sums } from "./series.ts";
import type { SigningKey } from "./signing.ts";

export type { Tuple } from "./bodies.ts";

/**
 * What is encrypted under attributes.
 *
 * - `per-tuple`: each field of each tuple.
 * - `per-epoch`: one key for each field and all tuples of an epoch with the same values of filterable
 *   fields, so that their bulk moves at the speed of symmetric encryption. The queries that let one of
 *   these tuples pass let all of them pass, so that nobody may read more; but a key that leaks, or that a
 *   user hands on, is for all of them, not for one.
 */
export type Granularity = (typeof granularities)[number];

export const granularities = ["per-tuple", "per-epoch"] as const;

/** Cells of the tuples of one block, in bytes: with what is around them a block stays below its longest. */
const longestCells = 2 ** 24;
/** Tuples whose masked values one block has: some tens of kilobytes. */
const masksOfBlock = 32;

/** The tuples that a condition lets pass, counted, and what windows there are of them. */
interface Passing {
  readonly condition: AccessTree | null;
  count: number;
  /** By name, with their fields. */
  readonly series: Map<string, { readonly field: string; readonly series: Series }>;
}

export interface EncryptionOptions {
  readonly schema: Schema;
  readonly epoch: number;
  readonly filterable: readonly string[];
  readonly granularity: Granularity;
  readonly publicKey: LargePublicKey;
  readonly signingKey: SigningKey;
}

export class Encryption {
  readonly #options: EncryptionOptions;
  readonly #parcels: Parcels;
  readonly #bodies: CellBodies;
  readonly #mostTogether: number;
  /** Those that somebody may read. */
  readonly #columns = new Set<string>();
  readonly #joins = new Map<string, JoinSide>();
  /** By condition. */
  readonly #passing = new Map<string, Passing>();
  /** By field: of one field all windows are of the tuples that one condition lets pass. */
  readonly #windows = new Map<string, { readonly condition: string; readonly sizes: number[] }>();
  #tuples = 0;
  #blocks = 0;

  constructor(options: EncryptionOptions) {
    this.#options = options;
    this.#parcels = new Parcels(options.publicKey, options.granularity === "per-epoch");
    this.#bodies = new CellBodies(options.schema);
    const fitting = Math.floor(longestCells / Math.max(1, this.#bodies.longestTuple));
    this.#mostTogether = Math.max(1, Math.min(mostTuples, fitting));
  }

  /** From now on, these fields are encrypted. */
  includeColumns(names: readonly string[]): void {
    for (const name of names) this.#columns.add(name);
  }

  /**
   * From now on, tuples can be joined.
   *
   * @param key of this stream, for this join and epoch
   * @throws QueryError QUERY if others join with another shared key
   */
  includeJoin(query: Query, sharedKey: Uint8Array, key: JoinKey): void {
    const { join } = query;
    if (join === undefined) return;
    const name = joinName(query);
    const known = this.#joins.get(name)?.sharedKey ?? sharedKey;
    if (Buffer.compare(known, sharedKey) !== 0) {
      throw new QueryError(
        "QUERY",
        "the shared key of a join is the same for all whom it is granted",
      );
    }
    const side = isSameStream(query, this.#options.schema) ? "left" : "right";
    this.#joins.set(name, { side, on: join.on, sharedKey, key });
  }

  /**
   * From their next beginning on, these windows are encrypted.
   *
   * @param key what `agg1` masks sum up to
   * @throws CryptoError WINDOW if those who have others of the field could work out sums of fewer tuples
   */
  includeWindows(query: Query, key: bigint): void {
    const { field, over } = query.aggregate as Aggregate;
    this.#admitWindow(query, field, over);
    const passing = this.#passingOf(query);
    const name = windowsName(query);
    if (query.aggregate?.method === "agg3") {
      this.#sharedValuesOf(passing, field).include(over, name, this.#setOf(name));
    } else if (!passing.series.has(name)) {
      passing.series.set(name, { field, series: this.#newSeries(query, passing, key) });
    }
  }

  /**
   * Encrypts tuples, which were checked.
   *
   * @throws QueryError GRANT if an epoch has no more numbers for blocks
   */
  encrypt(tuples: readonly Tuple[]): readonly Uint8Array[] {
    const blocks: Uint8Array[] = [];
    if (this.#columns.size > 0) {
      for (const group of this.#groups(tuples)) blocks.push(this.#columnBlock(group));
    }
    if (this.#joins.size > 0) {
      for (const tuple of tuples) blocks.push(this.#joinBlock(tuple));
    }
    for (let i = 0; i < tuples.length; i += masksOfBlock) {
      blocks.push(...this.#windowBlocks(tuples.slice(i, i + masksOfBlock)));
    }
    this.#tuples += tuples.length;
    return blocks;
  }

  // Columns

  #groups(tuples: readonly Tuple[]): readonly (readonly Tuple[])[] {
    if (this.#options.granularity === "per-tuple") return tuples.map((tuple) => [tuple]);
    const groups: Tuple[][] = [];
    const open = new Map<string, Tuple[]>();
    for (const tuple of tuples) {
      const key = this.#visibleKey(tuple);
      let group = open.get(key);
      if (group === undefined || group.length >= this.#mostTogether) {
        group = [];
        open.set(key, group);
        groups.push(group);
      }
      group.push(tuple);
    }
    return groups;
  }

  #columnBlock(tuples: readonly Tuple[]): Uint8Array {
    const head = this.#head(tuples.length);
    const [first] = tuples as readonly [Tuple, ...Tuple[]];
    const items = [...this.#columns].sort().map((name): Item => {
      const values = tuples.map((tuple) => tuple[name] as FieldValue);
      const body = this.#bodies.writeColumn(name, values);
      const set = this.#visibleSet(name, first);
      return { form: "column", name, parcel: this.#parcels.pack(head, name, 0, set, body) };
    });
    return this.#block(head, items);
  }

  // Joins

  #joinBlock(tuple: Tuple): Uint8Array {
    const head = this.#head(0);
    const body = this.#bodies.writeTuple(tuple);
    const items = [...this.#joins].map(([name, side]): Item => {
      const { tag, message } = joinable(head, name, side, {
        value: tuple[side.on] as FieldValue,
        body,
      });
      const parcel = this.#parcels.pack(head, name, 0, this.#visibleSet(name, tuple), message);
      return { form: "joinable", name, tag, parcel };
    });
    return this.#block(head, items);
  }

  // Windows

  #admitWindow(query: Query, field: string, over: number): void {
    const condition = conditionKey(query);
    const others = this.#windows.get(field) ?? { condition, sizes: [] };
    if (others.condition !== condition) {
      const problem = `windows of ${field} under another condition were granted in this epoch`;
      const rule = "those who have both could work out single values: grant one condition a field";
      throw new CryptoError("WINDOW", `${problem}; ${rule}`);
    }
    checkWindows([...others.sizes, over]);
    others.sizes.push(over);
    this.#windows.set(field, others);
  }

  #passingOf(query: Query): Passing {
    const key = conditionKey(query);
    let passing = this.#passing.get(key);
    if (passing === undefined) {
      const { where } = query;
      const condition = where === undefined ? null : compilePolicy(where, this.#options.schema);
      // Windows of all tuples begin where those of others of the epoch would.
      const count = condition === null ? this.#tuples : 0;
      passing = { condition, count, series: new Map() };
      this.#passing.set(key, passing);
    }
    return passing;
  }

  #newSeries(query: Query, { count }: Passing, key: bigint): Series {
    const { field, over, method } = query.aggregate as Aggregate;
    const name = windowsName(query);
    const set = this.#setOf(name);
    return method === "agg1"
      ? new EncryptedValues(
          this.#options.publicKey,
          name,
          set,
          this.#leastOf(field),
          over,
          key,
          count,
        )
      : new Sums(this.#parcels, this.#bodies, name, set, over, count);
  }

  #sharedValuesOf(passing: Passing, field: string): SharedValues {
    const name = sharedValuesName(field);
    const known = passing.series.get(name)?.series;
    if (known instanceof SharedValues) return known;
    const series = new SharedValues(this.#parcels, name, this.#leastOf(field), passing.count);
    passing.series.set(name, { field, series });
    return series;
  }

  #windowBlocks(tuples: readonly Tuple[]): readonly Uint8Array[] {
    const blocks: Uint8Array[] = [];
    for (const passing of this.#passing.values()) {
      const { condition, series } = passing;
      const some = condition === null ? tuples : tuples.filter((it) => this.#passes(condition, it));
      for (const { field, series: it } of series.values()) {
        const head = this.#head(0);
        const values = some.map((tuple) => tuple[field] as number);
        const items = it.feed(head, values, passing.count);
        if (items.length > 0) blocks.push(this.#block(head, items));
      }
      passing.count += some.length;
    }
    return blocks;
  }

  #passes(condition: AccessTree, tuple: Tuple): boolean {
    return satisfies(condition, new Set(attributesOf(this.#options.schema, tuple)));
  }

  #leastOf(field: string): number {
    return (this.#options.schema.fields[field] as IntegerField).min;
  }

  // Blocks, and what they are sealed under

  /** Of the next block. */
  #head(tuples: number): BlockHead {
    const { schema, epoch } = this.#options;
    if (this.#blocks > lastNumber) {
      throw new QueryError("GRANT", "an epoch has 2^32 blocks: begin the next one");
    }
    return { owner: schema.owner, stream: schema.stream, epoch, number: this.#blocks, tuples };
  }

  #block(head: BlockHead, items: readonly Item[]): Uint8Array {
    this.#blocks++;
    return encodeBlock(this.#options.signingKey, head, items);
  }

  #visibleKey(tuple: Tuple): string {
    return JSON.stringify(this.#options.filterable.map((name) => tuple[name]));
  }

  /** What policies can ask of a tuple's item. */
  #visibleSet(name: string, tuple: Tuple): AttributeSet {
    const { schema, filterable } = this.#options;
    const attributes = (): readonly string[] => [
      ...this.#setOf(name).attributes(),
      ...attributesOf(
        schema,
        Object.fromEntries(filterable.map((it) => [it, tuple[it] as FieldValue])),
      ),
    ];
    const shortfall = (): number => attributeShortfall(schema, filterable, tuple);
    return { key: this.#visibleKey(tuple), attributes, shortfall };
  }

  #setOf(name: string): AttributeSet {
    const { schema, epoch } = this.#options;
    const attributes = (): readonly string[] => [
      epochAttribute(schema, epoch),
      nameAttribute(schema, name),
    ];
    return { key: "", attributes, shortfall: () => 0 };
  }
}
