/** The band around the mean ratio of two prices, and whether the ratio is outside. */

/** Ticks over which the mean forgets. */
const meanTicks = 64;

export interface PairBand {
  readonly first: string;
  /** How far the ratio may be from its mean, as a share of it. */
  readonly band: number;
  firstPrice: number;
  secondPrice: number;
  /** Of the first price to the second; NaN until both are known. */
  mean: number;
  armed: boolean;
}

export function newPairBand(first: string, band: number): PairBand {
  return { first, band, firstPrice: NaN, secondPrice: NaN, mean: NaN, armed: true };
}

/**
 * Takes a price.
 *
 * @returns which symbol is dear, if the ratio has just left the band
 */
export function updatePair(
  pair: PairBand,
  symbol: string,
  price: number,
): "first" | "second" | null {
  if (symbol === pair.first) pair.firstPrice = price;
  else pair.secondPrice = price;
  const ratio = pair.firstPrice / pair.secondPrice;
  if (ratio !== ratio) return null;
  const { mean, band, armed } = pair;
  if (mean !== mean) {
    pair.mean = ratio;
    return null;
  }
  const deviation = ratio / mean - 1;
  pair.mean = mean + (ratio - mean) / meanTicks;
  if (!armed) {
    pair.armed = deviation < band / 2 && deviation > -band / 2;
    return null;
  }
  if (deviation <= band && deviation >= -band) return null;
  pair.armed = false;
  return deviation > 0 ? "first" : "second";
}
