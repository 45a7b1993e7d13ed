/** Runs a random program: one line of the trace for each call of the unit. */

import type {
  Draft,
  EventView,
  LabelSpec,
  SubscriptionId,
  Tag,
  UnitApi,
  Value,
  ValueInput,
} from "../../../../../src/unit/index.ts";
import type {
  CellHook,
  Expression,
  InterpreterConfig,
  LabelRef,
  Manifest,
  PartRef,
  ProgramSpec,
  Step,
  SubscriptionRef,
  Target,
} from "../../program-spec.ts";
import { bitsOfCopy, warm } from "./floats.ts";
import { evaluate } from "./evaluate.ts";
import { isOdd, Knowledge } from "./knowledge.ts";
import { filterOf } from "./literal.ts";

type Config = InterpreterConfig & { readonly tags: readonly Tag[] };
type StepOf<K extends Step["kind"]> = Extract<Step, { readonly kind: K }>;

const mostSteps = 80;
const noLabel: LabelSpec = {};

export class Interpreter {
  readonly #unit: UnitApi;
  readonly #config: Config;
  readonly #knowledge: Knowledge;
  readonly #hook: CellHook | undefined;
  readonly #place: number;
  readonly #subscriptions: SubscriptionId[] = [];
  #draft: Draft | null = null;
  #lines: string[] = [];
  #isMuted = false;
  #count = 0;
  #fuel: number;
  #steps = 0;
  #children = 0;
  #isLow: boolean;
  #isOutputLow: boolean;

  constructor(unit: UnitApi) {
    this.#unit = unit;
    this.#config = unit.config as unknown as Config;
    const { tags, fuel, isLow, isOutputLow, looksAtIdentity } = this.#config;
    this.#knowledge = new Knowledge(tags, looksAtIdentity, (value) => unit.bytes(value));
    this.#fuel = fuel;
    this.#hook = hookOf();
    const isRaised = isLow !== null && this.#hook?.startsLow() === false;
    this.#isLow = !isRaised && (isLow ?? this.#findLevel());
    this.#isOutputLow = isLow === null || isRaised ? this.#isLow : isOutputLow;
    this.#place = this.#hook?.enter(this.#isLow) ?? 0;
  }

  start(): void {
    const programs: readonly ProgramSpec[] = JSON.parse(this.#config.programs);
    const spec = programs[this.#config.program % programs.length];
    this.#activate("start", () => {
      for (const subscription of spec?.subscriptions ?? []) this.#subscribe(subscription);
      this.#run(spec?.start ?? [], null);
    });
  }

  /** An instance of a managed subscription emits at least at the label at which it reads. */
  #findLevel(): boolean {
    const event = this.#unit.createEvent();
    this.#unit.addPart(event, noLabel, "level", 0);
    const [probe] = this.#unit.readPart(event, "level");
    return probe !== undefined && probe.label.secrecy.every((tag) => !this.#isSecret(tag));
  }

