/** What the schemes are made of, each by itself. */

import mcl from "mcl-wasm";
import {
  decodeG1,
  encode,
  g1,
  g2,
  gT,
  isInGT,
  randomScalar,
  type Scalar,
} from "../../src/crypto/pairing.ts";

export const primitiveNames = [
  "g1Multiply",
  "g2Multiply",
  "gtPower",
  "millerLoop",
  "precomputedMillerLoop",
  "finalExponentiation",
  "g1Decode",
  "gtCheck",
] as const;

export type PrimitiveName = (typeof primitiveNames)[number];

/** How many of which primitives something takes. */
export type Count = Partial<Readonly<Record<PrimitiveName, number>>>;

/** With one scalar again and again the processor would learn it by heart. */
const scalarsInTurn = 257;

export type Primitives = Readonly<Record<PrimitiveName, () => unknown>>;

export function primitives(): Primitives {
  const scalars = Array.from({ length: scalarsInTurn }, randomScalar);
  let turn = 0;
  const next = (): Scalar => scalars[turn++ % scalarsInTurn] as Scalar;
  const p = mcl.mul(g1, next());
  const q = mcl.mul(g2, next());
  const t = mcl.pow(gT, next());
  const precomputed = new mcl.PrecomputedG2(q);
  const encoded = encode(p);
  return {
    g1Multiply: () => mcl.mul(p, next()),
    g2Multiply: () => mcl.mul(q, next()),
    gtPower: () => mcl.pow(t, next()),
    millerLoop: () => mcl.millerLoop(p, q),
    precomputedMillerLoop: () => mcl.precomputedMillerLoop(p, precomputed),
    finalExponentiation: () => mcl.finalExp(t),
    g1Decode: () => decodeG1(encoded),
    gtCheck: () => isInGT(t),
  };
}
