/** The platform: what an operator embeds. Everything it does has the host's privileges. */

import { randomBytes } from "node:crypto";
import type { EventEmitter } from "eventemitter3";
import type { CellOptions } from "../../isolation/cell/cell.ts";
import { CordonError, nameKind } from "../errors.ts";
import {
  type CarriedPrivilege,
  checkPartName,
  copyValue,
  type Part,
  type ValueInput,
} from "../event/index.ts";
import { type Label, operatorGrant, type Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import {
  childSecret,
  type DispatchCounts,
  readGrantRequest,
  readLabel,
  type Secret,
  Subscription,
  tagIdOf,
  type UnitId,
} from "../dispatch/index.ts";
import type { SubscriptionId } from "../unit/api.ts";
import type { Filter } from "../unit/filter.ts";
import { type BundledProgram, isSameProgram } from "../unit/program.ts";
import type { AuditEvents, AuditKind, AuditRecord } from "./audit.ts";
import type { CellFactory } from "./cells.ts";
import { Engine } from "./engine.ts";
import {
  cellLimits,
  checkDeployment,
  checkEdgeOptions,
  checkOptions,
  checkPart,
  checkGrant,
  checkProgram,
  type Deployment,
  type GrantInput,
  type LabelInput,
  type PlatformOptions,
} from "./options.ts";
import { Receiver } from "./receiver.ts";
import type { EdgeHandler } from "./router.ts";
import type { FaultPolicy, Placement, TimeoutPolicy, UnitRecord, UnitStatus } from "./units.ts";

/** One part of an event that is published at the edge. */
export interface EdgePart {
  readonly name: string;
  readonly data: ValueInput;
  /** Public if left out. */
  readonly label?: LabelInput;
  /** What reading the part bestows. */
  readonly privileges?: readonly GrantInput[];
}

export interface EdgeOptions {
  /** What the subscriber may see: public parts if left out; `everything` is the operator's own eye. */
  readonly clearance?: LabelInput | "everything";
}

/** Counts of one unit since it last started. */
export interface UnitStatistics {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  readonly program: string;
  readonly cell: string;
  readonly status: UnitStatus;
  readonly deliveries: number;
  readonly published: number;
  readonly faults: number;
  readonly refusals: number;
  readonly restarts: number;
}

export interface CellStatistics extends DispatchCounts {
  readonly key: string;
  readonly queueDepth: number;
  readonly heapBytes: number;
  readonly labels: number;
  /** Units and instances of managed subscriptions. */
  readonly endpoints: number;
  readonly units: number;
}

export interface PlatformStatistics {
  /** Deliveries to units, in all cells. */
  readonly deliveries: number;
  readonly ingressDepth: number;
  readonly cells: readonly CellStatistics[];
  readonly units: readonly UnitStatistics[];
  readonly audit: Readonly<Record<AuditKind, number>>;
}

/** What a cell's kernel says of itself; for the operator's eyes only, so believed as it is. */
interface KernelStatistics extends DispatchCounts {
  readonly queueDepth: number;
  readonly labels: number;
  readonly endpoints: number;
  readonly units: readonly {
    readonly id: number;
    readonly deliveries: number;
    readonly published: number;
  }[];
}

export class Platform {
  readonly #engine: Engine;
  readonly #secret: Secret;
  readonly #options: PlatformOptions;
  /** Of units that were deployed and not stopped since. */
  readonly #names = new Set<string>();
  /** Of units that were stopped of late. */
  readonly #stopped = new Set<string>();
  /** How often a name was given back: the next unit of it must not make the same tags. */
  #stops = 0;
  #tags = 0;
  #edges = 0;
  #closed = false;

  /** Use {@link createPlatform}. */
  constructor(options: PlatformOptions, factory: CellFactory) {
    checkOptions(options);
    this.#options = options;
    this.#engine = new Engine(factory, options.watchdog ?? true);
    const base = (
      options.seed === undefined ? randomBytes(32).toString("hex") : "0".repeat(64)
    ) as Secret;
    this.#secret = childSecret(base, `platform ${options.seed ?? ""}`);
  }

  /** Typed notifications: `fault`, `refused`, `restarted`, `quarantined`, `cellLost`, … */
  get notifications(): EventEmitter<AuditEvents> {
    return this.#engine.audit.emitter;
  }

  /** The latest audit records, oldest first. */
  get auditLog(): readonly AuditRecord[] {
    return this.#engine.audit.records;
  }

  /** Event time (ms) of the last event that was published at the edge: none before it is accepted. */
  get latestTime(): number {
    return this.#engine.latest;
  }

  /** A tag of the operator's. The name is for people. */
  createTag(name: string): Tag {
    this.#demandOpen();
    return this.#engine.tags.create(name, tagIdOf(this.#secret, this.#tags++));
  }

  /**
   * Makes a program known, for deployments and as a child of others. The same one may be added again.
   *
   * @throws CordonError PROGRAM_KIND, PROGRAM_KNOWN
   */
  addProgram(program: BundledProgram): void {
    this.#demandOpen();
    checkProgram(program);
    const { programs } = this.#engine.cells;
    const known = programs.get(program.name);
    if (known !== undefined && !isSameProgram(known, program)) {
      throw new CordonError("PROGRAM_KNOWN", { name: program.name });
    }
    programs.set(program.name, known ?? program);
  }

  /**
   * Starts a unit when events are next run.
   *
   * @throws CordonError DEPLOY, LABEL_PRIVILEGE, PROGRAM_SOURCE, VALUE_*, PLATFORM_BUSY
   */
  deploy(deployment: Deployment): UnitId {
    this.#demandOpen();
    if (this.#engine.isRunning) throw new CordonError("PLATFORM_BUSY");
    checkDeployment(deployment);
    const { name, program, owner = name, privileges = [], config = null } = deployment;
    if (this.#names.has(name)) {
      throw new CordonError("DEPLOY", { name, problem: "there is a unit of this name" });
    }
    this.#demandPrograms(program, name);
    const input = this.#label(deployment.input);
    const output = deployment.output === undefined ? input : this.#label(deployment.output);
    const grants = privileges.map((grant) => this.#carried(grant));
    demandJustified(input, output, grants);
    const unit = this.#engine.supervisor.start(
      {
        parent: null,
        name,
        owner,
        program,
        placement: deployment.placement ?? this.#options.placement ?? "owner",
        input,
        output,
        grants,
        config: copyValue(config, "config"),
        eventsPerDelivery: deployment.eventsPerDelivery ?? limits.eventsPerDelivery,
        onFault: deployment.onFault ?? "restart",
        onTimeout: deployment.onTimeout ?? "quarantine",
        secret: childSecret(
          this.#secret,
          `unit ${name}${this.#stops > 0 ? ` ${this.#stops}` : ""}`,
        ),
      },
      this.#cellOptions(deployment),
    );
    this.#names.add(name);
    return unit.id;
  }

  /**
   * Ends a unit, and all that it instantiated, when events are next run. Its name may be used again at once.
   *
   * @throws CordonError DEPLOY if there is no such unit
   */
  stop(name: string): void {
    this.#demandOpen();
    const unit = this.#unitNamed(name);
    if (unit === undefined) {
      // To stop a unit twice is no mistake.
      if (this.#stopped.has(name)) return;
      throw new CordonError("DEPLOY", { name, problem: "there is no unit of this name" });
    }
    this.#noteStopped(name);
    if (unit.parent === null && this.#names.delete(name)) this.#stops++;
    this.#engine.supervisor.stop(unit);
  }

  /**
   * Publishes an event at the edge, with any labels. It is run by the next {@link settle}.
   *
   * @param time event time in ms; not before that of the last event
   * @throws CordonError PART_NAME, PART_COUNT, VALUE_*, TIME_BACKWARDS, INGRESS_FULL
   */
  publish(parts: readonly EdgePart[], time: number): void {
    this.#demandOpen();
    if (!Array.isArray(parts)) {
      throw new CordonError("EDGE_PART", { problem: `${nameKind(parts)} is no list` });
    }
    if (parts.length === 0) return;
    if (parts.length > limits.eventParts) {
      throw new CordonError("PART_COUNT", { limit: limits.eventParts });
    }
    if (!Number.isFinite(time)) throw new CordonError("TIME_KIND", { what: nameKind(time) });
    if (time < this.#engine.latest) {
      throw new CordonError("TIME_BACKWARDS", { time, last: this.#engine.latest });
    }
    if (this.#engine.ingressDepth >= limits.queuedIngress) {
      throw new CordonError("INGRESS_FULL", { limit: limits.queuedIngress });
    }
    this.#engine.enqueue({ parts: this.#parts(parts), time });
  }

  /**
   * Calls a handler of the host's for each event whose visible parts match, from the next
   * {@link settle} on.
   *
   * @returns how to unsubscribe
   * @throws CordonError FILTER_*, HANDLER_KIND
   */
  subscribe(filterInput: Filter, handler: EdgeHandler, options: EdgeOptions = {}): () => void {
    this.#demandOpen();
    const { router } = this.#engine;
    const filter = router.dispatcher.filters.compile(filterInput);
    if (typeof handler !== "function") {
      throw new CordonError("HANDLER_KIND", { what: nameKind(handler) });
    }
    checkEdgeOptions(options);
    const { clearance } = options;
    const everything = clearance === "everything";
    const label = everything ? router.dispatcher.labels.public : this.#label(clearance);
    const id = ++this.#edges;
    // Before all units: the edge is told first, in the order in which it subscribed.
    const edge = new Receiver(-1 as UnitId, id - 2 ** 40, label, null, everything);
    const subscription = new Subscription(edge, id as SubscriptionId, filter, handler, false);
    if (everything) {
      router.observe(subscription);
    } else {
      router.dispatcher.addEndpoint(edge);
      router.dispatcher.subscribe(subscription);
    }
    this.#engine.cells.announceEdge();
    return () => {
      router.ignore(subscription);
      router.dispatcher.removeEndpoint(edge);
      if (!this.#closed) this.#engine.cells.announceEdge();
    };
  }

  /**
   * Runs everything that was published and deployed, and all it causes, to the end. What was
   * published since the last call begins together, in one generation.
   */
  settle(): void {
    this.#demandOpen();
    if (this.#engine.isRunning) throw new CordonError("PLATFORM_BUSY");
    this.#engine.settle();
  }

  /**
   * The same, while other things of this process go on: cells with enough to do run on threads of their
   * own. The results are those of {@link settle}. Events that are published meanwhile are run, too.
   *
   * @throws CordonError PLATFORM_BUSY
   */
  async settleAsync(): Promise<void> {
    this.#demandOpen();
    if (this.#engine.isRunning) throw new CordonError("PLATFORM_BUSY");
    await this.#engine.settleAsync();
  }

  /**
   * Runs the events that were published one after the other: each begins when all is done that the one
   * before caused, as if {@link settle} had been called after each `publish`, and faster. What handlers at the
   * edge publish meanwhile comes after all that was published before. If they subscribe or stop units, that may
   * take effect a few events later: these have begun.
   *
   * @throws CordonError PLATFORM_BUSY
   */
  settleInTurn(): void {
    this.#demandOpen();
    if (this.#engine.isRunning) throw new CordonError("PLATFORM_BUSY");
    this.#engine.settleInTurn();
  }

  statistics(): PlatformStatistics {
    this.#demandOpen();
    const kernels = [...this.#engine.cells].map((link) => ({
      key: link.key,
      heapBytes: link.cell.heapBytes(),
      ...(JSON.parse(link.cell.statistics()) as KernelStatistics),
    }));
    const counts = new Map(kernels.flatMap(({ units }) => units.map((unit) => [unit.id, unit])));
    return {
      deliveries: kernels.reduce((sum, { deliveries }) => sum + deliveries, 0),
      ingressDepth: this.#engine.ingressDepth,
      cells: kernels.map(({ units, ...cell }) => ({ ...cell, units: units.length })),
      units: [...this.#engine.supervisor.units.values()].map((unit) => ({
        id: unit.id,
        name: unit.name,
        owner: unit.owner,
        program: unit.program,
        cell: unit.cell,
        status: unit.status,
        deliveries: counts.get(unit.id)?.deliveries ?? 0,
        published: counts.get(unit.id)?.published ?? 0,
        faults: unit.faults,
        refusals: unit.refusals,
        restarts: unit.restarts,
      })),
      audit: { ...this.#engine.audit.counts },
    };
  }

  /** Runs what is left, then disposes of all cells. Nothing can be done with the platform after. */
  close(): void {
    if (this.#closed) return;
    if (this.#engine.isRunning) throw new CordonError("PLATFORM_BUSY");
    try {
      this.#engine.settle();
    } finally {
      this.#closed = true;
      this.#engine.cells.dispose();
    }
  }

  #demandOpen(): void {
    if (this.#closed) throw new CordonError("PLATFORM_CLOSED");
  }

  #demandPrograms(program: string, name: string, demanded = new Set<string>()): void {
    demanded.add(program);
    const bundled = this.#engine.cells.programs.get(program);
    if (bundled === undefined) {
      throw new CordonError("DEPLOY", {
        name,
        problem: `program: no program ${program} was added`,
      });
    }
    for (const child of bundled.children) {
      if (child !== program && !this.#engine.cells.programs.has(child)) {
        throw new CordonError("DEPLOY", {
          name,
          problem: `program: ${program} names the child ${child}, which was not added`,
        });
      }
      if (!demanded.has(child)) this.#demandPrograms(child, name, demanded);
    }
  }

  #noteStopped(name: string): void {
    this.#stopped.delete(name);
    this.#stopped.add(name);
    for (const oldest of this.#stopped) {
      if (this.#stopped.size <= limits.stoppedNames) return;
      this.#stopped.delete(oldest);
    }
  }

  #unitNamed(name: string): UnitRecord | undefined {
    let found: UnitRecord | undefined;
    for (const unit of this.#engine.supervisor.units.values()) {
      // A parent that starts again gives its children the names of those that ended with it.
      if (unit.name === name && found?.status !== "running") found = unit;
    }
    return found;
  }

  #cellOptions(deployment: Deployment): CellOptions {
    return cellLimits(deployment.cell, this.#options.cell);
  }

  #label(input: LabelInput | undefined): Label {
    const { labels } = this.#engine.router.dispatcher;
    return input === undefined ? labels.public : labels.of(readLabel(input));
  }

  #carried(input: GrantInput): CarriedPrivilege {
    const { round } = this.#engine.router.dispatcher;
    checkGrant(input);
    const { tag, privilege, until } = readGrantRequest(input);
    return { tag, grant: operatorGrant(privilege, round, until) };
  }

  #parts(inputs: readonly EdgePart[]): readonly Part[] {
    let lastInput: LabelInput | undefined;
    let lastLabel = this.#label(undefined);
    // Not `map`, which would skip what is missing in the list.
    return Array.from(inputs, (input) => {
      checkPart(input);
      // Most parts of an event carry the same label.
      if (input.label !== lastInput) {
        lastInput = input.label;
        lastLabel = this.#label(lastInput);
      }
      return this.#part(input, lastLabel);
    });
  }

  #part({ name, data, privileges }: EdgePart, label: Label): Part {
    checkPartName(name);
    if (privileges !== undefined && !Array.isArray(privileges)) {
      throw new CordonError("EDGE_PART", { problem: "privileges is not a list" });
    }
    if ((privileges?.length ?? 0) > limits.partPrivileges) {
      throw new CordonError("TAG_COUNT", { what: "the part", limit: limits.partPrivileges });
    }
    return {
      name,
      data: copyValue(data, name),
      label,
      privileges: privileges?.map((grant) => this.#carried(grant)) ?? null,
    };
  }
}

/** The rules for labels that a unit sets hold for the operator's deployments, too. */
function demandJustified(input: Label, output: Label, grants: readonly CarriedPrivilege[]): void {
  const holds = (tag: Tag, privilege: "t+" | "t-"): boolean =>
    grants.some((it) => it.tag === tag && it.grant.privilege === privilege);
  for (const tag of input.secrecy) {
    if (output.secrecy.includes(tag) || holds(tag, "t-")) continue;
    const change = "leaving a tag out of the output secrecy";
    throw new CordonError("LABEL_PRIVILEGE", { change, privilege: "t-" });
  }
  for (const tag of output.integrity) {
    if (input.integrity.includes(tag) || holds(tag, "t+")) continue;
    const change = "vouching for more than the input integrity";
    throw new CordonError("LABEL_PRIVILEGE", { change, privilege: "t+" });
  }
}

export type { FaultPolicy, Placement, TimeoutPolicy };
