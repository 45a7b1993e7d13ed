import { ATR, BollingerBands, EMA, MACD, RSI, SMA, Stochastic } from "technicalindicators";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

const values = Array.from({ length: 60 }, (_, i) => 100 + 10 * Math.sin(i / 5) + (i % 7) / 10);
const high = values.map((it) => it + 1);
const low = values.map((it) => it - 1);

export function compute(): ValueInput {
  const streaming = new SMA({ period: 5, values: values.slice(0, 10) });
  const macd = MACD.calculate({
    values,
    fastPeriod: 5,
    slowPeriod: 8,
    signalPeriod: 3,
    SimpleMAOscillator: false,
    SimpleMASignal: false,
  });
  return {
    sma: SMA.calculate({ period: 8, values }),
    ema: EMA.calculate({ period: 8, values }),
    rsi: RSI.calculate({ period: 14, values }),
    macd: macd.map((it) => JSON.stringify(it)),
    bands: BollingerBands.calculate({ period: 14, values, stdDev: 2 }).map((it) =>
      JSON.stringify(it),
    ),
    range: ATR.calculate({ period: 14, high, low, close: values }),
    stochastic: Stochastic.calculate({
      period: 14,
      signalPeriod: 3,
      high,
      low,
      close: values,
    }).map((it) => JSON.stringify(it)),
    streamed: values.slice(10, 15).map((it) => streaming.nextValue(it) ?? null),
  };
}

export default computing(compute);
