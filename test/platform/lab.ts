/**
 * A laboratory: a platform (without isolates, unless asked for) whose units are written in a few lines. Their programs
 * find the laboratory's tags and what else their configuration holds as variables, and these helpers:
 *
 * - `say(...values)` logs; tags are written by their names
 * - `code(f)` is what `f` returns, "ok" for nothing, or the code with which it is refused
 * - `on(part, handler)` subscribes to events with that part
 * - `emit({ part: data, … }, label?)` publishes an event
 * - `read(event, part)` is `[data, "secrecy|integrity"]` for each visible part of that name
 */

import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import type {
  AuditKind,
  AuditRecord,
  Deployment,
  EdgePart,
  GrantInput,
  LabelInput,
  PlatformOptions,
  Value,
} from "../../src/index.ts";
import { type Privilege, type Tag, tagName } from "../../src/label/index.ts";
import { checkedProgram } from "./checked-program.ts";
import { Platform } from "../../src/platform/platform.ts";

const prelude = `
const names = new Map(Object.entries(unit.config ?? {}).map(([name, value]) => [value, name]));
const nameOf = (tag) => names.get(tag) ?? "?";
const text = (value) => typeof value === "string" ? value : JSON.stringify(value, (_, it) =>
  typeof it === "object" && it !== null && names.has(it) ? nameOf(it) : it);
const say = (...values) => unit.log(values.map(text).join(" "));
const code = (call) => {
  try { return call() ?? "ok"; } catch (error) { if (error.code === undefined) throw error; return error.code; }
};
const on = (part, handler) => unit.subscribe({ part, present: true }, handler);
const labelText = ({ secrecy, integrity }) => secrecy.map(nameOf).sort().join() + "|" + integrity.map(nameOf).sort().join();
const read = (event, part) => unit.readPart(event, part).map(({ data, label }) => [data, labelText(label)]);
const draft = (parts, label = {}) => {
  const event = unit.createEvent();
  for (const [part, data] of Object.entries(parts)) unit.addPart(event, label, part, data);
  return event;
};
const emit = (parts, label) => unit.publish(draft(parts, label));
`;

/** Variables that every program of a laboratory has. */
const reserved = /^(names|nameOf|text|say|code|on|labelText|read|draft|emit|unit)$/;

export type LabDeployment = Partial<Omit<Deployment, "config">> & {
  readonly children?: readonly string[];
  /** Variables of the program besides the tags. */
  readonly config?: Readonly<Record<string, unknown>>;
};

function withoutIsolates(options: PlatformOptions): Platform {
  return new Platform(options, () => new HeapCell());
}

export class Lab<Name extends string> {
  readonly platform: Platform;
  readonly tags: Readonly<Record<Name, Tag>>;
  #time = 0;

  /** @param create how to make the platform; `createPlatform` gives one with isolates */
  constructor(
    tagNames: readonly Name[],
    options: PlatformOptions = {},
    create: (options: PlatformOptions) => Platform = withoutIsolates,
  ) {
    this.platform = create({ placement: "shared", seed: 1, ...options });
    // Without a listener the process would be warned.
    this.platform.notifications.on("record", () => {});
    const tags = tagNames.map((name) => [name, this.platform.createTag(name)] as const);
    this.tags = Object.fromEntries(tags) as Record<Name, Tag>;
  }

  /** Makes a program known: as a child of others, or to be deployed more than once. */
  program(name: string, body: string, deployment: LabDeployment = {}): void {
    const { children = [], config = {} } = deployment;
    const variables = [...Object.keys(this.tags), ...Object.keys(config)];
    for (const it of variables) if (reserved.test(it)) throw new Error(`${it} is a helper's name`);
    const source = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
  const { ${variables.join(", ")} } = unit.config ?? {};
  ${prelude}
  ${body}
});`;
    this.platform.addProgram(checkedProgram(name, source, children));
  }

  /** Starts a unit whose program has this body. */
  unit(name: string, body: string, deployment: LabDeployment = {}): void {
    this.program(name, body, deployment);
    this.deploy(name, name, deployment);
  }

  deploy(program: string, name: string, deployment: LabDeployment = {}): void {
    const { children: _, config = {}, ...rest } = deployment;
    const variables = { ...this.tags, ...config } as unknown as NonNullable<Deployment["config"]>;
    this.platform.deploy({ program, name, config: variables, ...rest });
    this.platform.settle();
  }

  /** What a child of a unit has to be given so that its program finds the laboratory's tags. */
  get config(): Readonly<Record<Name, Tag>> {
    return this.tags;
  }

  label(secrecy: readonly Name[], integrity: readonly Name[] = []): LabelInput {
    return {
      secrecy: secrecy.map((name) => this.tags[name]),
      integrity: integrity.map((name) => this.tags[name]),
    };
  }

  grants(tag: Name, ...privileges: readonly Privilege[]): readonly GrantInput[] {
    return privileges.map((privilege) => ({ tag: this.tags[tag], privilege }));
  }

  part(name: string, data: EdgePart["data"], label: LabelInput = {}): EdgePart {
    return { name, data, label };
  }

  /** Publishes one event at the edge, at a time (ms) of its own, and runs all it causes. */
  event(
    parts: Readonly<Record<string, EdgePart["data"]>> | readonly EdgePart[],
    time?: number,
  ): void {
    this.queue(parts, time);
    this.platform.settle();
  }

  /** The same without running it: events that are queued begin together. */
  queue(
    parts: Readonly<Record<string, EdgePart["data"]>> | readonly EdgePart[],
    time?: number,
  ): void {
    this.#time = time ?? this.#time + 1;
    const list = Array.isArray(parts)
      ? (parts as readonly EdgePart[])
      : Object.entries(parts).map(([name, data]) => ({ name, data: data as EdgePart["data"] }));
    this.platform.publish(list, this.#time);
  }

  /** What a subscriber at the edge sees of a part; it grows as the platform runs. */
  watch(part: string, clearance: LabelInput | "everything" = {}): readonly Value[] {
    const seen: Value[] = [];
    this.platform.subscribe({ part, present: true }, (event) => seen.push(event[part] ?? null), {
      clearance,
    });
    return seen;
  }

  /** What a unit has logged. */
  said(unit: string): readonly string[] {
    return this.records("log")
      .filter((record) => record.unit.name === unit)
      .map(({ text }) => text);
  }

  records<K extends AuditKind>(kind: K): readonly Extract<AuditRecord, { readonly kind: K }>[] {
    return this.platform.auditLog.filter(
      (record): record is Extract<AuditRecord, { readonly kind: K }> => record.kind === kind,
    );
  }

  nameOf(tag: Tag): string {
    return tagName(tag);
  }
}
