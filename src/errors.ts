/**
 * The error catalogue: every error that a caller can meet, with what it means and what to do.
 *
 * Three kinds of failure, kept apart: a unit's fault is a value and a policy; a caller's misuse is
 * a `CordonError`; a broken invariant is an assertion. A refused flow is none of these: it is
 * silence to the sender and a record to the operator.
 */

interface CatalogueEntry {
  /** What was wrong; `{name}` is filled in. */
  readonly message: string;
  /** What would be right. */
  readonly remedy: string;
}

export const errorCatalogue = {
  VALUE_KIND: {
    message: "{path} is {kind}, which cannot be event data",
    remedy:
      "use null, a boolean, number, bigint, string, tag, bytes (Uint8Array), an array or a plain object of these",
  },
  VALUE_ACCESSOR: {
    message: "{path} is a getter or setter, which cannot be event data",
    remedy: "read the value first and pass the result",
  },
  VALUE_PROTOTYPE: {
    message: "{path} is an object of a class, which cannot be event data",
    remedy: "pass a plain object or an array",
  },
  VALUE_CYCLE: {
    message: "{path} contains itself or is nested deeper than {limit} levels",
    remedy: "pass a tree no deeper than {limit} levels",
  },
  VALUE_SIZE: {
    message: "{path} makes the value larger than {limit} {unit}",
    remedy: "split it over several parts or events",
  },
  PART_NAME: {
    message: "{name} is not a part name",
    remedy: "use 1 to {limit} characters, and not __proto__",
  },
  PART_COUNT: {
    message: "an event holds at most {limit} parts",
    remedy: "group data with the same label into one part, or publish several events",
  },
  PART_MISSING: {
    message: "the event has no part {name} with exactly that label",
    remedy: "name a part that was added with the same label and under the same output label",
  },
  EVENT_STALE: {
    message: "this event can no longer be used",
    remedy:
      "use an event only in the handler call that received or created it, and before publishing or releasing it",
  },
  EVENT_KIND: {
    message: "{what} is not an event",
    remedy: "pass what createEvent, cloneEvent or a handler gave",
  },
  EVENT_QUOTA: {
    message: "this delivery has already published {limit} events",
    remedy: "publish fewer events per delivery, or ask the operator for a larger quota",
  },
  LOG_QUOTA: {
    message: "this delivery has already written {limit} log lines",
    remedy: "log less per delivery",
  },
  TAG_KIND: {
    message: "{what} is not a tag",
    remedy: "pass a tag that createTag, a configuration or an event gave",
  },
  TAG_COUNT: {
    message: "{what} holds more than {limit} tags",
    remedy: "use fewer tags; drop the ones no longer needed",
  },
  TAG_CREATOR: {
    message: "only the creator of a tag may revoke privileges over it",
    remedy: "revoke tags made with createTag",
  },
  LABEL_SPEC: {
    message: "{what} is not a label",
    remedy: "pass { secrecy: [tags], integrity: [tags] }; either may be left out",
  },
  LABEL_PRIVILEGE: {
    message: "{change} needs the privilege {privilege} over the tag",
    remedy: "acquire or be given {privilege} first",
  },
  PRIVILEGE_KIND: {
    message: "{what} is not a privilege",
    remedy: 'use "t+", "t-", "t+auth" or "t-auth"',
  },
  PRIVILEGE_DELEGATE: {
    message: "delegating {privilege} needs {authority} over the tag",
    remedy: "only who holds {authority} (a tag's creator does) can delegate {privilege}",
  },
  LEASE: {
    message: "{what} is not an expiry time",
    remedy: "pass an event time in milliseconds",
  },
  FILTER_EMPTY: {
    message: "the filter at {path} names no part",
    remedy: 'name at least one part, as in { part: "type", equals: "tick" }',
  },
  FILTER_FORM: {
    message: "the filter at {path} is malformed: {problem}",
    remedy:
      "use { part, equals | in | gt, gte, lt, lte | present }, { all: [...] }, { any: [...] } or { not: filter }",
  },
  FILTER_SIZE: {
    message: "the filter has more than {limit} {what}",
    remedy: "subscribe several times, or test the rest in the handler",
  },
  HANDLER_KIND: {
    message: "the handler is {what}, not a function",
    remedy: "pass a function that takes the event",
  },
  FILTER_QUOTA: {
    message: "the filters of {what} have more than {limit} terms and values",
    remedy: "subscribe with fewer values, or to a wider range and look at the value in the handler",
  },
  SUBSCRIPTION_COUNT: {
    message: "a unit holds at most {limit} subscriptions",
    remedy: "unsubscribe what is no longer needed, or use a filter with `in`",
  },
  SUBSCRIPTION_KIND: {
    message: "{what} is not a subscription of this unit",
    remedy: "pass the number that subscribe gave",
  },
  CHILD_UNKNOWN: {
    message: "the program {name} is not among the children that the manifest names",
    remedy: "add it to `children` in the manifest of the unit's program",
  },
  UNIT_COUNT: {
    message: "a platform starts at most {limit} units in its life",
    remedy: "close this platform and create another",
  },
  CHILD_COUNT: {
    message: "a unit instantiates at most {limit} units",
    remedy: "use managed subscriptions, or ask the operator for another unit",
  },
  UNIT_CALL: {
    message: "a unit may call its API only while it handles an event or starts",
    remedy: "do the work inside a handler",
  },
  UNIT_STACK: {
    message: "the stack was used up in a call, and the unit will be stopped",
    remedy: "recurse less deeply before calling the unit API",
  },
  PROGRAM_SOURCE: {
    message: "the program {name} does not compile at {where}: {problem}",
    remedy: "correct the source there: JavaScript, or TypeScript whose types can be left out",
  },
  PROGRAM_FORBIDDEN: {
    message: "the program {name} uses {problem} at {where}, which units may not",
    remedy:
      "units are synchronous and load no code while they run: use handlers, events and imports at the top",
  },
  PROGRAM_IMPORT: {
    message: "the program {name} imports at {where} {problem}",
    remedy:
      'import "cordon/unit", modules of the program\'s own folder by relative paths, and packages of its own node_modules',
  },
  PROGRAM_LIMIT: {
    message: "the program {name} is refused at {where}: {problem}",
    remedy: "write it flatter or smaller; leave unused libraries out",
  },
  PROGRAM_SIZE: {
    message: "the program {name}, {where}, is {size} bytes long; the limit is {limit}",
    remedy: "leave unused libraries out of the bundle",
  },
  PROGRAM_FILE: {
    message: "the program file {file} cannot be read: {problem}",
    remedy: "name a regular file in the program's folder",
  },
  LOADER: {
    message: "the process that reads programs did not run: {problem}",
    remedy: "let the host start processes of its own Node, and give it memory for one more",
  },
  PROGRAM_DEFAULT: {
    message: "the program {name}, {where}, has no default export made by defineProgram",
    remedy: "write `export default defineProgram((unit) => { … })`",
  },
  MANIFEST: {
    message: "the manifest of {name} is wrong: {problem}",
    remedy: "correct the field; the README lists them",
  },
  DEPLOY: {
    message: "the deployment of {name} is wrong: {problem}",
    remedy: "correct the field; the README lists them",
  },
  PLATFORM_OPTION: {
    message: "the platform option is wrong: {problem}",
    remedy: "correct the option; the README lists them",
  },
  EDGE_PART: {
    message: "an event for the edge is wrong: {problem}",
    remedy:
      "pass a list of parts, each with name and data, and with label and privileges if it has any",
  },
  EDGE_OPTION: {
    message: "an option of the subscription is wrong: {problem}",
    remedy: 'pass { clearance } with a label or "everything", or no options',
  },
  PROGRAM_ARGUMENT: {
    message: "an argument of {call} is wrong: {problem}",
    remedy:
      "loadProgram takes a path, loadPrograms a list of paths, and both { within }; programFromSource takes a name, a text, and the names of children",
  },
  PROGRAM_KNOWN: {
    message: "there is another program of the name {name}",
    remedy: "give the new text a name of its own, such as one with its version",
  },
  PROGRAM_KIND: {
    message: "this is no program: {problem}",
    remedy: "pass what loadProgram or programFromSource returned",
  },
  PLATFORM_CLOSED: {
    message: "the platform is closed",
    remedy: "create another with createPlatform",
  },
  PLATFORM_BUSY: {
    message: "the platform is already running",
    remedy:
      "in an edge handler publish only, which is run next; deploy and settle when settle() has returned",
  },
  INGRESS_FULL: {
    message: "{limit} published events are waiting to be run",
    remedy: "call settle() more often",
  },
  TIME_KIND: {
    message: "{what} is not an event time",
    remedy: "pass a finite number of milliseconds",
  },
  TIME_BACKWARDS: {
    message: "event time {time} is before {last}",
    remedy: "publish events in the order of their times",
  },
  WIRE: {
    message: "a message between host and cell is malformed: {problem}",
    remedy: "this is a defect of the platform or an attack by a broken cell",
  },
  CELL_LOST: {
    message: "the cell {cell} was lost: {problem}",
    remedy: "see the audit log for the unit that caused it",
  },
  FEED_FILE: {
    message: "the feed {file} cannot be read: {problem}",
    remedy: "check the path",
  },
  FEED_LINE: {
    message: "the feed {file} is malformed at line {line}: {problem}",
    remedy: "{right}",
  },
  INTERRUPTED: {
    message: "{command} was interrupted {at}",
    remedy: "let it run to its end for its report",
  },
  OUTPUT: {
    message: "the output cannot be written: {problem}",
    remedy: "make room, or send standard output elsewhere",
  },
  FEED_HEADER: {
    message: "the feed {file} has no column {column}; its first line is: {names}",
    remedy: "write CSV with a header and the columns symbol, date (or time) and price; or {right}",
  },
  FEED_COLUMNS: {
    message: "the header of the feed {file} is not clear: {problem}",
    remedy: "{right}",
  },
  FEED_ORDER: {
    message: "the feed {file} goes back in time at line {line}",
    remedy:
      "sort it by time; only a file of up to {limit} ticks is sorted for you, standard input is not",
  },
  FEED_SIZE: {
    message: "the feed {file} has more than {limit} ticks or {symbols} symbols",
    remedy: "use a part of it, or cordon run, which reads ticks as they come",
  },
  FEED_SYMBOLS: {
    message: "the feed {file} has fewer than two symbols",
    remedy: "traders compare the prices of two symbols: use a feed that has at least two",
  },
  EVENTS_FILE: {
    message: "the events {file} cannot be read: {problem}",
    remedy: "check the path",
  },
  EVENTS_LINE: {
    message: "the events {file} are malformed at line {line}: {problem}",
    remedy: "{right}",
  },
  USAGE: {
    message: "{problem}",
    remedy: "{right}; see --help",
  },
  UNIT_FAULTS: {
    message: "the unit {name} was at fault {count} times, the first time with: {problem}",
    remedy: "correct the program there; what it says before and after is above",
  },
  UNIT_QUARANTINED: {
    message: "the unit {name} was stopped for good: {problem}",
    remedy: "correct what its faults name; they are printed above",
  },
  DEMO_LEAK: {
    message: "{count} secrets or forgeries came where they may not",
    remedy: "the report names them; unless a leak was planted, it is a defect of the platform",
  },
  RECORDING_FILE: {
    message: "the recording {file} cannot be read: {problem}",
    remedy: "check the path",
  },
  RECORDING_HEADER: {
    message: "the recording {file} has no column {column}",
    remedy: "write CSV with a header and the columns minute and hr, and perhaps bp and speed",
  },
  RECORDING_LINE: {
    message: "the recording {file} is malformed at line {line}: {problem}",
    remedy: "write a row a minute, in order, with a cell for each column of the header",
  },
  DEMO_LOST: {
    message: "{count} rows that were granted did not come",
    remedy: "it is a defect: run it again with --debug and report what it prints",
  },
  INTERNAL: {
    message: "{problem}",
    remedy: "this is a defect of Cordon: run it again with --debug and report what it prints",
  },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

function textOf(value: unknown, name: string): string {
  if (value === undefined) return `{${name}}`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fill(template: string, detail: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => textOf(detail[name], name));
}

/** Whether a text is the code of a catalogue entry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCatalogue, text);
}

/** A caller's misuse: what was wrong, with what, and what would be right. */
export class CordonError extends Error {
  override readonly name = "CordonError";
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, detail: Readonly<Record<string, unknown>> = {}) {
    const entry: CatalogueEntry = errorCatalogue[code];
    super(`${code}: ${fill(entry.message, detail)}`);
    this.code = code;
    this.remedy = fill(entry.remedy, detail);
  }
}

/** A broken invariant of ours: it ends the cell, never just the call. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(`invariant broken: ${message}`);
}

/** A proxy that was revoked is nothing any more: V8 throws where it is asked. */
function isArray(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** Names a value of the wrong kind in a message, without running any of its code. */
export function nameKind(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  if (typeof value === "object") return isArray(value) ? "an array" : "an object";
  if (typeof value === "undefined") return "undefined";
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return `a ${typeof value}`;
}
