/** One random platform, run with one of its two secrets. Writes down what observers notice. */

import { fileURLToPath } from "node:url";
import type { Cell, CellOptions } from "../../../isolation/cell/cell.ts";
import type { EdgePart, GrantInput, LabelInput, Platform } from "../../../src/index.ts";
import type { Tag } from "../../../src/label/index.ts";
import { loadPrograms } from "../../../src/loading/load-program.ts";
import type { BundledProgram } from "../../../src/unit/program.ts";
import type { Build } from "./build.ts";
import {
  type Action,
  type EdgeSpec,
  GATE,
  type IngressEvent,
  type IngressPart,
  isSecret,
  isVouched,
  type PlacementRef,
  type PlatformSpec,
  SEALED,
  SECRET_TAGS,
  type UnitSpec,
} from "./platform-spec.ts";
import { filterOf, valueOf } from "./programs/interpreter/literal.ts";
import type { GrantRef, InterpreterConfig, LabelRef, Literal } from "./program-spec.ts";
import { TestCell, type TestCellOptions, TestClock } from "./test-cell.ts";

/** What each observer noticed, in order. */
export type Trace = ReadonlyMap<string, readonly string[]>;

export type CellMaker = (
  options: TestCellOptions & CellOptions,
  onCatastrophe: (problem: string) => void,
) => Cell;

export interface RunOptions {
  /** Which of the two secrets. */
  readonly variant: 0 | 1;
  /**
   * Who observes: units and subscribers that may not know the secret, or those that believe only what the
   * gate vouches for. For these all differs that it does not vouch for.
   */
  readonly observers?: "uncleared" | "believers";
  readonly looksAtIdentity?: boolean;
  readonly isMutedByRaise?: boolean;
  readonly mayExhaust?: boolean;
  /** Instead of what the platform says. */
  readonly placement?: PlacementRef;
  readonly makeCell?: CellMaker;
  /** Instead of what the platform says. */
  readonly isAsync?: boolean;
  readonly crossingMs?: number;
  /** Called before anything is deployed. */
  readonly watch?: (platform: Platform) => void;
}

const [interpreter, declassifier] = loadPrograms(
  ["interpreter", "declassifier"].map((name) =>
    fileURLToPath(new URL(`programs/${name}`, import.meta.url)),
  ),
  { within: fileURLToPath(new URL("../../..", import.meta.url)) },
) as [BundledProgram, BundledProgram];

const programs: readonly BundledProgram[] = [
  interpreter,
  { ...interpreter, name: "middle", children: ["middle", "leaf"] },
  { ...interpreter, name: "leaf", children: [] },
  declassifier,
];

export const tagNames: readonly string[] = [
  "secret",
  "sealed",
  "gate",
  "free-1",
  "free-2",
  "free-3",
];
const fuel = 10;
const generations = 2;

interface Ground {
  cordonClocks?: TestClock["clocks"];
}

export class Run {
  readonly #build: Build;
  readonly #spec: PlatformSpec;
  readonly #options: RunOptions;
  readonly #platform: InstanceType<Build["Platform"]>;
  readonly #tags: readonly Tag[];
  readonly #secrets = new Set<string>();
  readonly #trace = new Map<string, string[]>();
  readonly #stopped: string[] = [];
  readonly #afterlife: string[] = [];
  #deployed = 0;
  #time = 0;

  constructor(build: Build, spec: PlatformSpec, options: RunOptions) {
    this.#build = build;
    this.#spec = spec;
    this.#options = options;
    const { makeCell = testCell } = options;
    const clock = new TestClock();
    const ground = globalThis as Ground;
    ground.cordonClocks = clock.clocks;
    this.#platform = new build.Platform(
      {
        watchdog: false,
        placement: options.placement ?? spec.placement,
        seed: 1,
        cell: { crossingMs: options.crossingMs ?? spec.crossingMs },
      },
      (cell, onCatastrophe) =>
        makeCell({ ...cell, build, clock, secrets: this.#secrets }, onCatastrophe),
    );
    delete ground.cordonClocks;
    options.watch?.(this.#platform);
    this.#tags = tagNames.map((name) => this.#platform.createTag(name));
    const secretTags = this.#isOfBelievers ? 0 : SECRET_TAGS;
    for (const tag of this.#tags.slice(0, secretTags)) this.#secrets.add(build.tagId(tag));
    for (const program of programs) this.#platform.addProgram(program);
  }

  async trace(): Promise<Trace> {
    this.#platform.notifications.on("record", (record) => {
      if (record.kind === "log") this.#noteLog(record.unit.name, record.text);
    });
    this.#deploy();
    this.#subscribe();
    await this.#settle();
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const action of this.#spec.actions) await this.#act(action);
    await this.#settle();
    this.#platform.close();
    return this.#trace;
  }

  #noteLog(unit: string, text: string): void {
    const [level = "", path = ""] = text.split(" ", 2);
    // Children of several instances have one path, and cells of their own.
    if (level === "low") this.#note(`${unit} as ${path}`, text);
    if (this.#stopped.some((it) => path === it || path.startsWith(`${it}.`))) {
      this.#afterlife.push(text);
    }
  }

