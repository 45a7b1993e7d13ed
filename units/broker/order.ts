/** Orders as they arrive: written by traders, who may be hostile, so nothing is taken on trust. */

import type { Tag, Value } from "../../src/unit/index.ts";
import { isRecord, isTag } from "./config.ts";
import type { OrderTerms } from "./order-book.ts";

export interface OrderBody {
  readonly symbol: string;
  /** The order's own tag: its name, and the label of what concerns it. */
  readonly ref: Tag;
  readonly terms: OrderTerms;
}

/** What is wrong with a body: it is no record, or its first field that is not as it must be. */
export type BodyProblem =
  | "malformed"
  | "ref"
  | "symbol"
  | "side"
  | "timeInForce"
  | "limit"
  | "quantity"
  | "minimumQuantity";

const longestSymbol = 32;
/** Far below 2^53, so that sums of quantities stay exact. */
const largestQuantity = 1_000_000_000;
const largestLimit = 1_000_000_000_000;

function isSymbol(value: Value | undefined): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= longestSymbol;
}

function isSide(value: Value | undefined): value is OrderTerms["side"] {
  return value === "buy" || value === "sell";
}

function isTimeInForce(value: Value | undefined): value is OrderTerms["timeInForce"] {
  return value === "day" || value === "ioc";
}

function isQuantity(value: Value | undefined, least: number): value is number {
  return (
    typeof value === "number" &&
    Number.isInteger(value) &&
    value >= least &&
    value <= largestQuantity
  );
}

function isLimit(value: Value | undefined): value is number | null {
  return value === null || (typeof value === "number" && value > 0 && value <= largestLimit);
}

/** The order in a body; undefined if anything about it is malformed. Whether `ref` is a tag at all
 * only the platform can tell. */
export function readOrder(body: Value | undefined): OrderBody | undefined {
  if (!isRecord(body)) return undefined;
  const { symbol, side, limit, quantity, minimumQuantity, timeInForce, ref } = body;
  if (!isTag(ref) || !isSymbol(symbol) || !isSide(side) || !isTimeInForce(timeInForce)) {
    return undefined;
  }
  if (!isLimit(limit) || !isQuantity(quantity, 1) || !isQuantity(minimumQuantity, 0)) {
    return undefined;
  }
  if (minimumQuantity > quantity) return undefined;
  return { symbol, ref, terms: { side, limit, quantity, minimumQuantity, timeInForce } };
}

/** Why `readOrder` finds no order in a body. */
export function problemOf(body: Value | undefined): BodyProblem {
  if (!isRecord(body)) return "malformed";
  if (!isTag(body.ref)) return "ref";
  if (!isSymbol(body.symbol)) return "symbol";
  if (!isSide(body.side)) return "side";
  if (!isTimeInForce(body.timeInForce)) return "timeInForce";
  if (!isLimit(body.limit)) return "limit";
  return isQuantity(body.quantity, 1) ? "minimumQuantity" : "quantity";
}

/** How much a body asks for; 0 if it does not say so in a way that counts. */
export function quantityOf(body: Value | undefined): number {
  const quantity = isRecord(body) ? body.quantity : undefined;
  return isQuantity(quantity, 1) ? quantity : 0;
}
