/** Parts: the unit of labelling (DEFCON, section 3.1.2). */

import { CordonError, nameKind } from "../errors.ts";
import type { Grant, Label, Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { Value } from "./value.ts";

/** A privilege that reading the part bestows (DEFCON, section 3.1.5). */
export interface CarriedPrivilege {
  readonly tag: Tag;
  readonly grant: Grant;
}

export interface Part {
  readonly name: string;
  readonly data: Value;
  readonly label: Label;
  readonly privileges: readonly CarriedPrivilege[] | null;
}

/** @throws CordonError PART_NAME */
export function checkPartName(name: unknown): asserts name is string {
  if (
    typeof name !== "string" ||
    name.length === 0 ||
    name.length > limits.partName ||
    name === "__proto__"
  ) {
    throw new CordonError("PART_NAME", { name: nameKind(name), limit: limits.partName });
  }
}
