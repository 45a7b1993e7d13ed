/** One program for all scenarios: it does what its configuration says, and logs what it meets. */

import { programFromSource } from "../../src/loading/load-program.ts";
import type { BundledProgram } from "../../src/unit/program.ts";

/**
 * `config.on` is a list of `{ filter, managed?, config?, idleMs?, do: actions }`; `config.start` are
 * actions at the start. An action is `[call, ...arguments]`; in arguments `"$name"` is `config.tags`'
 * tag of that name and `"@part"` the value of the event's part. Each unit logs every event it gets
 * and every call that is refused.
 */
const actor = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  const { name, tags = {}, start = [], on = [] } = unit.config;
  const made = new Map();
  const tagNames = () => [...Object.entries(tags), ...made].map(([n, t]) => [t, n]);
  const show = (value) => {
    if (typeof value === "bigint") return String(value) + "n";
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    for (const [tag, n] of tagNames()) if (tag === value) return "$" + n;
    if (Array.isArray(value)) return "[" + value.map(show).join() + "]";
    return "{" + Object.entries(value).map(([k, v]) => k + ":" + show(v)).join() + "}";
  };
  const run = (actions, event) => {
    let draft;
    const resolve = (value) => {
      if (typeof value === "string" && value[0] === "$") return tags[value.slice(1)] ?? made.get(value.slice(1));
      if (typeof value === "string" && value[0] === "@") return event[value.slice(1)];
      if (value === "random") return Math.floor(unit.random() * 1e6);
      if (Array.isArray(value)) return value.map(resolve);
      if (typeof value === "object" && value !== null && Object.keys(value).length > 0)
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, resolve(v)]));
      return value;
    };
    for (const [call, ...given] of actions) {
      const a = given.map(resolve);
      try {
        switch (call) {
          case "emit": {
            const e = unit.createEvent();
            for (const [part, data, label = {}] of a) unit.addPart(e, label, part, data);
            unit.publish(e);
            break;
          }
          case "carry": {
            const e = unit.createEvent();
            const [part, label, tag, privilege, until] = a;
            unit.addPart(e, label, part, part);
            unit.attachPrivilegeToPart(e, part, label, tag, privilege, until ?? undefined);
            unit.publish(e);
            break;
          }
          case "makeTag": made.set(given[0], unit.createTag(given[0])); break;
          case "add": unit.addPart(event, a[2] ?? {}, a[0], a[1]); break;
          case "delete": unit.delPart(event, a[1] ?? {}, a[0]); break;
          case "read": unit.log(name + " reads " + show(unit.readPart(event, a[0]))); break;
          case "clone": unit.publish(unit.cloneEvent(event, a[0] ?? {})); break;
          case "spawn": unit.instantiateUnit(a[0], a[1], a[2], a[3]); break;
          case "throw": throw new Error(a[0]);
          case "say": unit.log(name + " " + show(a[0])); break;
          case "time": unit.log(name + " at " + unit.now()); break;
          default: unit[call](...a);
        }
      } catch (error) {
        if (call === "throw") throw error;
        unit.log(name + " " + call + " refused " + (error.code ?? error.message));
      }
    }
  };
  for (const { filter, managed, config, idleMs, do: actions = [], once } of on) {
    const wanted = JSON.stringify(filter).includes('"$')
      ? JSON.parse(JSON.stringify(filter)) : filter;
    if (managed) {
      unit.subscribeManaged(wanted, managed, { ...config, tags }, idleMs);
      continue;
    }
    let times = 0;
    unit.subscribe(wanted, (event) => {
      unit.log(name + " gets " + show({ ...event }));
      if (once && times++ > 0) return;
      run(actions, event);
    });
  }
  run(start, {});
});`;

export const programs: readonly BundledProgram[] = [
  programFromSource("actor", actor, ["actor", "other"]),
  programFromSource("other", actor, ["other"]),
];
