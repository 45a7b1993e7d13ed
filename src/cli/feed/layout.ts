/** Columns of a feed, as they were found, and as the command line names them. */

import type { Zone } from "./zone.ts";

/** The column of the whole time, or those of the date and the time of day. */
export type TimeColumns = readonly [time: number] | readonly [date: number, clock: number];

export type Columns =
  | {
      readonly kind: "row";
      /** A column, or the symbol of all rows. */
      readonly symbol: number | string;
      readonly time: TimeColumns;
      readonly price: number;
    }
  /** A column a symbol. */
  | {
      readonly kind: "wide";
      readonly symbols: readonly { readonly name: string; readonly column: number }[];
      readonly time: TimeColumns;
    };

/** Columns that were named on the command line. */
export interface NamedColumns {
  readonly symbol?: string;
  readonly time?: readonly string[];
  /** A name, or `*`: each column that is not of the time is a symbol. */
  readonly price?: string;
}

export interface ColumnOptions {
  readonly columns?: NamedColumns | undefined;
  /** The symbol of all rows. */
  readonly symbol?: string | undefined;
  /** Of times that name none. */
  readonly zone?: Zone | undefined;
}
