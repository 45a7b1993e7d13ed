import { BigNumber } from "bignumber.js";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

export function compute(): ValueInput {
  const Fine = BigNumber.clone({ DECIMAL_PLACES: 30, EXPONENTIAL_AT: 1e9 });
  const notional = new Fine("123456789.123456789").times("0.000000001");
  return {
    notional: notional.toString(),
    formatted: new Fine("1234567.891").toFormat(2),
    quotient: new Fine(1).div(7).toString(),
    binary: new Fine(255).toString(2),
    base: new Fine("zz", 36).toNumber(),
    extremes: [Fine.max(1, "3", 2).toString(), Fine.min(1, "3", 2).toString()],
    sum: Fine.sum("0.1", "0.2", "0.3").toString(),
    isNumber: BigNumber.isBigNumber(notional),
    fraction: new Fine("0.75").toFraction().map(String),
    json: JSON.stringify({ notional }),
  };
}

export default computing(compute);
