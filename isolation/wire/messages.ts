/**
 * The only shapes that cross an isolate: JSON lists of tuples, each headed by what it is. Tags travel
 * as ids, data as the codec of `src/event` writes it.
 *
 * To the cell goes one `CellInput` a crossing, back comes one `CellOutput`.
 */

import type { WireGrant, WireLabel, WireParts, WireValue } from "../../src/event/index.ts";

/** Facts that an event or a start inherits: order key, event time (ms), generations from ingress. */
export type WireCause = readonly [order: string, time: number, hops: number];

/** Characters of the places that one fault or refusal names: ten, each with the name of a function. */
export const longestFrames = 1_024;

export type WireCommand =
  /** Start a unit before the generation's events are dispatched. */
  | readonly [
      "start",
      id: number,
      rank: number,
      program: string,
      input: WireLabel,
      output: WireLabel,
      grants: readonly WireGrant[],
      config: WireValue,
      secret: string,
      eventsPerDelivery: number,
      stopOnFault: boolean,
      cause: WireCause,
    ]
  /** End a unit for good; with all its instances, or but for those that its end would tell something. */
  | readonly ["stop", id: number, withInstances: boolean]
  /** Dispatch an event in this generation; positions are those of the parts in the whole event. */
  | readonly [
      "event",
      reference: number,
      cause: WireCause,
      previous: number | null,
      parts: WireParts,
      positions: readonly number[],
    ]
  /** What some events are like, for `values`: the names of their parts and where their labels stand. */
  | readonly [
      "shape",
      slot: number,
      labels: readonly WireLabel[],
      parts: readonly (readonly [name: string, label: number])[],
    ]
  /** Dispatch a whole event of that shape in this generation, without privileges or earlier versions. */
  | readonly [
      "values",
      reference: number,
      order: string,
      time: number,
      hops: number,
      slot: number,
      data: readonly unknown[],
    ]
  /** An earlier event that this cell was not sent: its next version may only reach who missed it. */
  | readonly ["earlier", reference: number, cause: WireCause, parts: WireParts]
  /** A creator in another cell withdrew a privilege. */
  | readonly ["revoke", tag: string, privilege: string, by: WireLabel, at: number]
  /**
   * What the edge wants, if no other cell takes part: null is the operator's own eye, which sees
   * everything.
   */
  | readonly ["edge", interests: readonly (readonly [WireLabel | null, filter: WireValue])[]]
  /** Whether other cells take part: then keys matter, and the host must know what is wanted here. */
  | readonly ["shared", others: boolean];

export type CrossingHead = readonly [
  /** The number of the generation to dispatch. */
  round: number,
  /** Time (ms) after which to come back even if there is more to do. */
  slice: number,
  /** The terms by which the kernel's meter counts. */
  terms: WireTerms,
  /** Event time (ms) before which no event can come any more. */
  floor: number,
  /** Whether to come back after one generation: the host has something for the next. */
  single: boolean,
  /** Whether these are the last commands of the generation: the cell comes back for the others at once. */
  isLast: boolean,
];

/** Times are processor times in ms. */
export type WireTerms = readonly [
  /** Another number than before if everything had settled. */
  period: number,
  /** Time (ms) that a unit may take at once. */
  limit: number,
  /** Time (ms) that events from the edge have given back to each unit since the cell began. */
  refunded: number,
  /** The share of it that is for this period. */
  credit: number,
  /** The part of the crossing before that was processor time. */
  part: number,
];

/** An event from the edge that may begin once all is done that the one before caused; nothing else may be. */
export type WireTurn = readonly [
  /** Event time (ms) before which no event can come any more. */
  floor: number,
  event: Extract<WireCommand, readonly ["values", ...unknown[]]>,
];

export type CellInput =
  | readonly [head: CrossingHead, commands: readonly WireCommand[]]
  | readonly [head: CrossingHead, commands: readonly WireCommand[], turns: readonly WireTurn[]];

/** Where a crossing stopped. */
export const CELL_IDLE = 0;
/** The generation is done and another one waits in the cell. */
export const CELL_NEXT = 1;
/** Time was up within the generation. */
export const CELL_UNFINISHED = 2;
export type CellState = typeof CELL_IDLE | typeof CELL_NEXT | typeof CELL_UNFINISHED;

export type WireReport =
  /** A tag made in this cell, before any other message names it. */
  | readonly ["tag", id: string, name: string]
  /** Tags that nothing in this cell refers to any more. */
  | readonly ["forget", ids: readonly string[]]
  /**
   * An event was published: all of it if other cells take part, else what the edge may see. It may be a
   * version of one that the host was told of.
   */
  | readonly [
      "event",
      reference: number,
      unit: number,
      cause: WireCause,
      parts: WireParts,
      previous: number | null,
    ]
  /** An event of which a version follows, and which only units of this cell were there to see. */
  | readonly ["earlier", reference: number, unit: number, cause: WireCause, parts: WireParts]
  /** An event that the host knows was changed and released; its own the cell refers to below 0. */
  | readonly [
      "version",
      reference: number,
      unit: number,
      cause: WireCause,
      previous: number,
      removed: readonly number[],
      /** To be removed, too, if there is such a part. */
      unseen: readonly (readonly [name: string, label: WireLabel])[],
      added: WireParts,
    ]
  | readonly [
      "spawn",
      unit: number,
      program: string,
      label: WireLabel,
      grants: readonly WireGrant[],
      config: WireValue,
      cause: WireCause,
      lineage: string,
    ]
  | readonly ["revoke", unit: number, tag: string, privilege: string, by: WireLabel, at: number]
  /** Secrecy tags that a unit may read from the next generation on, beyond those it was started with. */
  | readonly ["raised", unit: number, secrecy: readonly string[]]
  /** What an endpoint may see now, and what it could raise instances to. */
  | readonly ["endpoint", rank: number, unit: number, input: WireLabel, raise: readonly string[]]
  | readonly ["gone", rank: number]
  | readonly ["subscribe", rank: number, subscription: number, filter: WireValue, managed: boolean]
  | readonly ["unsubscribe", rank: number, subscription: number]
  /** A program threw or took too long; if the unit was stopped, the host decides what becomes of it. */
  | readonly [
      "fault",
      unit: number,
      message: string,
      /** Places in the program's text: `line:column:function`, a line each. */
      frames: string,
      moment: string,
      stopped: boolean,
      /** Whether it was raised above the label that it was started with. */
      raised: boolean,
      cause: WireCause,
    ]
  | readonly [
      "refused",
      unit: number,
      code: string,
      message: string,
      /** Of the first of them. */
      frames: string,
      count: number,
    ]
  | readonly ["log", unit: number, text: string];

export type CellOutput =
  | readonly [
      state: CellState,
      /** The number of the last generation that was begun. */
      round: number,
      reports: readonly WireReport[],
    ]
  /** If turns were given: how many began. All before the last are done, and there is no report of them. */
  | readonly [state: CellState, round: number, reports: readonly WireReport[], turns: number];
