/** Operators that join. */

import { type Block, isParcel, only, type Signed } from "./block.ts";
import type { InOrder } from "./in-order.ts";
import type { Operator, Outgoing, Plan, Source } from "./plan.ts";

/** Tuples that are transformed, and sent, together with one that they are joined with. */
export const pairsTogether = 16;
/** Of these groups so many are under way, before those of another tuple are begun. */
const groupsUnderWay = 64;

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
export class JoinTuples implements Operator {
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
