/**
 * The kernel's side of the membrane. What a realm may call are the functions made here: they throw
 * nothing (an error of ours would lead to our intrinsics) and return only primitives and clean frozen
 * objects. A string is a refusal: `code`, message and remedy, a line each.
 */

import { CordonError, InvariantError } from "../../src/errors.ts";
import { bytesOf, isBytes } from "../../src/event/index.ts";
import type { UnitCalls } from "../../src/dispatch/index.ts";

export type RealmCall = (
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
) => unknown;

export type RealmCalls = Readonly<Record<string, RealmCall>>;

/** Frames of ours that must still fit on the stack when a call begins. */
const STACK_RESERVE_DEPTH = 96;

/** Uses as much stack as any call of ours does, so that none runs out half-way. */
function reserveStack(depth: number, a: number, b: number, c: number, d: number): number {
  if (depth === 0) return a + b + c + d;
  return reserveStack(depth - 1, b, c, d, a) + 1;
}

function refusalText({ code, message, remedy }: CordonError): string {
  return `${code}\n${message}\n${remedy}`;
}

const OUT_OF_STACK = refusalText(new CordonError("UNIT_STACK"));

/** An error that is not of the catalogue: an intrinsic of ours refused what a program passed. */
function failure(error: unknown): CordonError {
  const problem = error instanceof Error ? error.message : "unknown";
  return new CordonError("UNIT_CALL_FAILED", { problem });
}

/**
 * @param onRefusal told of every refusal, for the operator
 * @param onBroken told when an invariant of ours turns out to be broken
 */
export function realmCalls(
  calls: UnitCalls,
  onRefusal: (code: string, message: string) => void,
  onBroken: (error: InvariantError) => void,
): RealmCalls {
  const guard =
    (call: RealmCall): RealmCall =>
    (a, b, c, d, e, f) => {
      try {
        reserveStack(STACK_RESERVE_DEPTH, 1, 2, 3, 4);
      } catch {
        return OUT_OF_STACK;
      }
      try {
        return call(a, b, c, d, e, f);
      } catch (error) {
        if (error instanceof InvariantError) onBroken(error);
        const refusal = error instanceof CordonError ? error : failure(error);
        onRefusal(refusal.code, refusal.message);
        return refusalText(refusal);
      }
    };
  const table: Record<string, RealmCall> = {
    createTag: (name) => calls.createTag(name),
    acquirePrivilege: (tag, privilege) => calls.acquirePrivilege(tag, privilege),
    dropPrivilege: (tag, privilege) => calls.dropPrivilege(tag, privilege),
    hasPrivilege: (tag, privilege) => calls.hasPrivilege(tag, privilege),
    revokePrivilege: (tag, privilege) => calls.revokePrivilege(tag, privilege),
    changeInOutLabel: (component, change, tag) => calls.changeInOutLabel(component, change, tag),
    changeOutLabel: (component, change, tag) => calls.changeOutLabel(component, change, tag),
    requireIntegrity: (tag) => calls.requireIntegrity(tag),
    createEvent: () => calls.createEvent(),
    addPart: (event, label, name, data) => calls.addPart(event, label, name, data),
    delPart: (event, label, name) => calls.delPart(event, label, name),
    readPart: (event, name) => calls.readPart(event, name),
    attachPrivilegeToPart: (event, name, label, tag, privilege, until) =>
      calls.attachPrivilegeToPart(event, name, label, tag, privilege, until),
    cloneEvent: (event, label) => calls.cloneEvent(event, label),
    publish: (event) => calls.publish(event),
    release: (event) => calls.release(event),
    subscribe: (filter, handler) => calls.subscribe(filter, handler),
    subscribeManaged: (filter, program, config, idleMs) =>
      calls.subscribeManaged(filter, program, config, idleMs),
    unsubscribe: (subscription) => calls.unsubscribe(subscription),
    instantiateUnit: (program, label, privileges, config) =>
      calls.instantiateUnit(program, label, privileges, config),
    now: () => calls.now(),
    random: () => calls.random(),
    log: (text) => calls.log(text),
    // For the realm's own side of the membrane, which copies them and never hands them on.
    bytes: (value) => (isBytes(value) ? bytesOf(value) : refuseBytes()),
  };
  for (const name of Object.keys(table)) table[name] = guard(table[name] as RealmCall);
  return Object.freeze(table);
}

function refuseBytes(): never {
  throw new CordonError("VALUE_KIND", { path: "value", kind: "not bytes" });
}
