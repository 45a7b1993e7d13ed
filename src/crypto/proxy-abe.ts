/**
 * Key-policy attribute-based encryption whose decryption is outsourced (Green, Hohenberger and Waters,
 * USENIX Security 2011): what its two forms have in common, `small-universe.ts` and `large-universe.ts`.
 *
 * A message is encrypted under a set of attributes; a key has a policy over them. The cloud is given the
 * transform key, which decrypts nothing: it turns a ciphertext whose attributes satisfy the policy into
 * one that the user opens with a single power. Selectively secure against chosen plaintexts; `sealing.ts`
 * makes of it what encrypts messages.
 */

import type { AccessTree } from "./access-tree.ts";
import type { GT, Scalar } from "./pairing.ts";

/** A secret that only who satisfies the header's attributes can have made. */
export interface Encapsulation {
  /** Y^s */
  readonly secret: GT;
  /** What the cloud makes Y^(s/z) of. */
  readonly header: Uint8Array;
}

export interface PublicKey {
  /** Y = gT^y */
  readonly Y: GT;
  /**
   * @param s random, from 1 to r − 1
   * @throws CryptoError ATTRIBUTES if one is none of the universe, or comes twice
   */
  encapsulate(attributes: readonly string[], s: Scalar): Encapsulation;
  toBytes(): Uint8Array;
}

/** What the cloud transforms with. It holds memory outside the garbage collector's reach. */
export interface TransformKey extends Disposable {
  readonly policy: AccessTree;
  /**
   * @returns Y^(s/z), or null if the attributes do not satisfy the policy
   * @throws CryptoError ENCODING
   */
  transform(header: Uint8Array): GT | null;
  toBytes(): Uint8Array;
}

export interface Grant {
  /** For the cloud. */
  readonly transformKey: TransformKey;
  /** z, for the user: who has both can decrypt. */
  readonly z: Scalar;
}

export interface MasterKey {
  readonly publicKey: PublicKey;
  /** @throws CryptoError ATTRIBUTES if the policy names one that is none of the universe */
  grant(policy: AccessTree): Grant;
  toBytes(): Uint8Array;
}
