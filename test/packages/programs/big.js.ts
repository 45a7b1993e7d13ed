import { Big } from "big.js";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

export function compute(): ValueInput {
  const Fine = Big();
  Fine.DP = 25;
  Fine.RM = Big.roundHalfEven;
  const third = new Fine(1).div(3);
  return {
    third: third.toString(),
    root: new Fine(3).sqrt().toFixed(20),
    compared: [new Fine(2).cmp(10), new Fine("1e3").eq(1_000), new Fine(-1).gt(0)],
    formatted: new Fine("1234.5678").toFixed(2),
    exponential: new Fine("0.00000123").toExponential(),
    json: JSON.stringify([third]),
    text: new Fine("12.50").valueOf(),
  };
}

export default computing(compute);
