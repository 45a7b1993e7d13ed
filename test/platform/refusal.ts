/** What a call of the operator's is refused with. */

import { CordonError } from "../../src/index.ts";

/** @throws Error if the call is granted, or ends in anything but a coded refusal */
export function refusal(call: () => unknown): CordonError {
  try {
    call();
  } catch (error) {
    if (error instanceof CordonError) return error;
    throw new Error(`not a coded refusal: ${String(error)}`, { cause: error });
  }
  throw new Error("it was granted");
}
