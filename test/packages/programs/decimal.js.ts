import { Decimal } from "decimal.js";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

export function compute(): ValueInput {
  const Fine = Decimal.clone({ precision: 40, rounding: Decimal.ROUND_HALF_EVEN });
  const price = new Fine("0.1").plus("0.2");
  return {
    sum: price.toString(),
    isExact: price.equals("0.3"),
    root: new Fine(2).sqrt().toFixed(20),
    power: new Fine("1.0001").pow(365).toString(),
    logarithm: Fine.ln(10).toString(),
    hexadecimal: new Fine("0xff.8").toNumber(),
    rounded: new Fine("1234567.891").toDecimalPlaces(1).toString(),
    values: [1, "2.5", 3].map((it) => new Fine(it).times(3).valueOf()),
    json: JSON.stringify({ price }),
    refusal: thrown(() => new Fine("no number")),
  };
}

function thrown(action: () => unknown): string {
  try {
    action();
    return "nothing";
  } catch (error) {
    return String(error);
  }
}

export default computing(compute);
