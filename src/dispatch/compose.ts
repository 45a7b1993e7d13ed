/** Composing events: the calls that make, change and read them (DESIGN: operations on events). */

import { CordonError } from "../errors.ts";
import {
  checkPartName,
  copyValue,
  type Draft,
  frozenArray,
  newRecord,
  type Part,
  type Value,
} from "../event/index.ts";
import {
  intersection,
  type Label,
  type LabelTable,
  type Privilege,
  type Tag,
  tagId,
  type TagSet,
  tagSet,
  union,
  type Use,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import type { Activation, Revision, Target } from "./activation.ts";
import { readTags } from "./arguments.ts";
import type { Unit } from "./unit.ts";

/** A label as a call takes it: each half is undefined, a tag or an array of tags. */
export interface LabelArguments {
  readonly secrecy: unknown;
  readonly integrity: unknown;
}

/** @throws CordonError TAG_COUNT */
function boundedLabel(labels: LabelTable, secrecy: TagSet, integrity: TagSet): Label {
  if (secrecy.length > limits.labelTags || integrity.length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what: "the label", limit: limits.labelTags });
  }
  return labels.ofSets(secrecy, integrity);
}

/** (S ∪ Sout, I ∩ Iout) */
export function adjustedLabel(labels: LabelTable, unit: Unit, label: LabelArguments): Label {
  const { secrecy, integrity } = label;
  const { output, lastAdjusted } = unit;
  if (
    lastAdjusted !== null &&
    lastAdjusted.output === output &&
    lastAdjusted.secrecy === secrecy &&
    lastAdjusted.integrity === integrity
  ) {
    return lastAdjusted.label;
  }
  const adjusted = boundedLabel(
    labels,
    union(tagSet(readTags(secrecy, "secrecy")), output.secrecy),
    intersection(tagSet(readTags(integrity, "integrity")), output.integrity),
  );
  // Arrays may change, single tags may not: programs name the same few over and over.
  const isFixed = !Array.isArray(secrecy) && !Array.isArray(integrity);
  if (isFixed) unit.lastAdjusted = { output, secrecy, integrity, label: adjusted };
  return adjusted;
}

/** A part that the unit may see, with its position in the received event; what it added has −1. */
interface SeenPart {
  readonly part: Part;
  readonly position: number;
}

/**
 * The parts as the unit may see them: of a received event what was visible at delivery, and what it
 * added itself. No call may depend on any other part.
 */
function* seenParts(activation: Activation, target: Target): IterableIterator<SeenPart> {
  if (target.kind === "draft") {
    for (const [position, part] of target.parts.entries()) yield { part, position };
    return;
  }
  const { event, revision } = target;
  for (const [position, part] of event.parts.entries()) {
    if (revision?.removed.has(position) === true) continue;
    if (event.sees(position, activation.visible)) yield { part, position };
  }
  for (const part of revision?.added ?? []) yield { part, position: -1 };
}

function checkRoom(count: number): void {
  if (count >= limits.eventParts) throw new CordonError("PART_COUNT", { limit: limits.eventParts });
}

function countSeen(activation: Activation, target: Target): number {
  if (target.kind === "draft") return target.parts.length;
  let count = 0;
  for (const { part } of seenParts(activation, target)) if (part) count++;
  return count;
}

export function addPart(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  label: LabelArguments,
  name: unknown,
  data: unknown,
): void {
  checkPartName(name);
  checkRoom(countSeen(activation, target));
  const adjusted = adjustedLabel(labels, unit, label);
  const part: Part = {
    name,
    data: copyValue(data, name),
    label: adjusted,
    privileges: null,
  };
  if (target.kind === "draft") target.parts.push(part);
  else activation.revise().added.push(part);
}

function removePart(activation: Activation, target: Target, part: Part, position: number): void {
  if (target.kind === "draft") {
    target.parts.splice(position, 1);
    return;
  }
  const revision = activation.revise();
  if (position >= 0) revision.removed.add(position);
  else revision.added.splice(revision.added.indexOf(part), 1);
}

export function delPart(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  label: LabelArguments,
  name: unknown,
): void {
  checkPartName(name);
  const adjusted = adjustedLabel(labels, unit, label);
  for (const { part, position } of seenParts(activation, target)) {
    if (part.name === name && part.label === adjusted) {
      removePart(activation, target, part, position);
      return;
    }
  }
  if (target.kind !== "received") return;
  // There may be one that this unit cannot see; whether there is must make no difference to it.
  const { unseen } = activation.revise();
  checkRoom(unseen.length);
  unseen.push({ name, label: adjusted });
}

