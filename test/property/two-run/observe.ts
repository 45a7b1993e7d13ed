/** Runs a random platform with one of its two secrets and writes down what observers notice. */

import { fileURLToPath } from "node:url";
import type { Tag } from "../../../src/label/index.ts";
import { loadPrograms } from "../../../src/loading/load-program.ts";
import type { EdgePart, GrantInput, LabelInput } from "../../../src/index.ts";
import type { Build } from "./build.ts";
import {
  type DataRef,
  GATE,
  type IngressEvent,
  isSecret,
  type PlatformSpec,
  SEALED,
  SECRET_TAGS,
} from "./platform-spec.ts";
import type { GrantRef, InterpreterConfig, LabelRef } from "./program-spec.ts";

/** What each observer noticed, in order. */
export type Trace = ReadonlyMap<string, readonly string[]>;

const programs = loadPrograms(
  ["interpreter", "declassifier"].map((name) =>
    fileURLToPath(new URL(`programs/${name}`, import.meta.url)),
  ),
  { within: fileURLToPath(new URL("../../..", import.meta.url)) },
);

const tagNames = ["secret", "sealed", "gate", "free-1", "free-2", "free-3"];
const fuel = 10;

class Run {
  readonly #build: Build;
  readonly #spec: PlatformSpec;
  readonly #variant: 0 | 1;
  readonly #platform: InstanceType<Build["Platform"]>;
  readonly #tags: readonly Tag[];
  readonly #trace = new Map<string, string[]>();

  constructor(build: Build, spec: PlatformSpec, variant: 0 | 1) {
    const { Platform, HeapCell } = build;
    this.#build = build;
    this.#spec = spec;
    this.#variant = variant;
    this.#platform = new Platform({ placement: spec.placement, seed: 1 }, () => new HeapCell());
    this.#tags = tagNames.map((name) => this.#platform.createTag(name));
    for (const program of programs) this.#platform.addProgram(program);
  }

  trace(): Trace {
    // Without a listener the process would be warned.
    this.#platform.notifications.on("record", () => {});
    this.#platform.notifications.on("log", ({ text }) => {
      const [level = "", path = ""] = text.split(" ", 2);
      if (level === "low") this.#note(path, text);
    });
    this.#deploy();
    this.#subscribe();
    this.#platform.settle();
    this.#publish();
    this.#platform.settle();
    this.#platform.close();
    return this.#trace;
  }

  /** What the host held against kernels that did nothing but what they should. */
  get accusations(): readonly string[] {
    return this.#platform.auditLog.flatMap((it) => (it.kind === "violation" ? [it.problem] : []));
  }

  #note(observer: string, line: string): void {
    const lines = this.#trace.get(observer);
    if (lines === undefined) this.#trace.set(observer, [line]);
    else lines.push(line);
  }

  #deploy(): void {
    const { units, programs: specs, declassifier } = this.#spec;
    const text = JSON.stringify(specs);
    for (const [i, unit] of units.entries()) {
      const isLow = !isSecret(unit.input);
      const config: InterpreterConfig & { readonly tags: readonly Tag[] } = {
        path: `u${i}`,
        program: unit.program,
        programs: text,
        secretTags: SECRET_TAGS,
        isLow,
        isOutputLow: !isSecret(unit.output),
        secret: isLow ? 0 : this.#variant + 1,
        fuel,
        tags: this.#tags,
      };
      this.#platform.deploy({
        program: "interpreter",
        name: `u${i}`,
        owner: `owner-${unit.owner}`,
        input: this.#label(unit.input),
        output: this.#label(unit.output),
        privileges: unit.privileges.map((it) => this.#grant(it)),
        config: config as never,
        onFault: unit.onFault,
        eventsPerDelivery: unit.eventsPerDelivery,
      });
    }
    if (!declassifier) return;
    this.#platform.deploy({
      program: "declassifier",
      name: "declassifier",
      input: this.#label({ secrecy: [SEALED], integrity: [GATE] }),
      output: {},
      privileges: [this.#grant({ tag: SEALED, privilege: "t-", until: -1 })],
    });
  }

  #subscribe(): void {
    for (const [i, { filter, clearance }] of this.#spec.edges.entries()) {
      this.#platform.subscribe(
        filter,
        (event, { time, publisher }) => {
          const shown = Object.entries(event).map(([name, data]) => `${name}:${this.#dump(data)}`);
          this.#note(`edge ${i}`, `${time} ${publisher ?? "edge"} ${shown.join()}`);
        },
        { clearance: this.#label(clearance) },
      );
    }
  }

  #publish(): void {
    let time = 0;
    for (const event of this.#spec.ingress) {
      time += event.after;
      if (this.#isPresent(event)) this.#platform.publish(this.#parts(event), time);
      if (event.settle) this.#platform.settle();
    }
  }

  #isPresent({ presence }: Pick<IngressEvent, "presence">): boolean {
    return presence === "both" || (presence === "first") === (this.#variant === 0);
  }

  #parts({ parts }: IngressEvent): readonly EdgePart[] {
    return parts
      .filter((part) => this.#isPresent(part))
      .map(({ name, label, data, privileges }) => ({
        name,
        label: this.#label(label),
        data: this.#data(data[this.#variant]),
        privileges: privileges.map((it) => this.#grant(it)),
      }));
  }

  #data(data: DataRef): EdgePart["data"] {
    if ("number" in data) return data.number;
    return "tag" in data ? this.#tag(data.tag) : data;
  }

  #tag(at: number): Tag {
    return this.#tags[at] as Tag;
  }

  #label({ secrecy, integrity }: LabelRef): LabelInput {
    return {
      // A tag that is named twice would count twice against the bound of a label.
      secrecy: [...new Set(secrecy)].map((it) => this.#tag(it)),
      integrity: [...new Set(integrity)].map((it) => this.#tag(it)),
    };
  }

  #grant({ tag, privilege, until }: GrantRef): GrantInput {
    return { tag: this.#tag(tag), privilege, ...(until >= 0 && { until }) };
  }

  #dump(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#dump(item)).join()}]`;
    if (typeof value !== "object" || value === null) return String(value);
    const known = this.#tags.findIndex((tag) => tag === value);
    if (known !== -1) return tagNames[known] ?? "";
    const fields = Object.entries(value);
    if (fields.length === 0) return this.#build.tagId(value as Tag);
    return `{${fields.map(([name, item]) => `${name}:${this.#dump(item)}`).join()}}`;
  }
}

/** What an honest kernel is accused of when a platform is run; null if of nothing. */
export function accusation(build: Build, spec: PlatformSpec): string | null {
  const run = new Run(build, spec, 0);
  run.trace();
  return run.accusations[0] ?? null;
}

export function observe(build: Build, spec: PlatformSpec, variant: 0 | 1): Trace {
  return new Run(build, spec, variant).trace();
}

/** Where the first observer that can tell the two runs apart can do so; null if none can. */
export function difference(build: Build, spec: PlatformSpec): string | null {
  const [first, second] = [observe(build, spec, 0), observe(build, spec, 1)];
  for (const observer of new Set([...first.keys(), ...second.keys()])) {
    const [a, b] = [first.get(observer) ?? [], second.get(observer) ?? []];
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      if (a[i] === b[i]) continue;
      return `${observer} noticed, as number ${i + 1}, in run 1:\n  ${a[i] ?? "nothing"}\nand in run 2:\n  ${b[i] ?? "nothing"}`;
    }
  }
  return null;
}
