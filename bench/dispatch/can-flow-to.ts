/** "Can flow to" between one label and many, of which it can flow to half. */

import { canFlowTo as computeFlow, type Label, LabelTable } from "../../src/label/index.ts";
import { labelSizes, ofTags, tagsNamed } from "./labels.ts";
import { Choices } from "./random.ts";
import { demand, type Measurement, type Setting, type Subject } from "./subject.ts";

/** Labels that one is compared with: as many as a part may find subscribers, and in no order. */
const targets = 1_024;
const repetitions = 16;
/** Tags that labels are made of. */
const pool = 256;

interface Comparison {
  readonly table: LabelTable;
  readonly from: Label;
  readonly targets: readonly Label[];
}

function comparisonOf(size: number, seed: number): Comparison {
  const choices = new Choices(seed, `flow ${size}`);
  const table = new LabelTable();
  const shuffled = choices.shuffled(tagsNamed("tag", pool));
  const own = shuffled.slice(0, size);
  const others = shuffled.slice(size);
  const label = (i: number): Label => {
    // As large as one another: what cannot be flowed to lacks one of the tags.
    const secrecy =
      i % 2 === 0
        ? [...own, ...choices.some(others, 2)]
        : [...choices.some(own, size - 1), ...choices.some(others, 3)];
    return table.of({ secrecy });
  };
  const labels = Array.from({ length: targets }, (_, i) => label(i));
  return { table, from: table.of({ secrecy: own }), targets: choices.shuffled(labels) };
}

function check(found: number): void {
  demand("labels that can be flowed to", found, (targets / 2) * repetitions);
}

// The two loops are written out: a function that is passed costs as much as what it looks up.

function remembered(size: number, { table, from, targets: labels }: Comparison): Measurement {
  table.fanOut(from);
  return {
    variant: `${ofTags(size)}, remembered`,
    operations: targets * repetitions,
    run() {
      let found = 0;
      for (let i = 0; i < repetitions; i++) {
        for (const label of labels) if (table.canFlow(from, label)) found++;
      }
      check(found);
    },
  };
}

function computed(size: number, { from, targets: labels }: Comparison): Measurement {
  return {
    variant: `${ofTags(size)}, computed`,
    operations: targets * repetitions,
    run() {
      let found = 0;
      for (let i = 0; i < repetitions; i++) {
        for (const label of labels) if (computeFlow(from, label)) found++;
      }
      check(found);
    },
  };
}

function settingOf(size: number, seed: number): Setting {
  return {
    variants: 2,
    setUp() {
      const comparison = comparisonOf(size, seed);
      return { measurements: [remembered(size, comparison), computed(size, comparison)] };
    },
  };
}

export const canFlowTo: Subject = {
  name: "can-flow-to",
  settings: ({ seed }) => labelSizes.map((size) => settingOf(size, seed)),
};
