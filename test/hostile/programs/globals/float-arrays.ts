/**
 * Uses float arrays as numeric programs do: nothing but shared memory is missing.
 *
 * @expect holds
 */

import { defineProgram, type Program } from "../../../../src/unit/index.ts";
import { attack } from "../../verdict.ts";

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    for (const Floats of [Float32Array as unknown as Float64ArrayConstructor, Float64Array]) {
      const { name } = Floats;
      const expect = (what: string, held: boolean): void => verdict.expect(`${name} ${what}`, held);
      const floats = new Floats(8).map((_, at) => at / 2);
      const list = (some: ArrayLike<number>): string => Array.from(some).join();
      expect("made of nothing", new Floats().length === 0);
      expect("made of a list", list(new Floats([1, 2.5])) === "1,2.5");
      expect("made of a set", list(new Floats(new Set([1, 2]))) === "1,2");
      expect("made of a record", list(new Floats({ length: 2, 0: 3, 1: 4 })) === "3,4");
      expect("made of bytes", list(new Floats(new Uint8Array([7]))) === "7");
      expect("made of floats", list(new Floats(floats)) === list(floats));
      expect("from", list(Floats.from([1, 2], (item) => item * 2)) === "2,4");
      expect("of", list(Floats.of(1, 2)) === "1,2");
      expect("instance", floats instanceof Floats && floats.constructor === Floats);
      expect("name", Floats.name === name && floats[Symbol.toStringTag] === name);
      const size = Number(name.slice("Float".length, -"Array".length)) / 8;
      expect("size", Floats.BYTES_PER_ELEMENT === size && floats.byteLength === 8 * size);
      const part = floats.subarray(2, 6);
      part[0] = 99;
      expect("a part is the same memory", floats[2] === 99 && part.byteOffset === 2 * size);
      expect("a part of a part", list(part.subarray(-3).subarray(0, -1)) === list([1.5, 2]));
      expect(
        "an empty part",
        floats.subarray(5, 2).length === 0 && floats.subarray(99).length === 0,
      );
      expect("parts of all kinds", floats.subarray().length === 8);
      const odd = [Number.NaN, -Infinity, "1", null, 1.9, { valueOf: () => 2 }] as number[];
      expect(
        "odd beginnings",
        odd.map((at) => floats.subarray(at).length).join() === "8,8,7,8,7,6",
      );
      verdict.throws(`${name} a bigint`, () => floats.subarray(1n as unknown as number));
      const slice = floats.slice(2, 4);
      slice[0] = 0;
      expect("a slice is its own", floats[2] === 99 && slice.constructor === Floats);
      class Heir extends Floats {
        sum(): number {
          return this.reduce((sum, item) => sum + item, 0);
        }
      }
      const heir = new Heir([1, 2, 3]);
      expect("an heir", heir.sum() === 6 && (heir.map((item) => item * 2) as Heir).sum() === 12);
      const bytes = new Uint8Array([1, 2, 3]);
      bytes.subarray(1)[0] = 9;
      expect("parts of bytes", bytes[1] === 9 && new Uint8Array(bytes.buffer)[1] === 9);
      verdict.throws(`${name} as a function`, () => Reflect.apply(Floats, undefined, [1]));
    }
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, Math.PI);
    verdict.expect("numbers are written", view.getFloat64(0) === Math.PI);
  });
});

export default program;