  #isSecret(tag: Tag | undefined): boolean {
    return this.#config.tags.slice(0, this.#config.secretTags).some((other) => other === tag);
  }

  /** One line a call, whatever happens in it; whether it was an observer's when it began. */
  #activate(what: string, body: () => void): void {
    const level = this.#isLow ? "low" : "high";
    this.#lines = [what];
    this.#isMuted = false;
    this.#draft = null;
    this.#count++;
    try {
      if (this.#fuel-- > 0) body();
    } finally {
      this.#unit.log(`${level} ${this.#config.path} ${this.#lines.join("; ")}`);
    }
  }

  #note(line: string): void {
    if (!this.#isMuted) this.#lines.push(line);
  }

  #subscribe({ filter, steps }: SubscriptionRef): void {
    const knowledge = this.#knowledge;
    const id = this.#attempt("subscribe", () =>
      this.#unit.subscribe(filterOf(filter, knowledge.tagAt), (event) => {
        const view = `${knowledge.describe(event)}~${knowledge.identityOf(event)}`;
        this.#activate(`${this.#unit.now()} ${view}`, () => {
          knowledge.last = Object.values(event).at(-1) ?? null;
          knowledge.parts = Object.keys(event).length;
          this.#run(steps, event);
        });
      }),
    );
    if (id !== undefined) this.#subscriptions.push(id);
  }

  #attempt<T>(what: string, call: () => T): T | undefined {
    this.#knowledge.refused = false;
    try {
      const result = call();
      this.#note(result === undefined ? what : `${what}=${this.#knowledge.describe(result)}`);
      return result;
    } catch (error) {
      const { code = "" } = error as { readonly code?: string };
      if (code === "") throw error;
      this.#knowledge.refused = true;
      this.#note(`${what}!${code}`);
      return undefined;
    }
  }

  #run(steps: readonly Step[], event: EventView | null): void {
    for (const step of steps) if (this.#steps++ < mostSteps) this.#step(step, event);
  }

  #step(step: Step, hand: EventView | null): void {
    const unit = this.#unit;
    const attempt = (call: () => unknown): unknown => this.#attempt(step.kind, call);
    switch (step.kind) {
      case "publish":
        for (let i = 0; i < step.times; i++) {
          attempt(() => unit.publish(this.#compose(step.parts)));
        }
        return;
      case "draft":
        attempt(() => {
          this.#draft = this.#compose(step.parts);
        });
        return;
      case "send":
        attempt(() => unit.publish(this.#draft as Draft));
        return;
      case "read":
        this.#read(this.#target(step.on, hand), step.name);
        return;
      case "relabel":
        this.#relabel(step);
        return;
      case "require":
        attempt(() => unit.requireIntegrity(this.#tag(step.tag)));
        return;
      case "drop":
        attempt(() => unit.dropPrivilege(this.#tag(step.tag)));
        return;
      case "add":
        attempt(() => this.#add(this.#target(step.on, hand), step.part));
        return;
      case "delete":
        attempt(() =>
          unit.delPart(this.#target(step.on, hand), this.#label(step.label), step.name),
        );
        return;
      case "attach":
        attempt(() => this.#attach(this.#target(step.on, hand), step));
        return;
      case "clone":
        attempt(() => {
          const draft = unit.cloneEvent(this.#target(step.on, hand), this.#label(step.label));
          for (const part of step.parts) this.#add(draft, part);
          unit.publish(draft);
        });
        return;
      case "release":
        attempt(() => unit.release(hand as EventView));
        return;
      case "createTag": {
        const tag = this.#attempt("createTag", () => unit.createTag("made"));
        if (tag !== undefined) this.#knowledge.take(tag);
        return;
      }
      case "now":
        attempt(() => unit.now());
        return;
      case "throw":
        throw new Error("as its program says");
      case "loop":
      case "fill":
      case "burn":
        this.#exhaust(step);
        return;
      case "warm":
      case "bits":
        this.#float(step);
        return;
      case "subscribe":
        this.#subscribe(step.subscription);
        return;
      case "unsubscribe": {
        const at = step.at % Math.max(1, this.#subscriptions.length);
        const [id] = this.#subscriptions.splice(at, 1);
        if (id !== undefined) attempt(() => unit.unsubscribe(id));
        return;
      }
      case "manage":
        this.#manage(step);
        return;
      case "spawn":
        this.#spawn(step);
        return;
      case "acquire":
        attempt(() => unit.acquirePrivilege(this.#tag(step.tag), step.privilege));
        return;
      case "has":
        this.#knowledge.held =
          attempt(() => unit.hasPrivilege(this.#tag(step.tag), step.privilege)) === true;
        return;
      case "revoke":
        attempt(() => unit.revokePrivilege(this.#tag(step.tag), step.privilege));
        return;
      case "set":
        this.#knowledge.last = this.#evaluate(step.to) as Value;
        return;
      case "repeat":
        for (let i = 0; i < step.times; i++) this.#run(step.steps, hand);
        return;
      case "if":
        this.#run(isOdd(this.#evaluate(step.is)) ? step.then : step.otherwise, hand);
    }
  }

  #target(on: Target, hand: EventView | null): Draft | EventView {
    return (on === "hand" ? hand : this.#draft) as Draft | EventView;
  }

  #read(target: Draft | EventView, name: string): void {
    const parts = this.#attempt("read", () => this.#unit.readPart(target, name));
    if (parts === undefined) return;
    this.#note(`~${this.#knowledge.identities(parts)}`);
    this.#knowledge.takeParts(parts);
  }

  #relabel({ both, component, change, tag: at }: StepOf<"relabel">): void {
    const unit = this.#unit;
    const tag = this.#tag(at);
    const done = this.#attempt("relabel", () => {
      if (both) unit.changeInOutLabel(component, change, tag);
      else unit.changeOutLabel(component, change, tag);
      return true;
    });
    if (done !== true || component !== "secrecy" || change !== "add" || !this.#isSecret(tag)) {
      return;
    }
    this.#isOutputLow = false;
    if (!both) return;
    this.#isLow = false;
    this.#isMuted = this.#config.isMutedByRaise;
    this.#hook?.raise(this.#place);
  }

  /** Neither call comes back in a realm; in the cell of a test what it did since it was entered is lost. */
  #exhaust(step: StepOf<"loop" | "fill" | "burn">): void {
    if (!this.#config.mayExhaust) return;
    const hook = this.#hook;
    if (step.kind === "burn") {
      if (hook?.burn(this.#place, step.ms) === true) throw new Error("its cell is lost");
    } else if (hook === undefined) {
      const kept: unknown[] = [];
      for (;;) if (step.kind === "fill") kept.push(Array.from({ length: 10_000 }));
    } else if (hook.exhaust(this.#place, step.kind === "loop" ? "time" : "memory"))
      throw new Error("its cell is lost");
  }

  /** Only in a realm: in the heap of a test, bits tell what the test has compiled. */
  #float(step: StepOf<"warm" | "bits">): void {
    if (this.#hook !== undefined) return;
    try {
      if (step.kind === "warm") warm(this.#unit, step.times);
      else this.#note(bitsOfCopy(this.#unit));
    } catch {
      this.#note(`${step.kind}!`);
    }
  }

  #manage({ filter, child, program, idleMs }: StepOf<"manage">): void {
    if (this.#config.generations <= 0) return;
    this.#hook?.manage();
    // An instance asks for the integrity that its owner asks for; its secrecy it has to find out.
    const isLow = this.#config.secretTags === 0 ? this.#isLow : null;
    const config = this.#childConfig(`m${this.#children++}`, program, isLow, false);
    const lasts = idleMs < 0 ? Infinity : idleMs;
    const id = this.#attempt("manage", () =>
      this.#unit.subscribeManaged(filterOf(filter, this.#knowledge.tagAt), child, config, lasts),
    );
    if (id !== undefined) this.#subscriptions.push(id);
  }

  #spawn({ child, program, label: at, grants: wanted }: StepOf<"spawn">): void {
    if (this.#config.generations <= 0) return;
    const label = this.#label(at);
    const isLow = this.#isOutputLow && ![...(label.secrecy ?? [])].some((it) => this.#isSecret(it));
    const config = this.#childConfig(`c${this.#children++}`, program, isLow, isLow);
    const grants = wanted.map(({ tag, privilege, until }) => ({
      tag: this.#tag(tag),
      privilege,
      ...(until >= 0 && { until }),
    }));
    const name: Manifest = child;
    this.#attempt("spawn", () => this.#unit.instantiateUnit(name, label, grants, config));
  }

  #compose(parts: readonly PartRef[]): Draft {
    const event = this.#unit.createEvent();
    for (const part of parts) this.#add(event, part);
    return event;
  }

  #add(event: Draft | EventView, { name, label, data, carries }: PartRef): void {
    const at = this.#label(label);
    this.#unit.addPart(event, at, name, this.#evaluate(data));
    for (const grant of carries) {
      this.#attempt("carry", () => this.#attach(event, { name, label, grant }));
    }
  }

  #attach(
    target: Draft | EventView,
    { name, label, grant }: Pick<StepOf<"attach">, "name" | "label" | "grant">,
  ): void {
    const { tag, privilege, until } = grant;
    this.#unit.attachPrivilegeToPart(
      target,
      name,
      this.#label(label),
      this.#tag(tag),
      privilege,
      until < 0 ? undefined : until,
    );
  }

  #childConfig(
    name: string,
    program: number,
    isLow: boolean | null,
    isOutputLow: boolean,
  ): ValueInput {
    const { fuel, generations, path } = this.#config;
    const { programs, secretTags, secret } = this.#config;
    const { looksAtIdentity, isMutedByRaise, mayExhaust } = this.#config;
    return {
      path: `${path}.${name}`,
      program,
      programs,
      secretTags,
      isLow,
      isOutputLow,
      secret,
      looksAtIdentity,
      isMutedByRaise,
      mayExhaust,
      fuel: fuel >> 1,
      generations: generations - 1,
      tags: this.#knowledge.tags,
    };
  }

  #label({ secrecy, integrity }: LabelRef): LabelSpec {
    return {
      secrecy: secrecy.map((it) => this.#tag(it)),
      integrity: integrity.map((it) => this.#tag(it)),
    };
  }

  #tag(at: number): Tag {
    return this.#knowledge.tagAt(at);
  }

  #evaluate(it: Expression): ValueInput {
    const { secret } = this.#config;
    const random = (): number => this.#unit.random();
    return evaluate(it, this.#knowledge, { count: this.#count, secret, random });
  }
}

/** A realm has no global object, nor any cell of a test. */
function hookOf(): CellHook | undefined {
  if (typeof globalThis === "undefined") return undefined;
  return (globalThis as { readonly cordonCell?: CellHook }).cordonCell;
}
