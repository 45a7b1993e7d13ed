/** The unit API on the platform's calls, without a membrane in between. */

import type { UnitCalls } from "../../../src/dispatch/index.ts";
import type { Bytes, Draft, EventView, Value, ValueInput } from "../../../src/event/index.ts";
import { bytesOf } from "../../../src/event/index.ts";
import type { LabelSpec, Privilege, Tag } from "../../../src/label/index.ts";
import type {
  GrantRequest,
  Handler,
  LabelComponent,
  ReadPart,
  SubscriptionId,
  UnitApi,
} from "../../../src/unit/api.ts";
import type { Filter } from "../../../src/unit/filter.ts";

/** As calls take one half of a label: a list of one tag is that tag. */
function half(tags: readonly Tag[] | undefined): unknown {
  if (tags === undefined || tags.length === 0) return undefined;
  return tags.length === 1 ? tags[0] : tags;
}

export class LabelledUnitApi implements UnitApi {
  readonly config: Value;
  readonly #calls: UnitCalls;

  constructor(calls: UnitCalls, config: Value) {
    this.#calls = calls;
    this.config = config;
  }

  createTag(name: string): Tag {
    return this.#calls.createTag(name);
  }

  acquirePrivilege(tag: Tag, privilege: Privilege): void {
    this.#calls.acquirePrivilege(tag, privilege);
  }

  dropPrivilege(tag: Tag, privilege?: Privilege): void {
    this.#calls.dropPrivilege(tag, privilege);
  }

  hasPrivilege(tag: Tag, privilege: Privilege): boolean {
    return this.#calls.hasPrivilege(tag, privilege);
  }

  revokePrivilege(tag: Tag, privilege: Privilege): void {
    this.#calls.revokePrivilege(tag, privilege);
  }

  changeInOutLabel(component: LabelComponent, change: "add" | "remove", tag: Tag): void {
    this.#calls.changeInOutLabel(component, change, tag);
  }

  changeOutLabel(component: LabelComponent, change: "add" | "remove", tag: Tag): void {
    this.#calls.changeOutLabel(component, change, tag);
  }

  requireIntegrity(tag: Tag): void {
    this.#calls.requireIntegrity(tag);
  }

  createEvent(): Draft {
    return this.#calls.createEvent();
  }

  addPart(event: Draft | EventView, label: LabelSpec, name: string, data: ValueInput): void {
    this.#calls.addPart(event, name, data, half(label.secrecy), half(label.integrity));
  }

  delPart(event: Draft | EventView, label: LabelSpec, name: string): void {
    this.#calls.delPart(event, name, half(label.secrecy), half(label.integrity));
  }

  readPart(event: Draft | EventView, name: string): readonly ReadPart[] {
    return this.#calls.readPart(event, name) as unknown as readonly ReadPart[];
  }

  attachPrivilegeToPart(
    event: Draft | EventView,
    name: string,
    label: LabelSpec,
    tag: Tag,
    privilege: Privilege,
    until?: number,
  ): void {
    const [secrecy, integrity] = [half(label.secrecy), half(label.integrity)];
    this.#calls.attachPrivilegeToPart(event, name, secrecy, integrity, tag, privilege, until);
  }

  cloneEvent(event: Draft | EventView, label: LabelSpec): Draft {
    return this.#calls.cloneEvent(event, half(label.secrecy), half(label.integrity));
  }

  publish(event: Draft): void {
    this.#calls.publish(event);
  }

  release(event: EventView): void {
    this.#calls.release(event);
  }

  subscribe(filter: Filter, handler: Handler): SubscriptionId {
    return this.#calls.subscribe(filter, handler);
  }

  subscribeManaged(
    filter: Filter,
    program: string,
    config?: ValueInput,
    idleMs?: number,
  ): SubscriptionId {
    return this.#calls.subscribeManaged(filter, program, config, idleMs);
  }

  unsubscribe(subscription: SubscriptionId): void {
    this.#calls.unsubscribe(subscription);
  }

  instantiateUnit(
    program: string,
    label: LabelSpec,
    privileges: readonly GrantRequest[],
    config?: ValueInput,
  ): void {
    const [secrecy, integrity] = [half(label.secrecy), half(label.integrity)];
    this.#calls.instantiateUnit(program, secrecy, integrity, privileges, config);
  }

  now(): number {
    return this.#calls.now();
  }

  random(): number {
    return this.#calls.random();
  }

  bytes(value: Bytes): Uint8Array {
    return new Uint8Array(bytesOf(value));
  }

  log(text: string): void {
    this.#calls.log(text);
  }
}
