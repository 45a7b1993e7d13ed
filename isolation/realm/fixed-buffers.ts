/**
 * Leaves a realm only array buffers of fixed size: what can grow or move reserves memory that no
 * limit counts. Runs before `ses`, which keeps what it finds and makes it unchangeable.
 */

import { replaceConstructor } from "./wrap.ts";

const Native = ArrayBuffer;
const { prototype } = Native;

/** What is left of these afterwards is a stand-in of `ses` that can do nothing. */
for (const name of ["resize", "resizable", "maxByteLength", "transfer", "transferToFixedLength"]) {
  Reflect.deleteProperty(prototype, name);
}

/** Takes a length, and no options such as `maxByteLength`. */
function FixedArrayBuffer(length: unknown): ArrayBuffer {
  if (new.target === undefined) throw new TypeError("Constructor ArrayBuffer requires 'new'");
  return Reflect.construct(Native, [length], new.target);
}

replaceConstructor("ArrayBuffer", FixedArrayBuffer);
