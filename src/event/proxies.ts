/**
 * The proxies that programs have made. Looking at one runs its program's code, so nothing that programs
 * pass is looked at before it is known to be none.
 */

const proxies = new WeakSet<object>();
/** Most cells never have one, and then nobody has to look. */
let hasAny = false;

export function noteProxy(proxy: object): void {
  proxies.add(proxy);
  hasAny = true;
}

/** Whether there is any to look out for. */
export function hasProxies(): boolean {
  return hasAny;
}

export function isProxy(value: unknown): boolean {
  return hasAny && isObject(value) && proxies.has(value);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
