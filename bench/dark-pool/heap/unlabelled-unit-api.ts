/** The unit API where labels and privileges are nothing: what programs ask of them is granted. */

import type {
  Bytes,
  Draft,
  Event,
  EventOrigin,
  EventView,
  Part,
  Value,
  ValueInput,
} from "../../../src/event/index.ts";
import { bytesOf } from "../../../src/event/index.ts";
import { type LabelSpec, Tag } from "../../../src/label/index.ts";
import type {
  GrantRequest,
  Handler,
  ReadPart,
  SubscriptionId,
  UnitApi,
} from "../../../src/unit/api.ts";
import type { Filter } from "../../../src/unit/filter.ts";
import type { PlainUnit } from "./plain-unit.ts";

/** A part that anybody reads. It says who vouches for it, but nobody checks that. */
export interface UnlabelledPart extends Part {
  readonly integrity?: readonly Tag[] | undefined;
}

/** What the calls rest on. */
export interface UnlabelledHost {
  /** The event in hand, and what the running handler has added to it. */
  readonly event: Event | null;
  readonly added: Part[];
  readonly time: number;
  readonly hops: number;
  /** @param integrity who vouches for it: believed, and no more than a name of its owner */
  part(name: string, data: Value, integrity?: readonly Tag[]): Part;
  enqueue(parts: readonly Part[], origin: EventOrigin, previous: Event | null): void;
  subscribe(unit: PlainUnit, filter: Filter, handler: unknown): SubscriptionId;
  unsubscribe(unit: PlainUnit, subscription: SubscriptionId): void;
  spawn(program: string, config: Value): void;
}

/** The tags of every part: whichever a program looks for is among them, and it lists what was said. */
class EveryTag extends Array<Tag> {
  override includes(): boolean {
    return true;
  }
}

const every = { secrecy: new EveryTag(), integrity: new EveryTag() };

function labelOf({ integrity }: UnlabelledPart): ReadPart["label"] {
  return integrity === undefined || integrity.length === 0
    ? every
    : { secrecy: every.secrecy, integrity: EveryTag.of(...integrity) };
}

/** A draft is the list of its parts. */
function isDraft(event: Draft | EventView): event is Draft & Part[] {
  return Array.isArray(event);
}

export class UnlabelledUnitApi implements UnitApi {
  readonly config: Value;
  readonly #host: UnlabelledHost;
  readonly #unit: PlainUnit;

  constructor(host: UnlabelledHost, unit: PlainUnit) {
    this.#host = host;
    this.#unit = unit;
    this.config = unit.config;
  }

  createTag(name: string): Tag {
    // Nobody needs its id.
    return new Tag(name, "0" as ConstructorParameters<typeof Tag>[1]);
  }

  acquirePrivilege(): void {}
  dropPrivilege(): void {}

  hasPrivilege(): boolean {
    return true;
  }

  revokePrivilege(): void {}
  changeInOutLabel(): void {}
  changeOutLabel(): void {}
  requireIntegrity(): void {}

  createEvent(): Draft {
    return [] as unknown as Draft;
  }

  addPart(event: Draft | EventView, label: LabelSpec, name: string, data: ValueInput): void {
    const part = this.#host.part(name, data as Value, label.integrity);
    if (isDraft(event)) event.push(part);
    else this.#host.added.push(part);
  }

  delPart(): void {
    throw new Error("no program of the dark pool removes a part");
  }

  readPart(_event: Draft | EventView, name: string): readonly ReadPart[] {
    const found: ReadPart[] = [];
    for (const part of this.#host.event?.parts ?? []) {
      if (part.name === name) found.push({ data: part.data, label: labelOf(part) });
    }
    return found;
  }

  attachPrivilegeToPart(): void {}

  cloneEvent(): Draft {
    throw new Error("no program of the dark pool clones an event");
  }

  publish(event: Draft): void {
    if (!isDraft(event)) return;
    const { time, hops } = this.#host;
    this.#host.enqueue(event, { time, hops: hops + 1, order: "" }, null);
  }

  release(): void {}

  subscribe(filter: Filter, handler: Handler): SubscriptionId {
    return this.#host.subscribe(this.#unit, filter, handler);
  }

  subscribeManaged(filter: Filter, program: string, config: ValueInput = null): SubscriptionId {
    const managed = { program, config: config as Value, instance: null };
    return this.#host.subscribe(this.#unit, filter, managed);
  }

  unsubscribe(subscription: SubscriptionId): void {
    this.#host.unsubscribe(this.#unit, subscription);
  }

  instantiateUnit(
    program: string,
    _label: LabelSpec,
    _privileges: readonly GrantRequest[],
    config: ValueInput = null,
  ): void {
    this.#host.spawn(program, config as Value);
  }

  now(): number {
    return this.#host.time;
  }

  random(): number {
    return this.#unit.random();
  }

  bytes(value: Bytes): Uint8Array {
    return bytesOf(value);
  }

  log(): void {}
}
