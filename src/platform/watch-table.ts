/**
 * The memory that the host's thread and the watchdog share: a slot for each call into a cell that is under
 * way, and the words by which the watchdog sleeps while there is none.
 *
 * | word of a slot | |
 * |---|---|
 * | `CELL` | the number of the cell that is called; 0 if the slot is free |
 * | `LIMIT` | the time (ms) on the wall's clock after which the call should have ended |
 * | `CALL` | counts the calls, so that two in a row are not taken for one |
 * | `ELSEWHERE` | 1 if the call runs on another thread than the host's |
 */

export const CELL = 0;
export const LIMIT = 1;
export const CALL = 2;
export const ELSEWHERE = 3;
export const SLOT_WORDS = 4;
/** Slots of one table: calls on several threads at a time, and of platforms within each other. */
export const SLOTS = 64;

/** Words of the control memory. */
export const BEGUN = 0;
export const ASLEEP = 1;
/** Counts turns of the host's event loop while a call runs elsewhere: only there is its end noticed. */
export const TURNS = 2;
export const CONTROL_WORDS = 3;

/** The host's messages to the watchdog, in order. */
export type WatchMessage =
  | { readonly kind: "table"; readonly memory: SharedArrayBuffer }
  /** A cell, and where its kernel notes which unit runs. */
  | {
      readonly kind: "cell";
      readonly cell: number;
      readonly platform: number;
      readonly key: string;
      readonly blame: SharedArrayBuffer;
    }
  | { readonly kind: "gone"; readonly cell: number }
  | {
      readonly kind: "unit";
      readonly platform: number;
      readonly id: number;
      readonly name: string;
      readonly owner: string;
    }
  | { readonly kind: "closed"; readonly platform: number };

/** The data that the watchdog is started with. */
export interface WatchStart {
  readonly control: SharedArrayBuffer;
  readonly graceMs: number;
  /** Where the launcher reads which unit ran last; null if there is no launcher. */
  readonly descriptor: number | null;
}
