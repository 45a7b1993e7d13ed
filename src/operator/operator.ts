/**
 * What the cloud does for a query, block by block: which items concern it, what is to be computed of them,
 * and what comes of that. It computes nothing itself, and needs nothing but the language, so that it can
 * run in the cloud's own program, or as a unit that has no privileges.
 */

import type { Block, Item, ParcelItem, Signed } from "./block.ts";

/** What is to be computed with the keys of a registration. */
export interface Work {
  /**
   * - `transform`: keys under attributes to what a user opens; null for those that the policy refuses.
   * - `tag`: tags of one side of a join to what both sides have in common.
   * - `fold`: masked values to one sum, or null; `combine`: sums to one.
   */
  readonly task: "transform" | "tag" | "fold" | "combine";
  /** Of a join: 0 for the stream of the query, 1 for the other. */
  readonly side: number;
  readonly inputs: readonly Uint8Array[];
}

/** One for each input, or one in all; nothing if it could not be computed. */
export type Outcome = readonly (Uint8Array | null)[];

export type Ask = (work: Work, then: (outcome: Outcome) => void) => void;

/** What is sent to a user. */
export type Outgoing =
  | { readonly form: "result"; readonly block: Block }
  /** A tuple with some of those of the other stream that came before it; `side` is its own. */
  | {
      readonly form: "pairs";
      readonly side: number;
      readonly one: Block;
      readonly others: readonly Block[];
    }
  /** `agg1` */
  | {
      readonly form: "window";
      readonly epoch: number;
      readonly index: number;
      readonly sum: Uint8Array;
    }
  /** `agg3`, with the block that has the masks */
  | {
      readonly form: "sharedWindow";
      readonly index: number;
      readonly masks: Block;
      readonly sum: Uint8Array;
    };

/** What an operator knows of a stream: its name, the epoch of the grant, and which items that is for. */
export interface Source {
  readonly owner: string;
  readonly stream: string;
  readonly epoch: number;
  readonly items: readonly string[];
}

/** Plain data: all that an operator has to be told. */
export type Plan =
  | { readonly kind: "pass"; readonly sources: readonly [Source] }
  /** Of the source's items the first are the values, the last the windows. */
  | {
      readonly kind: "add";
      readonly sources: readonly [Source];
      readonly over: number;
      readonly areMasksShared: boolean;
    }
  | { readonly kind: "join"; readonly sources: readonly [Source, Source]; readonly within: number };

export interface Operator {
  /** A block of one of its sources, in their order. */
  take(block: Block, side: number): void;
}

/** Masked values, and sums, that are added up at a time: it takes some tenths of a second at most. */
const addTogether = 32;
/** Tuples that are transformed, and sent, together with one that they are joined with. */
const pairsTogether = 16;
/** Of these groups so many are under way, before those of another tuple are begun. */
const groupsUnderWay = 64;

/** Pieces of work that an honest operator asks for because of one block, at most. */
export function mostWorkOfBlock(plan: Plan): number {
  // Each value may end a window.
  const ofItems = 512;
  return plan.kind === "join" ? ofItems + Math.ceil(plan.within / pairsTogether) : ofItems;
}

interface Asked {
  outcome: Outcome | null;
  readonly goOn: (outcome: Outcome) => void;
}

/** Lets continuations run in the order of what was asked, in whatever order it is computed. */
class InOrder {
  readonly #ask: Ask;
  readonly #waiting: Asked[] = [];

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  ask(work: Work, then: (outcome: Outcome) => void): void {
    const entry: Asked = { outcome: null, goOn: then };
    this.#waiting.push(entry);
    this.#ask(work, (outcome) => {
      entry.outcome = outcome;
      this.#goOn();
    });
  }

  /** What one of them throws keeps none of the others waiting. */
  #goOn(): void {
    let failure: { readonly error: unknown } | null = null;
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined || first.outcome === null) break;
      this.#waiting.shift();
      try {
        first.goOn(first.outcome);
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== null) throw failure.error;
  }
}

function isParcel(item: Item | null): item is ParcelItem {
  return item !== null && item.form !== "masked";
}

/** The block with the keys of some items transformed, and without all others. */
function only(block: Block, keys: ReadonlyMap<Signed, Uint8Array | null>): Block {
  const items = block.items.map((signed): Signed => {
    const key = keys.get(signed) ?? null;
    const { item, digest } = signed;
    if (key === null || !isParcel(item)) return { item: null, digest };
    return { item: { ...item, parcel: { ...item.parcel, key } }, digest };
  });
  return { ...block, items };
}

/** Map, Filter, both, and windows by `agg2`: items are transformed and passed on. */
class Pass implements Operator {
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
class Add implements Operator {
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

interface Entry {
  readonly block: Block;
  readonly signed: Signed;
  readonly side: number;
  readonly tag: string;
  /** Its key, transformed; undefined until it is known. */
  key: Uint8Array | null | undefined;
  /** Whether it will be known when what was asked until now is. */
  isAsked: boolean;
}

/** A tuple that has come, and those that it meets. */
interface Meeting {
  readonly entry: Entry;
  readonly others: readonly Entry[];
}

/** The latest tuples of a stream, by what their tags have in common with the other's. */
class Kept {
  readonly #within: number;
  readonly #byTag = new Map<string, Set<Entry>>();
  readonly #inOrder = new Set<Entry>();

