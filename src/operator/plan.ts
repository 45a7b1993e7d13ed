/** What operators are told, ask for and send: plain data. */

import type { Block } from "./block.ts";

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
