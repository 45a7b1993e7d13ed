/** What the cloud computes with what was registered: nothing that it can read comes out of it. */

import { hash } from "node:crypto";
import {
  addInG1,
  addMaskedSums,
  applyToken,
  transform,
  type TransformKey,
  transformMasked,
} from "../crypto/index.ts";
import type { Outcome, Work } from "../operator/operator.ts";
import type { Registration } from "./registration.ts";

/** Transformed keys that are remembered for a query: of those of an epoch there are many parcels. */
const mostRemembered = 4_096;
/** Of these (bytes): there are no longer ones among the owner's. */
const longestRemembered = 2 ** 20;

export class Arithmetic implements Disposable {
  readonly #registration: Registration;
  readonly #transformed = new Map<string, Uint8Array | null>();

  constructor(registration: Registration) {
    this.#registration = registration;
  }

  /** @throws CryptoError ENCODING */
  do({ task, side, inputs }: Work): Outcome {
    const { plan, grants, tokens } = this.#registration;
    const { key } = grants[side] ?? grants[0];
    const areInG1 = plan.kind === "add" && plan.areMasksShared;
    switch (task) {
      case "transform":
        return inputs.map((it) => this.#transform(key, it));
      case "tag": {
        const token = tokens?.[side];
        return inputs.map((it) => (token === undefined ? null : applyToken(it, token)));
      }
      case "fold":
        return [areInG1 ? addInG1(inputs) : transformMasked(key, inputs)];
      case "combine":
        return [areInG1 ? addInG1(inputs) : addMaskedSums(inputs)];
    }
  }

  [Symbol.dispose](): void {
    for (const { key } of this.#registration.grants) key[Symbol.dispose]();
  }

  #transform(key: TransformKey, sealed: Uint8Array): Uint8Array | null {
    // By what is transformed, not by what it is called: anybody can call anything so.
    const id = hash("sha256", sealed, "base64");
    let transformed = this.#transformed.get(id);
    if (transformed === undefined) {
      transformed = transform(key, sealed);
      if (this.#transformed.size >= mostRemembered) this.#transformed.clear();
      if (sealed.length <= longestRemembered) this.#transformed.set(id, transformed);
    }
    return transformed;
  }
}
