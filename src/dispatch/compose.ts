/** Composing events: the calls that make, change and read them (DESIGN: operations on events). */

import { CordonError } from "../errors.ts";
import {
  checkPartName,
  copyValue,
  type Draft,
  type Event,
  frozenArray,
  newRecord,
  type Part,
  type Value,
  type Visibility,
} from "../event/index.ts";
import {
  intersection,
  type Label,
  type LabelTable,
  type Privilege,
  sortedById,
  type Tag,
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
export function checkLabelSize({ secrecy, integrity }: Pick<Label, "secrecy" | "integrity">): void {
  if (secrecy.length > limits.labelTags || integrity.length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what: "the label", limit: limits.labelTags });
  }
}

/** @throws CordonError TAG_COUNT */
function boundedLabel(labels: LabelTable, secrecy: TagSet, integrity: TagSet): Label {
  checkLabelSize({ secrecy, integrity });
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

/** Where a part is that a unit sees: in the list of its event, or among those that the unit added. */
interface Place {
  readonly isAdded: boolean;
  readonly at: number;
}

/**
 * Whether the unit may see a part of the received event: what was visible at delivery, and it has not
 * removed since. No call may depend on any other part.
 */
function isSeen(
  event: Event,
  position: number,
  visible: Visibility,
  revision: Revision | null,
): boolean {
  return event.sees(position, visible) && (revision === null || !revision.removed.has(position));
}

/** The part of that name and exactly that label, if the unit may see it. */
function findPart(
  activation: Activation,
  target: Target,
  name: string,
  label: Label,
): Place | undefined {
  const isWanted = (part: Part): boolean => part.name === name && part.label === label;
  if (target.kind === "draft") {
    const at = target.parts.findIndex(isWanted);
    return at === -1 ? undefined : { isAdded: false, at };
  }
  const { event, revision } = target;
  const at = event.parts.findIndex(
    (part, position) => isWanted(part) && isSeen(event, position, activation.visible, revision),
  );
  if (at !== -1) return { isAdded: false, at };
  const added = revision?.added.findIndex(isWanted) ?? -1;
  return added === -1 ? undefined : { isAdded: true, at: added };
}

function partAt(target: Target, { isAdded, at }: Place): Part {
  const parts = target.kind === "draft" ? target.parts : target.event.parts;
  const list = isAdded && target.kind === "received" ? (target.revision?.added ?? []) : parts;
  return list[at] as Part;
}

function checkRoom(count: number): void {
  if (count >= limits.eventParts) throw new CordonError("PART_COUNT", { limit: limits.eventParts });
}

function countSeen(activation: Activation, target: Target): number {
  if (target.kind === "draft") return target.parts.length;
  const { event, revision } = target;
  let count = revision?.added.length ?? 0;
  for (let i = 0; i < event.parts.length; i++) {
    if (isSeen(event, i, activation.visible, revision)) count++;
  }
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

function removePart(activation: Activation, target: Target, { isAdded, at }: Place): void {
  if (target.kind === "draft") target.parts.splice(at, 1);
  else if (isAdded) activation.revise().added.splice(at, 1);
  else activation.revise().removed.add(at);
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
  const place = findPart(activation, target, name, adjusted);
  if (place !== undefined) {
    removePart(activation, target, place);
    return;
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
  const place = findPart(activation, target, name, adjusted);
  if (place === undefined) throw new CordonError("PART_MISSING", { name });
  const part = partAt(target, place);
  const privileges = [...(part.privileges ?? []), { tag, grant }];
  if (privileges.length > limits.partPrivileges) {
    throw new CordonError("TAG_COUNT", { what: "the part", limit: limits.partPrivileges });
  }
  const { data } = part;
  const carrier: Part = { name, data, label: adjusted, privileges };
  if (target.kind === "draft") {
    target.parts[place.at] = carrier;
  } else {
    removePart(activation, target, place);
    activation.revise().added.push(carrier);
  }
}

/**
 * What a unit may read: what it sees, but for what it added above its own input label.
 *
 * @param name of the parts; all if null
 */
function readableParts(
  activation: Activation,
  labels: LabelTable,
  unit: Unit,
  target: Target,
  name: string | null,
): readonly Part[] {
  const readable: Part[] = [];
  let own: readonly Part[] = [];
  if (target.kind === "draft") {
    own = target.parts;
  } else {
    const { event, revision } = target;
    const { parts } = event;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      const isWanted = name === null || part.name === name;
      if (isWanted && isSeen(event, i, activation.visible, revision)) readable.push(part);
    }
    if (revision === null) return readable;
    own = revision.added;
  }
  for (const part of own) {
    const isWanted = name === null || part.name === name;
    if (isWanted && labels.canFlow(part.label, unit.input)) readable.push(part);
  }
  return readable;
}

/**
 * A label as a program is shown it, made anew each time: an object that was kept would show by its
 * identity when the table of labels was swept, and so how many labels others have used.
 */
function shownLabel(label: Label): Value {
  const { secrecy, integrity } = sortedById(label);
  const shown = newRecord();
  shown["secrecy"] = frozenArray(secrecy);
  shown["integrity"] = frozenArray(integrity);
  return Object.freeze(shown);
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
  for (const part of readableParts(activation, labels, unit, target, name)) {
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
  const parts = readableParts(activation, labels, unit, target, null);
  return activation.newDraft(
    parts.map((part) => clonePart(labels, unit, part, secrecy, integrity)),
  );
}

/**
 * Parts as a unit says them at its present output label: each joined with it.
 *
 * @throws CordonError TAG_COUNT
 */
export function joinParts(
  labels: LabelTable,
  parts: readonly Part[],
  output: Label,
): readonly Part[] {
  return parts.map((part) => {
    const label = labels.join(part.label, output);
    if (label === part.label) return part;
    checkLabelSize(label);
    return { ...part, label };
  });
}

/**
 * A revision as a unit makes it at its present output label. A part that is not at that label stays: to
 * remove it would tell those below what the unit has learnt since it asked for it.
 *
 * @returns null if nothing is left of it
 * @throws CordonError TAG_COUNT
 */
export function joinRevision(
  labels: LabelTable,
  event: Event,
  { removed, unseen, added }: Revision,
  output: Label,
): Revision | null {
  const isKept = (label: Label): boolean => labels.join(label, output) === label;
  // Privileges that a part came with stay with it: a unit that copies it to another label does not
  // hand on what it may not delegate.
  const carried = new Set(event.parts.flatMap(({ privileges }) => privileges ?? []));
  const own = added.map((part) => {
    if (part.privileges === null || isKept(part.label)) return part;
    const privileges = part.privileges.filter((it) => !carried.has(it));
    return { ...part, privileges: privileges.length === 0 ? null : privileges };
  });
  const revision = {
    removed: new Set(
      [...removed].filter((position) => isKept((event.parts[position] as Part).label)),
    ),
    unseen: unseen.filter(({ label }) => isKept(label)),
    added: joinParts(labels, own, output),
  };
  const isEmpty =
    revision.removed.size === 0 && revision.unseen.length === 0 && revision.added.length === 0;
  return isEmpty ? null : revision;
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
