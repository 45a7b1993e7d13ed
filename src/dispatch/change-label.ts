/** Label changes: what each needs (DEFCON, sections 3.1.3 and 3.1.4), and what justifies a label. */

import { CordonError } from "../errors.ts";
import {
  difference,
  type Label,
  type LabelTable,
  type Privilege,
  type Tag,
  type TagSet,
  tagSet,
  union,
  type Use,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import type { LabelComponent } from "../unit/api.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { speakAt } from "./managed.ts";
import type { Unit } from "./unit.ts";

export type LabelChange = "add" | "remove";

/** @throws CordonError LABEL_PRIVILEGE, TAG_COUNT */
export function changedLabel(
  labels: LabelTable,
  label: Label,
  component: LabelComponent,
  change: LabelChange,
  tag: Tag,
): Label {
  const { secrecy, integrity } = label;
  const apply = (tags: TagSet): TagSet =>
    change === "add" ? union(tags, tagSet([tag])) : difference(tags, tagSet([tag]));
  const changed =
    component === "secrecy"
      ? labels.ofSets(apply(secrecy), integrity)
      : labels.ofSets(secrecy, apply(integrity));
  if (changed.secrecy.length > limits.labelTags || changed.integrity.length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what: "the label", limit: limits.labelTags });
  }
  return changed;
}

/** @throws CordonError LABEL_PRIVILEGE */
export function demandForChange(
  unit: Unit,
  component: LabelComponent,
  change: LabelChange,
  tag: Tag,
  use: Use,
): void {
  const privilege: Privilege = change === "add" ? "t+" : "t-";
  if (!unit.privileges.holds(tag, privilege, use)) {
    const what = `${change === "add" ? "adding a tag to" : "removing a tag from"} ${component}`;
    throw new CordonError("LABEL_PRIVILEGE", { change: what, privilege });
  }
}

/**
 * Until when (event time) a unit may have these labels, as far as one tag goes: what is in the input
 * secrecy but not the output needs `t-`; vouching for more than the input integrity needs `t+`.
 *
 * @throws CordonError LABEL_PRIVILEGE
 */
export function justifiedUntil(
  unit: Unit,
  input: Label,
  output: Label,
  tag: Tag,
  use: Use,
): number {
  let until = Infinity;
  if (input.secrecy.includes(tag) && !output.secrecy.includes(tag)) {
    until = untilOrRefuse(unit, tag, "t-", "leaving a tag out of the output secrecy", use);
  }
  if (output.integrity.includes(tag) && !input.integrity.includes(tag)) {
    const change = "vouching for more than the input integrity";
    until = Math.min(until, untilOrRefuse(unit, tag, "t+", change, use));
  }
  return until;
}

function untilOrRefuse(
  unit: Unit,
  tag: Tag,
  privilege: Privilege,
  change: string,
  use: Use,
): number {
  const until = unit.privileges.validUntil(tag, privilege, use);
  if (until === undefined) throw new CordonError("LABEL_PRIVILEGE", { change, privilege });
  return until;
}

/**
 * Takes from a unit's output label what leases that ended and revocations no longer justify: a tag
 * in the input secrecy comes back into the output secrecy, a vouching integrity tag goes. Both only
 * narrow what the unit can say.
 */
export function justifyLabels(unit: Unit, dispatcher: Dispatcher<Unit>, use: Use): void {
  let { secrecy, integrity } = unit.output;
  let justified = Infinity;
  for (const tag of difference(unit.input.secrecy, secrecy)) {
    const until = unit.privileges.validUntil(tag, "t-", use);
    if (until === undefined) secrecy = union(secrecy, tagSet([tag]));
    else justified = Math.min(justified, until);
  }
  for (const tag of difference(integrity, unit.input.integrity)) {
    const until = unit.privileges.validUntil(tag, "t+", use);
    if (until === undefined) integrity = difference(integrity, tagSet([tag]));
    else justified = Math.min(justified, until);
  }
  const output = dispatcher.labels.ofSets(secrecy, integrity);
  if (output !== unit.output) speakAt(unit, output);
  setJustifiedUntil(unit, justified, dispatcher);
}

/** Notes until when (event time) a unit's labels are justified. */
export function setJustifiedUntil(unit: Unit, until: number, dispatcher: Dispatcher<Unit>): void {
  unit.justifiedUntil = until;
  dispatcher.setTimed(unit, until !== Infinity || unit.root !== unit);
}
