/** The one program of random platforms: does what its configuration says, and logs all it learns. */

import {
  defineProgram,
  type Draft,
  type EventView,
  type LabelSpec,
  type SubscriptionId,
  type Tag,
  type UnitApi,
  type Value,
  type ValueInput,
} from "../../../../../src/unit/index.ts";
import type {
  Expression,
  InterpreterConfig,
  LabelRef,
  PartRef,
  ProgramSpec,
  Step,
  SubscriptionRef,
} from "../../program-spec.ts";

type Config = InterpreterConfig & { readonly tags: readonly Tag[] };

const mostTags = 12;
const mostSteps = 60;
const noLabel: LabelSpec = {};

class Interpreter {
  readonly #unit: UnitApi;
  readonly #config: Config;
  readonly #tags: Tag[];
  readonly #subscriptions: SubscriptionId[] = [];
  #lines: string[] = [];
  #last: Value = 0;
  #count = 0;
  #fuel: number;
  #steps = 0;
  #children = 0;
  #isLow: boolean;
  #isOutputLow: boolean;

  constructor(unit: UnitApi) {
    this.#unit = unit;
    this.#config = unit.config as unknown as Config;
    const { tags, fuel, isLow, isOutputLow } = this.#config;
    this.#tags = [...tags];
    this.#fuel = fuel;
    this.#isLow = isLow ?? this.#findLevel();
    this.#isOutputLow = isLow === null ? this.#isLow : isOutputLow;
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
    this.#count++;
    try {
      if (this.#fuel-- > 0) body();
    } finally {
      this.#unit.log(`${level} ${this.#config.path} ${this.#lines.join("; ")}`);
    }
  }

  #subscribe({ filter, steps }: SubscriptionRef): void {
    const id = this.#attempt("subscribe", () =>
      this.#unit.subscribe(filter, (event) => {
        this.#activate(`${this.#unit.now()} ${this.#dump(event)}`, () => {
          this.#last = Object.values(event).at(-1) ?? null;
          this.#run(steps, event);
        });
      }),
    );
    if (id !== undefined) this.#subscriptions.push(id);
  }

  #attempt<T>(what: string, call: () => T): T | undefined {
    try {
      const result = call();
      this.#lines.push(result === undefined ? what : `${what}=${this.#dump(result)}`);
      return result;
    } catch (error) {
      const { code = "" } = error as { readonly code?: string };
      if (code === "") throw error;
      this.#lines.push(`${what}!${code}`);
      return undefined;
    }
  }

  #run(steps: readonly Step[], event: EventView | null): void {
    for (const step of steps) if (this.#steps++ < mostSteps) this.#step(step, event);
  }

  #step(step: Step, event: EventView | null): void {
    const unit = this.#unit;
    const attempt = (call: () => unknown): unknown => this.#attempt(step.kind, call);
    const hand = event as EventView;
    switch (step.kind) {
      case "publish":
        for (let i = 0; i < step.times; i++) attempt(() => this.#publish(step.parts));
        return;
      case "read": {
        const parts = this.#attempt("read", () => unit.readPart(hand, step.name)) ?? [];
        for (const { data } of parts) this.#take(data);
        return;
      }
      case "relabel": {
        const { both, component, change } = step;
        const tag = this.#tag(step.tag);
        const done = attempt(() => {
          if (both) unit.changeInOutLabel(component, change, tag);
          else unit.changeOutLabel(component, change, tag);
          return true;
        });
        if (done === true && component === "secrecy" && change === "add" && this.#isSecret(tag)) {
          this.#isOutputLow = false;
          if (both) this.#isLow = false;
        }
        return;
      }
      case "require":
        attempt(() => unit.requireIntegrity(this.#tag(step.tag)));
        return;
      case "drop":
        attempt(() => unit.dropPrivilege(this.#tag(step.tag)));
        return;
      case "add":
        attempt(() => this.#add(hand, step.part));
        return;
      case "delete":
        attempt(() => unit.delPart(hand, this.#label(step.label), step.name));
        return;
      case "attach": {
        const { tag, privilege, until } = step.grant;
        attempt(() => {
          const label = this.#label(step.label);
          unit.attachPrivilegeToPart(hand, step.name, label, this.#tag(tag), privilege, end(until));
        });
        return;
      }
      case "clone":
        attempt(() => {
          const draft = unit.cloneEvent(hand, this.#label(step.label));
          for (const part of step.parts) this.#add(draft, part);
          unit.publish(draft);
        });
        return;
      case "release":
        attempt(() => unit.release(hand));
        return;
      case "createTag": {
        const tag = this.#attempt("createTag", () => unit.createTag("made"));
        if (tag !== undefined) this.#take(tag);
        return;
      }
      case "now":
        attempt(() => unit.now());
        return;
      case "throw":
        throw new Error("as its program says");
      case "subscribe":
        this.#subscribe(step.subscription);
        return;
      case "unsubscribe": {
        const at = step.at % Math.max(1, this.#subscriptions.length);
        const [id] = this.#subscriptions.splice(at, 1);
        if (id !== undefined) attempt(() => unit.unsubscribe(id));
        return;
      }
      case "manage": {
        // Instances whose instances make instances would never come to rest.
        if (this.#config.isLow === null) return;
        const { filter, program, idleMs } = step;
        const config = this.#childConfig(`m${this.#children++}`, program, null, false);
        const id = this.#attempt("manage", () =>
          unit.subscribeManaged(filter, "interpreter", config, idleMs),
        );
        if (id !== undefined) this.#subscriptions.push(id);
        return;
      }
      case "spawn": {
        const label = this.#label(step.label);
        const isLow =
          this.#isOutputLow && ![...(label.secrecy ?? [])].some((it) => this.#isSecret(it));
        const config = this.#childConfig(`c${this.#children++}`, step.program, isLow, isLow);
        const grants = step.grants.map(({ tag, privilege, until }) => ({
          tag: this.#tag(tag),
          privilege,
          ...(until >= 0 && { until }),
        }));
        attempt(() => unit.instantiateUnit("interpreter", label, grants, config));
        return;
      }
      case "acquire":
        attempt(() => unit.acquirePrivilege(this.#tag(step.tag), step.privilege));
        return;
      case "has":
        attempt(() => unit.hasPrivilege(this.#tag(step.tag), step.privilege));
        return;
      case "revoke":
        attempt(() => unit.revokePrivilege(this.#tag(step.tag), step.privilege));
        return;
      case "set":
        this.#last = this.#evaluate(step.to) as Value;
        return;
      case "if":
        this.#run(isOdd(this.#evaluate(step.is)) ? step.then : step.otherwise, event);
    }
  }

  #publish(parts: readonly PartRef[]): void {
    const event = this.#unit.createEvent();
    for (const part of parts) this.#add(event, part);
    this.#unit.publish(event);
  }

  #add(event: Draft | EventView, { name, label, data, carries }: PartRef): void {
    const at = this.#label(label);
    this.#unit.addPart(event, at, name, this.#evaluate(data));
    for (const { tag, privilege, until } of carries) {
      this.#attempt("carry", () =>
        this.#unit.attachPrivilegeToPart(event, name, at, this.#tag(tag), privilege, end(until)),
      );
    }
  }

  #childConfig(
    name: string,
    program: number,
    isLow: boolean | null,
    isOutputLow: boolean,
  ): ValueInput {
    const { path, programs, secretTags, secret, fuel } = this.#config;
    return {
      path: `${path}.${name}`,
      program,
      programs,
      secretTags,
      isLow,
      isOutputLow,
      secret,
      fuel: fuel >> 2,
      tags: this.#tags,
    };
  }

  #label({ secrecy, integrity }: LabelRef): LabelSpec {
    return {
      secrecy: secrecy.map((it) => this.#tag(it)),
      integrity: integrity.map((it) => this.#tag(it)),
    };
  }

  #tag(at: number): Tag {
    return this.#tags[at % this.#tags.length] as Tag;
  }

  /** Remembers what was read; tags become names that its steps can use. */
  #take(value: Value): void {
    if (isTag(value) && !this.#tags.includes(value) && this.#tags.length < mostTags) {
      this.#tags.push(value);
    }
    this.#last = value;
  }

  #evaluate(it: Expression): ValueInput {
    switch (it.kind) {
      case "constant":
        return it.value;
      case "tag":
        return this.#tag(it.tag);
      case "last":
        return this.#last;
      case "forged":
        return { open: this.#last };
      case "count":
        return this.#count % 4;
      case "mix":
        return (weight(this.#last) + this.#count) % 3;
      case "random":
        return Math.floor(this.#unit.random() * 4);
      case "secret":
        return this.#config.secret;
    }
  }

  #dump(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map((item) => this.#dump(item)).join()}]`;
    if (isTag(value)) return `#${this.#tags.indexOf(value)}`;
    if (typeof value !== "object" || value === null) return String(value);
    const fields = Object.entries(value).map(([name, item]) => `${name}:${this.#dump(item)}`);
    return `{${fields.join()}}`;
  }
}

function end(until: number): number | undefined {
  return until < 0 ? undefined : until;
}

/** Of all that events hold here, only tags are objects that show nothing. */
function isTag(value: unknown): value is Tag {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.isFrozen(value) &&
    Reflect.ownKeys(value).length === 0
  );
}

function weight(value: unknown): number {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && value !== null ? Object.keys(value).length : 1;
}

function isOdd(value: unknown): boolean {
  return weight(value) % 2 === 1;
}

export default defineProgram((unit) => new Interpreter(unit).start());
