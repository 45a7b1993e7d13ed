/**
 * Passes data that is too large to copy, or to write down: deep, wide, cyclic, sparse, long.
 *
 * @expect holds
 * @children self
 */

import { defineProgram, type Program, type ValueInput } from "../../../../src/unit/index.ts";
import { attack, messageOf } from "../../verdict.ts";

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

function cyclic(): unknown {
  const list: unknown[] = [];
  const record = { list };
  list.push(record, record);
  return record;
}

/** Doubles at each level: few objects, very many paths. */
function tangled(): unknown {
  let value: unknown = [];
  for (let i = 0; i < 15; i++) value = [value, value, value, value];
  return value;
}

const makers: Readonly<Record<string, () => unknown>> = {
  deep: () => deep(17),
  "very deep": () => deep(20_000),
  cyclic,
  tangled,
  wide: () => Array.from({ length: 5_000 }, (_, i) => i),
  sparse: () => new Array(2 ** 32 - 1),
  "many fields": () => Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, 0])),
  "long text": () => "x".repeat(2 ** 20),
  "long texts": () => ["x".repeat(40_000), "y".repeat(40_000)],
  "long name": () => ({ ["n".repeat(70_000)]: 1 }),
  "long bigint": () => 1n << 600_000n,
  "long negative bigint": () => -(1n << 600_000n),
  "long bytes": () => new Uint8Array(70_000),
  "many bytes": () => Array.from({ length: 100 }, () => new Uint8Array(700)),
};

const program: Program = defineProgram((unit) => {
  attack(unit, (verdict) => {
    const draft = unit.createEvent();
    for (const [name, make] of Object.entries(makers)) {
      const value = make() as ValueInput;
      const parts = [
        () => unit.addPart(draft, {}, "data", value),
        () => unit.subscribe({ part: "data", equals: value as string }, () => {}),
        () => unit.instantiateUnit("oversize", {}, [], value),
      ];
      for (const part of parts) {
        try {
          part();
          verdict.broken(`${name} was taken`);
        } catch (error) {
          verdict.expect(`${name}: ${messageOf(error)}`, /^VALUE_/.test(messageOf(error)));
        }
      }
    }
    verdict.expect("the draft is empty", unit.readPart(draft, "data").length === 0);
  });
});

export default program;
