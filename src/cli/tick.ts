/** A price as it enters the exchange's feed. */
export interface Tick {
  readonly symbol: string;
  readonly price: number;
  /** Event time in ms since 1970 (UTC). */
  readonly time: number;
}
