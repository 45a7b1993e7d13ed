/** The schemes as owner, cloud and user run them, and which primitives that cannot do without. */

import { allOf, leaf } from "../../src/crypto/access-tree.ts";
import { LargeMasterKey } from "../../src/crypto/large-universe.ts";
import { seal, type Security, transform, UserKey } from "../../src/crypto/sealing.ts";
import { SmallMasterKey } from "../../src/crypto/small-universe.ts";
import type { Bytes, Counts, Role } from "./costs.ts";

export interface SchemeParams {
  readonly attributes: number;
  readonly leaves: number;
  /** Of a message. */
  readonly bytes: number;
}

export interface Scheme extends Counts {
  readonly name: string;
  readonly params: SchemeParams;
  readonly run: Readonly<Record<Role, () => unknown>>;
  readonly bytes: Bytes;
}

export type Universe = "small" | "large";

/** Of a message. */
const messageBytes = 64;

/** @param size attributes of the ciphertext, and leaves of a policy that asks for all of them */
export function scheme(universe: Universe, security: Security, size: number): Scheme {
  const attributes = Array.from({ length: size }, (_, i) => `attribute ${i}`);
  const master = universe === "small" ? SmallMasterKey.setUp(attributes) : LargeMasterKey.setUp();
  const { publicKey } = master;
  const { transformKey, z } = master.grant(allOf(attributes.map(leaf)));
  const userKey = new UserKey(z, publicKey.Y);
  const message = new Uint8Array(messageBytes);
  const options = { security };
  const sealed = seal(publicKey, attributes, message, options);
  const transformed = transform(transformKey, sealed);
  if (transformed === null) throw new Error("the policy is not satisfied");
  const isLarge = universe === "large";
  const isRcca = security === "rcca";
  return {
    name: `proxy KP-ABE, ${universe} universe, ${security}`,
    params: { attributes: size, leaves: size, bytes: messageBytes },
    run: {
      owner: () => seal(publicKey, attributes, message, options),
      cloud: () => transform(transformKey, sealed),
      user: () => userKey.open(transformed, options),
    },
    least: {
      owner: {
        g1Multiply: size,
        gtPower: isRcca ? 2 : 1,
        ...(isLarge && { g2Multiply: 1 }),
      },
      cloud: {
        precomputedMillerLoop: size,
        g1Multiply: size,
        finalExponentiation: 1,
        ...(isLarge && { millerLoop: 1 }),
      },
      user: { gtPower: isRcca ? 2 : 1 },
    },
    apart: { user: { gtCheck: isRcca ? 2 : 1 } },
    bytes: { sealed: sealed.length, transformed: transformed.length },
  };
}
