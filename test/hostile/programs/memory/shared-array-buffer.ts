/**
 * Shares memory, and waits on it.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict, { bytes }) => {
    verdict.expect("SharedArrayBuffer", typeof SharedArrayBuffer === "undefined");
    verdict.expect("Atomics", typeof Atomics === "undefined");
    if (bytes === null || typeof bytes !== "object" || !("length" in bytes)) {
      verdict.broken("no bytes to look at");
      return;
    }
    const copy = unit.bytes(bytes as Parameters<typeof unit.bytes>[0]);
    verdict.expect("bytes are copied", copy.buffer instanceof ArrayBuffer);
    copy[0] = 99;
    const another = unit.bytes(bytes as Parameters<typeof unit.bytes>[0]);
    verdict.expect("the event's bytes were changed", another[0] === 1);
    verdict.expect("two copies are one", another.buffer !== copy.buffer);
  });
});

export default program;
