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

const longestSymbol = 32;
/** Far below 2^53, so that sums of quantities stay exact. */
const largestQuantity = 1_000_000_000;
const largestLimit = 1_000_000_000_000;

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
  if (typeof symbol !== "string" || symbol.length === 0 || symbol.length > longestSymbol) {
    return undefined;
  }
  if (side !== "buy" && side !== "sell") return undefined;
  if (timeInForce !== "day" && timeInForce !== "ioc") return undefined;
  if (!isLimit(limit) || !isQuantity(quantity, 1) || !isQuantity(minimumQuantity, 0)) {
    return undefined;
  }
  if (minimumQuantity > quantity || !isTag(ref)) return undefined;
  return { symbol, ref, terms: { side, limit, quantity, minimumQuantity, timeInForce } };
}
