/** Labels over a handful of tags: few enough that random ones meet. */

import fc from "fast-check";
import { type LabelSpec, Tag, type TagId } from "../../src/label/index.ts";

export function makeTags(count: number): readonly Tag[] {
  return Array.from({ length: count }, (_, i) => {
    const id = i.toString(16).padStart(32, "0") as TagId;
    return new Tag(`tag-${i}`, id);
  });
}

export const tags: readonly Tag[] = makeTags(6);

/** Any selection, in any order and with repetitions: a set is what comes of it. */
const tagList: fc.Arbitrary<readonly Tag[]> = fc.array(fc.constantFrom(...tags), {
  maxLength: 8,
  size: "max",
});

export const labelSpec: fc.Arbitrary<Required<LabelSpec>> = fc.record({
  secrecy: tagList,
  integrity: tagList,
});
