/** What the bits of a NaN show of what V8 has compiled, where a program can see them. */

import type { UnitApi, Value } from "../../../../../src/unit/index.ts";

/** A NaN with bits that V8 does not write itself; both views have to share memory for that. */
function marked(): { readonly floats: Float64Array; readonly words: Uint32Array } {
  const floats = new Float64Array(1);
  const words = new Uint32Array(floats.buffer);
  words[0] = 0xdead_beef;
  words[1] = 0x7ff8_0000;
  return { floats, words };
}

function copied(unit: UnitApi, value: number): Value {
  const draft = unit.createEvent();
  unit.addPart(draft, {}, "n", [value]);
  const [part] = unit.readPart(draft, "n");
  return (part?.data as readonly Value[] | undefined)?.[0] ?? 0;
}

/** Has V8 compile what copies numbers. */
export function warm(unit: UnitApi, times: number): void {
  for (let i = 0; i < times; i++) copied(unit, marked().floats[0] ?? 0);
}

/** What is left of the bits after a copy. */
export function bitsOfCopy(unit: UnitApi): string {
  const { floats, words } = marked();
  floats[0] = copied(unit, floats[0] ?? 0) as number;
  return (words[0] ?? 0).toString(16);
}