  constructor(within: number) {
    this.#within = within;
  }

  add(entry: Entry): void {
    const equal = this.#byTag.get(entry.tag) ?? new Set();
    this.#byTag.set(entry.tag, equal.add(entry));
    this.#inOrder.add(entry);
    if (this.#inOrder.size <= this.#within) return;
    const [oldest] = this.#inOrder;
    if (oldest === undefined) return;
    this.#inOrder.delete(oldest);
    const others = this.#byTag.get(oldest.tag);
    others?.delete(oldest);
    if (others?.size === 0) this.#byTag.delete(oldest.tag);
  }

  of(tag: string): Iterable<Entry> {
    return this.#byTag.get(tag) ?? [];
  }
}

/** Join: tuples of two streams that have equal tags. They are transformed when they have found another. */
class JoinTuples implements Operator {
  readonly #sources: readonly [Source, Source];
  readonly #ask: InOrder;
  readonly #emit: (outgoing: Outgoing) => void;
  readonly #kept: readonly [Kept, Kept];
  readonly #meetings: Meeting[] = [];
  #underWay = 0;
  #isBeginning = false;

  constructor(
    { sources, within }: Extract<Plan, { readonly kind: "join" }>,
    ask: InOrder,
    emit: (outgoing: Outgoing) => void,
  ) {
    this.#sources = sources;
    this.#ask = ask;
    this.#emit = emit;
    this.#kept = [new Kept(within), new Kept(within)];
  }

  take(block: Block, side: number): void {
    const [name] = this.#sources[side === 0 ? 0 : 1].items;
    for (const signed of block.items) {
      const { item } = signed;
      if (item?.form !== "joinable" || item.name !== name) continue;
      this.#ask.ask({ task: "tag", side, inputs: [item.tag] }, ([tag = null]) => {
        if (tag === null) return;
        this.#match({ block, signed, side, tag: tag.join(), key: undefined, isAsked: false });
      });
    }
  }

  #match(entry: Entry): void {
    const [mine, theirs] = entry.side === 0 ? this.#kept : this.#kept.toReversed();
    mine?.add(entry);
    const others = [...(theirs?.of(entry.tag) ?? [])];
    if (others.length === 0) return;
    this.#transform([entry], () => {
      if (!isKnown(entry)) return;
      this.#meetings.push({ entry, others });
      this.#begin();
    });
  }

  /** Not all at once: a unit may not publish as much as it likes. */
  #begin(): void {
    // Groups of one tuple stay together, also where they are known at once.
    if (this.#isBeginning) return;
    this.#isBeginning = true;
    while (this.#underWay < groupsUnderWay) {
      const meeting = this.#meetings.shift();
      if (meeting === undefined) break;
      const { entry, others } = meeting;
      for (let i = 0; i < others.length; i += pairsTogether) {
        const some = others.slice(i, i + pairsTogether);
        this.#underWay++;
        this.#transform(some, () => {
          this.#underWay--;
          this.#pair(entry, some);
          this.#begin();
        });
      }
    }
    this.#isBeginning = false;
  }

  /**
   * Of one side; those that were asked for are known by then. Also where nothing is to be computed it comes
   * back another time: what is done at a time is one thing.
   */
  #transform(entries: readonly Entry[], then: () => void): void {
    const unknown = entries.filter(({ isAsked }) => !isAsked);
    const inputs = unknown.map(({ signed: { item } }) =>
      isParcel(item) ? item.parcel.key : new Uint8Array(),
    );
    for (const entry of unknown) entry.isAsked = true;
    const side = entries[0]?.side ?? 0;
    this.#ask.ask({ task: "transform", side, inputs }, (outcome) => {
      for (const [i, entry] of unknown.entries()) {
        entry.key = outcome[i];
        // What failed is tried again for the next tuple that it meets.
        entry.isAsked = entry.key !== undefined;
      }
      then();
    });
  }

  #pair(entry: Entry, partners: readonly Entry[]): void {
    const others = partners.filter(isKnown).map(forUser);
    if (others.length === 0) return;
    this.#emit({ form: "pairs", side: entry.side, one: forUser(entry), others });
  }
}

function isKnown({ key }: Entry): boolean {
  return key !== null && key !== undefined;
}

function forUser({ block, signed, key = null }: Entry): Block {
  return only(block, new Map([[signed, key]]));
}

/**
 * @param ask has something computed; what is done with it comes in the order in which it was asked
 * @param emit sends something to the user
 */
export function operatorOf(plan: Plan, ask: Ask, emit: (outgoing: Outgoing) => void): Operator {
  const inOrder = new InOrder(ask);
  switch (plan.kind) {
    case "pass":
      return new Pass(plan.sources[0], inOrder, emit);
    case "add":
      return new Add(plan, inOrder, emit);
    case "join":
      return new JoinTuples(plan, inOrder, emit);
  }
}
