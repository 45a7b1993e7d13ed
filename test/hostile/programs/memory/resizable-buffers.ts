/**
 * Grows a buffer past what it was made with: memory that no limit counts.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const Inherited = new Uint8Array(8).buffer.constructor as ArrayBufferConstructor;
    class Growing extends ArrayBuffer {}
    const makers = [ArrayBuffer, Inherited, Growing];
    for (const Maker of makers) {
      const buffer = new Maker(8, { maxByteLength: 2 ** 20 });
      verdict.throws("resize", () => buffer.resize(1024));
      verdict.throws("resize of another", () => ArrayBuffer.prototype.resize.call(buffer, 1024));
      verdict.expect("it may grow", buffer.maxByteLength === 8 && !buffer.resizable);
      verdict.expect("it has grown", new Uint8Array(buffer).length === 8);
    }
    const built = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 64 }], Growing);
    verdict.throws("resize of a built one", () => built.resize(16));
    const original = new ArrayBuffer(8);
    verdict.throws("transfer", () => original.transfer(1024));
    verdict.throws("transferToFixedLength", () => original.transferToFixedLength(1024));
    verdict.expect("it was detached", original.byteLength === 8 && !original.detached);
    verdict.expect("it still slices", original.slice(2).byteLength === 6);
  });
});

export default program;