export function attachPrivilege(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  name: unknown,
  label: LabelArguments,
  carried: { readonly tag: Tag; readonly privilege: Privilege; readonly until: number },
  use: Use,
): void {
  checkPartName(name);
  const { tag, privilege, until } = carried;
  const grant = unit.privileges.delegate(tag, privilege, use, until);
  if (grant === undefined) {
    const authority = privilege.startsWith("t+") ? "t+auth" : "t-auth";
    throw new CordonError("PRIVILEGE_DELEGATE", { privilege, authority });
  }
  const adjusted = adjustedLabel(labels, unit, label);
  for (const { part, position } of seenParts(activation, target)) {
    if (part.name !== name || part.label !== adjusted) continue;
    const privileges = [...(part.privileges ?? []), { tag, grant }];
    if (privileges.length > limits.partPrivileges) {
      throw new CordonError("TAG_COUNT", { what: "the part", limit: limits.partPrivileges });
    }
    const carrier: Part = { ...part, privileges };
    if (target.kind === "draft") {
      target.parts[position] = carrier;
    } else {
      removePart(activation, target, part, position);
      activation.revise().added.push(carrier);
    }
    return;
  }
  throw new CordonError("PART_MISSING", { name });
}

/** What a unit may read: what it sees, but for what it added above its own input label. */
function* readableParts(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
): IterableIterator<Part> {
  for (const { part, position } of seenParts(activation, target)) {
    const isReceived = target.kind === "received" && position >= 0;
    if (isReceived || labels.canFlow(part.label, unit.input)) yield part;
  }
}

/** Sorted by id: the order in which a cell happened to meet tags must not show. */
function shownTags(tags: readonly Tag[]): Value {
  return frozenArray(
    tags.length < 2 ? tags : [...tags].sort((a, b) => (tagId(a) < tagId(b) ? -1 : 1)),
  );
}

function shownLabel(label: Label): Value {
  if (label.shown === undefined) {
    const shown = newRecord();
    shown["secrecy"] = shownTags(label.secrecy);
    shown["integrity"] = shownTags(label.integrity);
    label.shown = Object.freeze(shown);
  }
  return label.shown as Value;
}

/** What `ReadPart` describes, as immutable data. */
export function readPart(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  name: unknown,
  use: Use,
): Value {
  checkPartName(name);
  const found: Value[] = [];
  for (const part of readableParts(activation, labels, unit, target)) {
    if (part.name !== name) continue;
    const { data, label, privileges } = part;
    if (privileges !== null) takePrivileges(activation, unit, privileges, use);
    const record = newRecord();
    record["data"] = data;
    record["label"] = shownLabel(label);
    found.push(Object.freeze(record));
  }
  return frozenArray(found);
}

function takePrivileges(
  activation: Activation,
  unit: Unit,
  carried: NonNullable<Part["privileges"]>,
  use: Use,
): void {
  for (const { tag, grant } of carried) {
    if (!unit.privileges.holds(tag, "t+", use)) activation.noteGain(unit, tag);
    unit.privileges.bestow(tag, grant, limits.privilegeTags, use.now);
  }
}

/** Privileges are not cloned: only who may delegate them decides who is given them. */
function clonePart(
  labels: LabelTable,
  unit: Unit,
  part: Part,
  secrecy: readonly Tag[],
  integrity: readonly Tag[],
): Part {
  const { output } = unit;
  const label = boundedLabel(
    labels,
    union(union(part.label.secrecy, secrecy), output.secrecy),
    intersection(intersection(part.label.integrity, integrity), output.integrity),
  );
  return { name: part.name, data: part.data, label, privileges: null };
}

export function cloneEvent(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  label: LabelArguments,
): Draft {
  const secrecy = tagSet(readTags(label.secrecy, "secrecy"));
  const integrity = tagSet(readTags(label.integrity, "integrity"));
  const parts = [...readableParts(activation, labels, unit, target)];
  return activation.newDraft(
    parts.map((part) => clonePart(labels, unit, part, secrecy, integrity)),
  );
}

/** The parts of the version that a release sends on. */
export function revisedParts(parts: readonly Part[], revision: Revision): readonly Part[] {
  const { unseen, added } = revision;
  const removed = new Set(revision.removed);
  for (const { name, label } of unseen) {
    const at = parts.findIndex(
      (part, i) => part.name === name && part.label === label && !removed.has(i),
    );
    if (at !== -1) removed.add(at);
  }
  return [...parts.filter((_, position) => !removed.has(position)), ...added];
}
