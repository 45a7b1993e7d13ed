/** Tags to make labels of. */

import { Tag, type TagId } from "../../src/label/index.ts";

/** Numbers of tags in a label: from the least to more than an order ever gathers. */
export const labelSizes: readonly number[] = [1, 4, 16];

export function tagsNamed(name: string, count: number): readonly Tag[] {
  return Array.from(
    { length: count },
    (_, i) => new Tag(`${name}-${i}`, i.toString(16).padStart(32, "0") as TagId),
  );
}

export function ofTags(tags: number): string {
  return tags === 1 ? "labels of 1 tag" : `labels of ${tags} tags`;
}
