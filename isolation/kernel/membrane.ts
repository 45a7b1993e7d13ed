/**
 * The kernel's side of the membrane. What a realm may call are the functions made here: they throw
 * nothing (an error of ours would lead to our intrinsics) and return only primitives and clean frozen
 * objects. A string is a refusal: `code`, message and remedy, a line each.
 */

import { CordonError, InvariantError } from "../../src/errors.ts";
import { bytesOf, hasProxies, isBytes, isProxy, noteProxy } from "../../src/event/index.ts";
import type { UnitCalls } from "../../src/dispatch/index.ts";

export type RealmCall = (
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
  g?: unknown,
) => unknown;

export type RealmCalls = Readonly<Record<string, RealmCall>>;

/** What the membrane tells the kernel of a call that broke off half-way. */
export interface CallState {
  /**
   * An intrinsic of ours failed in the middle of a call, as it does when a program has used up the
   * stack: the running unit's state may be half-changed, so it may make no more calls and is stopped.
   */
  brokenOff: boolean;
}

function refusalText({ code, message, remedy }: CordonError): string {
  return `${code}\n${message}\n${remedy}`;
}

const BROKEN_OFF = refusalText(new CordonError("UNIT_STACK"));

/**
 * @param onRefusal told of every refusal, for the operator
 * @param onInvariant told when an invariant of ours turns out to be broken
 */
export function realmCalls(
  calls: UnitCalls,
  state: CallState,
  onRefusal: (code: string, message: string) => void,
  onInvariant: (error: InvariantError) => void,
): RealmCalls {
  const guard =
    (call: RealmCall): RealmCall =>
    (a, b, c, d, e, f, g) => {
      try {
        if (hasProxies()) refuseProxies([a, b, c, d, e, f, g]);
        return call(a, b, c, d, e, f, g);
      } catch (error) {
        if (!(error instanceof CordonError)) {
          // First of all, and without a call: there may be no stack left for one.
          state.brokenOff = true;
          if (error instanceof InvariantError) onInvariant(error);
          return BROKEN_OFF;
        }
        onRefusal(error.code, error.message);
        return refusalText(error);
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
    addPart: (event, name, data, secrecy, integrity) =>
      calls.addPart(event, name, data, secrecy, integrity),
    delPart: (event, name, secrecy, integrity) => calls.delPart(event, name, secrecy, integrity),
    readPart: (event, name) => calls.readPart(event, name),
    attachPrivilegeToPart: (event, name, secrecy, integrity, tag, privilege, until) =>
      calls.attachPrivilegeToPart(event, name, secrecy, integrity, tag, privilege, until),
    cloneEvent: (event, secrecy, integrity) => calls.cloneEvent(event, secrecy, integrity),
    publish: (event) => calls.publish(event),
    release: (event) => calls.release(event),
    subscribe: (filter, handler) => calls.subscribe(filter, handler),
    subscribeManaged: (filter, program, config, idleMs) =>
      calls.subscribeManaged(filter, program, config, idleMs),
    unsubscribe: (subscription) => calls.unsubscribe(subscription),
    instantiateUnit: (program, secrecy, integrity, privileges, config) =>
      calls.instantiateUnit(program, secrecy, integrity, privileges, config),
    now: () => calls.now(),
    random: () => calls.random(),
    log: (text) => calls.log(text),
    // For the realm's own side of the membrane, which copies them and never hands them on.
    bytes: (value) => (isBytes(value) ? bytesOf(value) : refuseBytes()),
  };
  for (const name of Object.keys(table)) table[name] = guard(table[name] as RealmCall);
  // For the realm alone, which tells of each proxy as it is made.
  table["noteProxy"] = (proxy) => noteProxy(proxy as object);
  return Object.freeze(table);
}

/** To look at one would run the program's code while the kernel is in the middle of a call. */
function refuseProxies(given: readonly unknown[]): void {
  if (given.some(isProxy))
    throw new CordonError("VALUE_KIND", { path: "an argument", kind: "a proxy" });
}

function refuseBytes(): never {
  throw new CordonError("VALUE_KIND", { path: "value", kind: "not bytes" });
}
