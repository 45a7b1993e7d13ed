/**
 * Managed subscriptions: the dispatcher instantiates a handler at the contamination that an event
 * needs, so that the owner stays clean. One instance a label, reused while it is in use.
 */

import type { Event, Value, Visibility } from "../event/index.ts";
import {
  intersection,
  isSubset,
  type Label,
  type LabelTable,
  type Tag,
  type TagSet,
  tagId,
  union,
  type Use,
} from "../label/index.ts";
import { limits } from "../limits.ts";
import type { Unit } from "./unit.ts";

/** The handler of a managed subscription: a program, and its instances by label. */
export class ManagedHandler {
  readonly program: string;
  readonly config: Value;
  readonly idleMs: number;
  readonly #instances = new Map<Label, Unit>();

  constructor(program: string, config: Value, idleMs: number) {
    this.program = program;
    this.config = config;
    this.idleMs = idleMs;
  }

  get isFull(): boolean {
    return this.#instances.size >= limits.managedInstances;
  }

  get(label: Label): Unit | undefined {
    return this.#instances.get(label);
  }

  set(label: Label, instance: Unit): void {
    this.#instances.set(label, instance);
  }

  delete(label: Label): void {
    this.#instances.delete(label);
  }

  instances(): IterableIterator<Unit> {
    return this.#instances.values();
  }

  labels(): IterableIterator<Label> {
    return this.#instances.keys();
  }
}

/** Whether the owner may raise an instance to this tag: it holds `t+` since before this generation. */
function canRaise(owner: Unit, tag: Tag, use: Use): boolean {
  return !owner.gained.has(tag) && owner.privileges.holds(tag, "t+", use);
}

/** What of an event an instance could see if it were raised as far as the owner can. */
export function managedVisibility(owner: Unit, event: Event, use: Use): Visibility {
  let visible = 0;
  for (const [i, label] of event.labels.entries()) {
    const readable =
      isSubset(owner.input.integrity, label.integrity) &&
      isSubset(owner.matchInput.integrity, label.integrity) &&
      label.secrecy.every(
        (tag) =>
          (owner.input.secrecy.includes(tag) && owner.matchInput.secrecy.includes(tag)) ||
          canRaise(owner, tag, use),
      );
    if (readable) visible |= 1 << i;
  }
  return visible;
}

/**
 * The input and output label of an instance for these parts. It holds no privileges, so what it
 * reads is what it says, and it vouches for nothing that its owner could not.
 */
export function instanceLabels(
  owner: Unit,
  event: Event,
  visible: Visibility,
  labels: LabelTable,
): { readonly input: Label; readonly output: Label } {
  let secrecy: TagSet = owner.input.secrecy;
  for (const [i, label] of event.labels.entries()) {
    if ((visible & (1 << i)) !== 0) secrecy = union(secrecy, label.secrecy);
  }
  const { integrity } = owner.input;
  return {
    input: labels.ofSets(secrecy, integrity),
    output: labels.ofSets(
      union(secrecy, owner.output.secrecy),
      intersection(integrity, owner.output.integrity),
    ),
  };
}

/** Names an instance's label the same way in every run, whatever else there is. */
export function labelPurpose(label: Label): string {
  return `${sortedIds(label.secrecy)}|${sortedIds(label.integrity)}`;
}

function sortedIds(tags: TagSet): string {
  return tags.map(tagId).sort().join();
}
