/** The join of two labels that have no tag in common. */

import { type Label, LabelTable, type TagSet, tagSet } from "../../src/label/index.ts";
import { labelSizes, ofTags, tagsNamed } from "./labels.ts";
import { demand, type Measurement, type Setting, type Subject } from "./subject.ts";

/** Each of so many labels is joined with each of as many others. */
const side = 32;

interface Operands {
  readonly left: readonly Label[];
  readonly right: readonly Label[];
}

/** Sets whose tags take turns in the order of tags: a union has to go through both. */
function setsOf(size: number): readonly TagSet[] {
  const tags = tagsNamed("tag", 2 * side * size);
  return Array.from({ length: 2 * side }, (_, i) =>
    tagSet(tags.filter((_tag, at) => at % (2 * side) === i)),
  );
}

function operandsIn(table: LabelTable, sets: readonly TagSet[]): Operands {
  const labels = sets.map((secrecy) => table.ofSets(secrecy, []));
  return { left: labels.slice(0, side), right: labels.slice(side) };
}

function joinAll(table: LabelTable, { left, right }: Operands): number {
  let tags = 0;
  for (const a of left) for (const b of right) tags += table.join(a, b).secrecy.length;
  return tags;
}

function remembered(size: number, sets: readonly TagSet[]): Measurement {
  const table = new LabelTable();
  const operands = operandsIn(table, sets);
  joinAll(table, operands);
  const labels = table.size;
  return {
    variant: `${ofTags(size)}, remembered`,
    operations: side * side,
    run: () => demand("tags", joinAll(table, operands), side * side * 2 * size),
    verify: () => demand("labels", table.size, labels),
  };
}

function fresh(size: number, sets: readonly TagSet[]): Measurement {
  return {
    // The table and the labels to join, one for sixteen joins, are part of it.
    variant: `${ofTags(size)}, fresh`,
    operations: side * side,
    run() {
      const table = new LabelTable();
      joinAll(table, operandsIn(table, sets));
      demand("labels", table.size, 1 + 2 * side + side * side);
    },
  };
}

function settingOf(size: number): Setting {
  return {
    variants: 2,
    setUp() {
      const sets = setsOf(size);
      return { measurements: [remembered(size, sets), fresh(size, sets)] };
    },
  };
}

export const join: Subject = {
  name: "join",
  settings: () => labelSizes.map(settingOf),
};