  async #act(action: Action): Promise<void> {
    if (action.kind === "event") await this.#publish(action);
    else if (action.kind === "deploy") this.#deployUnit(action.unit);
    else await this.#stop(action.unit);
  }

  /** What the host held against kernels that did nothing but what they should. */
  get accusations(): readonly string[] {
    return this.#platform.auditLog.flatMap((it) => (it.kind === "violation" ? [it.problem] : []));
  }

  /** What units said after the operator had stopped them, or those they descend from. */
  get afterlife(): readonly string[] {
    return this.#afterlife;
  }

  #note(observer: string, line: string): void {
    const lines = this.#trace.get(observer);
    if (lines === undefined) this.#trace.set(observer, [line]);
    else lines.push(line);
  }

  async #settle(): Promise<void> {
    if (this.#options.isAsync ?? this.#spec.isAsync) await this.#platform.settleAsync();
    else this.#platform.settle();
  }

  #deploy(): void {
    for (const unit of this.#spec.units) this.#deployUnit(unit);
    if (!this.#spec.declassifier) return;
    this.#platform.deploy({
      program: "declassifier",
      name: "declassifier",
      input: this.#label({ secrecy: [SEALED], integrity: [GATE] }),
      output: {},
      privileges: [this.#grant({ tag: SEALED, privilege: "t-", until: -1 })],
    });
  }

  #deployUnit(unit: UnitSpec): void {
    const name = `u${this.#deployed++}`;
    const isLow = this.#observes(unit.input);
    const config: InterpreterConfig & { readonly tags: readonly Tag[] } = {
      path: name,
      program: unit.program,
      programs: JSON.stringify(this.#spec.programs),
      secretTags: this.#isOfBelievers ? 0 : SECRET_TAGS,
      isLow,
      isOutputLow: !this.#isOfBelievers && !isSecret(unit.output),
      secret: isLow ? 0 : this.#options.variant + 1,
      fuel,
      looksAtIdentity: this.#options.looksAtIdentity ?? true,
      isMutedByRaise: this.#options.isMutedByRaise ?? false,
      mayExhaust: this.#options.mayExhaust ?? true,
      generations,
      tags: this.#tags,
    };
    const placement = this.#options.placement ?? unit.placement;
    this.#platform.deploy({
      program: "interpreter",
      name,
      owner: `owner-${unit.owner}`,
      input: this.#label(unit.input),
      output: this.#label(unit.output),
      privileges: unit.privileges.map((it) => this.#grant(it)),
      config: config as never,
      onFault: unit.onFault,
      eventsPerDelivery: unit.eventsPerDelivery,
      ...(placement !== null && { placement }),
    });
  }

  async #stop(unit: number): Promise<void> {
    if (this.#deployed === 0) return;
    const name = `u${unit % this.#deployed}`;
    this.#platform.stop(name);
    this.#stopped.push(name);
    await this.#settle();
  }

  get #isOfBelievers(): boolean {
    return this.#options.observers === "believers";
  }

  #observes(label: LabelRef): boolean {
    return this.#isOfBelievers ? isVouched(label) : !isSecret(label);
  }

  #subscribe(): void {
    for (const [i, edge] of this.#spec.edges.entries()) {
      // Others are there as well: what they want must not show.
      const observer = this.#observes(edge.clearance) ? `edge ${i}` : null;
      try {
        this.#subscribeEdge(observer, edge);
      } catch (error) {
        // Random filters may be malformed, for the edge as for units.
        if (!(error instanceof this.#build.CordonError)) throw error;
        if (observer !== null) this.#note(observer, error.code);
      }
    }
  }

  #subscribeEdge(observer: string | null, { filter, clearance }: EdgeSpec): void {
    this.#platform.subscribe(
      filterOf(filter, (at) => this.#tag(at)),
      (event, { time, publisher }) => {
        if (observer === null) return;
        const shown = Object.entries(event).map(([name, data]) => `${name}:${this.#dump(data)}`);
        this.#note(observer, `${time} ${publisher ?? "edge"} ${shown.join()}`);
      },
      { clearance: this.#label(clearance) },
    );
  }

  async #publish(event: IngressEvent): Promise<void> {
    // Whoever watches may have published something meanwhile.
    this.#time = Math.max(this.#time + event.after, this.#platform.latestTime);
    if (this.#isPresent(event)) this.#platform.publish(this.#parts(event), this.#time);
    if (event.settle) await this.#settle();
  }

  #isPresent({ presence }: Pick<IngressEvent, "presence">): boolean {
    if (this.#isOfBelievers) return true;
    return presence === "both" || (presence === "first") === (this.#options.variant === 0);
  }

  #parts({ parts }: IngressEvent): readonly EdgePart[] {
    return parts
      .slice(0, this.#build.limits.eventParts)
      .filter((part) => this.#isPresent(part) && this.#isPublished(part))
      .map(({ name, label, data, privileges }) => ({
        name,
        label: this.#label(label),
        data: valueOf(this.#dataOf(label, data), (at) => this.#tag(at)),
        privileges: privileges.map((it) => this.#grant(it)),
      }));
  }

  /** At every second moment, parts that nobody vouches for are missing in one run. */
  #isPublished({ label }: IngressPart): boolean {
    const { variant } = this.#options;
    if (!this.#isOfBelievers || isVouched(label) || variant === 0) return true;
    return this.#time % 2 === 0;
  }

  #dataOf(label: LabelRef, [first, second]: readonly [Literal, Literal]): Literal {
    const { variant } = this.#options;
    if (!this.#isOfBelievers) return variant === 0 ? first : second;
    return isVouched(label) || variant === 0 ? first : { list: [first] };
  }

  #tag(at: number): Tag {
    return this.#tags[at % this.#tags.length] as Tag;
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
    if (Object.is(value, -0)) return "-0";
    if (typeof value !== "object" || value === null) return String(value);
    const known = this.#tags.findIndex((tag) => tag === value);
    if (known !== -1) return tagNames[known] ?? "";
    const fields = Object.entries(value);
    if (fields.length === 0) return this.#build.tagId(value as Tag);
    return `{${fields.map(([name, item]) => `${name}:${this.#dump(item)}`).join()}}`;
  }
}

const testCell: CellMaker = (options) => new TestCell(options);
