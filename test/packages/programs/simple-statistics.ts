import {
  interquartileRange,
  linearRegression,
  linearRegressionLine,
  mean,
  median,
  medianAbsoluteDeviation,
  quantile,
  rSquared,
  sampleCorrelation,
  sampleSkewness,
  standardDeviation,
  zScore,
} from "simple-statistics";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

export function compute(): ValueInput {
  const prices = [10, 10.5, 9.75, 11, 10.25, 12, 11.5];
  const points = prices.map((price, at) => [at, price]);
  const line = linearRegression(points);
  return {
    mean: mean(prices),
    median: median(prices),
    deviation: standardDeviation(prices),
    quantiles: quantile(prices, [0.05, 0.5, 0.95]),
    range: interquartileRange(prices),
    absolute: medianAbsoluteDeviation(prices),
    skewness: sampleSkewness(prices),
    correlation: sampleCorrelation(prices, prices.toReversed()),
    line,
    fit: rSquared(points, linearRegressionLine(line)),
    score: zScore(12, mean(prices), standardDeviation(prices)),
  };
}

export default computing(compute);
