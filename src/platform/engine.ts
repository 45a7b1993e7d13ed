/**
 * The engine: runs every generation of events through all cells before the next begins, so that the
 * order of events does not depend on where units run. Acts on what cells report.
 */

import { createHash } from "node:crypto";
import type { Cell, CellOptions } from "../../isolation/cell/cell.ts";
import { CordonError } from "../errors.ts";
import type { EventOrigin, Part } from "../event/index.ts";
import type { Label } from "../label/index.ts";
import { limits } from "../limits.ts";
import {
  childSecret,
  orderKey,
  RANKS_PER_UNIT,
  revisedParts,
  sortable,
  type UnitId,
} from "../dispatch/index.ts";
import type { BundledProgram } from "../unit/program.ts";
import { Audit } from "./audit.ts";
import { CellLink } from "./cell-link.ts";
import { HostTags } from "./host-tags.ts";
import { type Report, ReportReader, Violation } from "./reports.ts";
import { HostEvent } from "./receiver.ts";
import { Router } from "./router.ts";
import { cellKey, type UnitRecord, unitName } from "./units.ts";

/** How cells are made: isolates, but for tests and benches that compare with none. */
export type CellFactory = (options: CellOptions, onCatastrophe: (problem: string) => void) => Cell;

/** A unit to start: everything but what the engine decides. */
export type UnitPlan = Omit<
  UnitRecord,
  | "id"
  | "rank"
  | "cell"
  | "ancestor"
  | "family"
  | "status"
  | "lives"
  | "restarts"
  | "faults"
  | "refusals"
  | "children"
>;

/** An event from the edge, whose labels are final. */
export interface IngressEvent {
  readonly parts: readonly Part[];
  readonly time: number;
}

/** What has to wait until all cells are through a generation, in an order that all agree on. */
interface Control {
  readonly order: string;
  readonly run: () => void;
}

export class Engine {
  readonly router: Router = new Router();
  readonly tags: HostTags = new HostTags();
  readonly audit: Audit = new Audit();
  readonly units: Map<number, UnitRecord> = new Map();
  readonly programs: Map<string, BundledProgram> = new Map();
  readonly #links = new Map<string, CellLink>();
  /** How often each cell was lost without anybody to blame. */
  readonly #losses = new Map<string, number>();
  readonly #factory: CellFactory;
  /** Units that wait to be started, in order. */
  readonly #starts: { readonly unit: UnitRecord; readonly cause: EventOrigin }[] = [];
  /** Units that other units instantiated: none waits for another. */
  readonly #spawned: { readonly unit: UnitRecord; readonly cause: EventOrigin }[] = [];
  #ingress: IngressEvent[] = [];
  #lastUnit = 0;
  #lastReference = 0;
  #lastStart = 0;
  #latest = 0;
  /** Event time of the first event of the batch that is being run. */
  #floor = 0;
  #shared = false;
  #running = false;

  constructor(factory: CellFactory) {
    this.#factory = factory;
  }

  get links(): IterableIterator<CellLink> {
    return this.#links.values();
  }

  /** Events from the edge that wait. */
  get ingressDepth(): number {
    return this.#ingress.length;
  }

  get isRunning(): boolean {
    return this.#running;
  }

  /** Event time of the last event from the edge. */
  get latest(): number {
    return this.#latest;
  }

  enqueue(event: IngressEvent): void {
    this.#latest = event.time;
    this.#ingress.push(event);
  }

  /** Starts a unit with the next generation. @throws CordonError PROGRAM_SOURCE, CELL_LOST */
  start(plan: UnitPlan, options: CellOptions, cause?: EventOrigin): UnitRecord {
    const id = ++this.#lastUnit as UnitId;
    const link = this.#linkFor(cellKey(plan.placement, plan.owner, id), options);
    this.#loadPrograms(link, plan.program);
    const unit = newUnit(plan, id, link.key);
    this.units.set(id, unit);
    link.units.add(unit);
    if (cause === undefined) this.#starts.push({ unit, cause: this.#startCause() });
    else this.#spawned.push({ unit, cause });
    return unit;
  }

  /** Ends a unit and what it instantiated. */
  stop(unit: UnitRecord, status: "stopped" | "quarantined" = "stopped"): void {
    unit.status = status;
    this.#links.get(unit.cell)?.stop(unit);
    this.#stopChildren(unit);
  }

  /** Runs until nothing is left to do. */
  settle(): void {
    this.#running = true;
    try {
      for (;;) {
        if (!this.#hasWork()) {
          if (this.ingressDepth === 0) return;
          this.#admitIngress();
        }
        this.#runGeneration();
      }
    } finally {
      this.#running = false;
    }
  }

  /** What is wanted outside a cell changed: edge subscribers came or went. */
  announceEdge(): void {
    for (const link of this.#links.values()) this.#announceEdge(link);
  }

  dispose(): void {
    for (const link of this.#links.values()) link.lose();
    this.#links.clear();
  }

  #hasWork(): boolean {
    if (
      this.router.dispatcher.queue.hasNext ||
      this.#starts.length > 0 ||
      this.#spawned.length > 0
    ) {
      return true;
    }
    for (const link of this.#links.values()) if (link.hasWork) return true;
    return false;
  }

  #startCause(): EventOrigin {
    const order = orderKey("control", "", sortable(this.#lastStart++, 4));
    return { order, time: this.#latest, hops: 0 };
  }

  /** Those that were deployed a few at a time: the messages that start thousands of units would be large. */
  #admitStarts(): void {
    const starts = [...this.#spawned.splice(0), ...this.#starts.splice(0, limits.startBatch)];
    for (const { unit, cause } of starts) {
      if (unit.status === "running") this.#links.get(unit.cell)?.start(unit, cause);
    }
  }

  #admitIngress(): void {
    const batch = this.#ingress;
    this.#ingress = [];
    this.#floor = batch[0]?.time ?? this.#floor;
    for (const [i, { parts, time }] of batch.entries()) {
      const cause = { order: orderKey("event", "", sortable(i, 4)), time, hops: 0 };
      this.router.dispatcher.enqueue(
        new HostEvent(parts, cause, null, {
          reference: this.#lastReference++,
          publisher: null,
          origin: null,
          originReference: -1,
        }),
        null,
      );
    }
  }

  #runGeneration(): void {
    const { dispatcher } = this.router;
    if (this.#shared) dispatcher.queue.sortNext();
    dispatcher.beginGeneration();
    this.#admitStarts();
    for (const event of dispatcher.queue.events()) {
      if (event instanceof HostEvent) this.router.offer(event);
    }
    this.router.dispatch();
    const controls: Control[] = [];
    for (const link of [...this.#links.values()]) {
      if (link.hasWork) this.#cross(link, controls);
    }
    controls.sort(({ order: a }, { order: b }) => (a < b ? -1 : a > b ? 1 : 0));
    for (const { run } of controls) run();
    dispatcher.sweep(() => this.#heldLabels());
  }

  #cross(link: CellLink, controls: Control[]): void {
    const { dispatcher } = this.router;
    try {
      const { round, reports } = link.cross(dispatcher.round, this.#floor);
      dispatcher.round = Math.max(dispatcher.round, round);
      const { labels } = dispatcher;
      const reader = new ReportReader(link, labels, this.tags, this.units, this.#latest, round);
      for (const report of reports) this.#act(link, reader.read(report), controls);
    } catch (error) {
      this.#lose(link, error);
    }
  }

  #act(link: CellLink, report: Report, controls: Control[]): void {
    switch (report.kind) {
      case "tag":
        this.tags.announce(report.id, report.name, link);
        return;
      case "forget":
        this.tags.forget(report.ids, link);
        return;
      case "event":
        this.#publish(link, report);
        return;
      case "version":
        this.#continue(link, report);
        return;
      case "spawn":
        controls.push({ order: report.cause.order, run: () => this.#spawn(link, report) });
        return;
      case "revoke":
        // Takes effect with the next generation, in all cells alike.
        controls.push({ order: "", run: () => this.#revoke(link, report) });
        return;
      case "fault":
        this.#fault(link, report, controls);
        return;
      case "refused":
        report.unit.refusals += report.count;
        this.audit.add({ ...report, unit: unitName(report.unit) });
        return;
      case "log":
        this.audit.add({ ...report, unit: unitName(report.unit) });
        return;
      default:
        this.router.mirror(link, report);
    }
  }

  #publish(link: CellLink, report: Extract<Report, { kind: "event" }>): void {
    const { parts, cause, previous, reference, unit } = report;
    const event = new HostEvent(parts, cause, previous === null ? null : link.published(previous), {
      reference: this.#lastReference++,
      publisher: unit,
      origin: link,
      originReference: reference,
    });
    link.remember(event);
    this.router.dispatcher.enqueue(event, null);
  }

  /** A version of an event goes back to its cell, too: that cell did not know all of its parts. */
  #continue(link: CellLink, report: Extract<Report, { kind: "version" }>): void {
    const { removed, unseen, added, cause, unit } = report;
    const previous = link.sent(report.previous);
    const parts = revisedParts(previous.parts, { removed, unseen, added });
    if (parts.length === 0 || parts.length > limits.versionParts) return;
    this.router.dispatcher.enqueue(
      new HostEvent(parts, cause, previous, {
        reference: this.#lastReference++,
        publisher: unit,
        origin: null,
        originReference: -1,
      }),
      null,
    );
  }

  #spawn(link: CellLink, report: Extract<Report, { kind: "spawn" }>): void {
    const { unit: parent, program, label, grants, config, cause, lineage } = report;
    const bundled = this.programs.get(program);
    if (bundled === undefined || parent.status !== "running") return;
    parent.children++;
    const { ancestor } = parent;
    if (++ancestor.family > limits.family) {
      const reason = `more than ${limits.family} units descend from it`;
      this.audit.add({ kind: "quarantined", unit: unitName(ancestor), reason });
      this.stop(ancestor, "quarantined");
      return;
    }
    try {
      this.start(
        {
          parent,
          // Not a count of all its children: some may have been made because of secrets.
          name: `${parent.name}/${program}-${childName(lineage)}`,
          owner: parent.owner,
          program,
          placement: parent.placement,
          input: label,
          output: label,
          grants,
          config,
          eventsPerDelivery: parent.eventsPerDelivery,
          onFault: parent.onFault,
          secret: childSecret(parent.secret, `child${lineage} of life ${parent.lives}`),
        },
        link.options,
        cause,
      );
    } catch (error) {
      this.audit.add({ kind: "fault", unit: unitName(parent), message: messageOf(error) });
    }
  }

  #revoke(link: CellLink, request: Extract<Report, { kind: "revoke" }>): void {
    this.tags.noteRevocation(request);
    for (const other of this.#links.values()) {
      if (other === link) continue;
      const { tag, privilege, by } = request;
      if (by.secrecy.length === 0) other.envelope.withdraw(tag, privilege);
      other.revoke(request);
    }
  }

  #fault(
    link: CellLink,
    { unit, message, stopped, cause }: Extract<Report, { kind: "fault" }>,
    controls: Control[],
  ): void {
    unit.faults++;
    this.audit.add({ kind: "fault", unit: unitName(unit), message });
    if (!stopped) return;
    const order = orderKey("control", cause.order, "");
    controls.push({
      order,
      run: () => this.#revive(unit, message, { ...cause, order }, link.options),
    });
  }

  /** What the unit's policy says after it was stopped by a fault of its own. */
  #revive(unit: UnitRecord, reason: string, cause: EventOrigin, options: CellOptions): void {
    if (unit.status !== "running") return;
    if (unit.onFault === "quarantine" || unit.restarts >= limits.restarts) {
      this.audit.add({ kind: "quarantined", unit: unitName(unit), reason });
      this.stop(unit, "quarantined");
      return;
    }
    unit.restarts++;
    this.audit.add({ kind: "restarted", unit: unitName(unit), restarts: unit.restarts });
    this.#startAgain(unit, cause, options);
  }

  /** A cell is lost: its units start again in a new one, but for the one that is to blame. */
  #lose(link: CellLink, error: unknown): void {
    const problem = messageOf(error);
    if (!(error instanceof Violation || error instanceof CordonError)) throw error;
    // Whatever of its reports could not be acted on, an honest kernel would not have sent.
    const broken = error instanceof Violation || error.code !== "CELL_LOST";
    const culprit = broken ? undefined : this.#culprit(link);
    link.lose();
    this.#links.delete(link.key);
    this.router.forget(link);
    this.tags.forgetHolder(link);
    this.audit.add(
      broken
        ? { kind: "violation", cell: link.key, problem }
        : {
            kind: "cellLost",
            cell: link.key,
            culprit: culprit === undefined ? null : unitName(culprit),
            problem,
          },
    );
    const losses = (this.#losses.get(link.key) ?? 0) + (culprit === undefined ? 1 : 0);
    this.#losses.set(link.key, losses);
    for (const unit of link.units) {
      if (unit.status !== "running") continue;
      if (broken || losses > limits.restarts) {
        this.audit.add({ kind: "quarantined", unit: unitName(unit), reason: problem });
        this.stop(unit, "quarantined");
      } else if (unit === culprit) {
        unit.faults++;
        this.#revive(unit, problem, this.#startCause(), link.options);
      } else {
        // A neighbour of the culprit: it loses its state, but that is not held against it.
        this.#startAgain(unit, this.#startCause(), link.options);
      }
    }
  }

  /** The unit that was running when the cell was lost, if that can be told. */
  #culprit({ cell, units }: CellLink): UnitRecord | undefined {
    const unit = this.units.get(cell.culprit);
    return unit !== undefined && units.has(unit) ? unit : undefined;
  }

  /** In its cell, or in a fresh one if that was lost. It will instantiate its children anew. */
  #startAgain(unit: UnitRecord, cause: EventOrigin, options: CellOptions): void {
    this.#stopChildren(unit);
    const link = this.#linkFor(unit.cell, options);
    this.#loadPrograms(link, unit.program);
    link.units.add(unit);
    this.#spawned.push({ unit, cause });
  }

  #stopChildren(parent: UnitRecord): void {
    if (parent.children === 0) return;
    for (const unit of this.units.values()) {
      if (unit.parent === parent && unit.status === "running") this.stop(unit);
    }
  }

  #linkFor(key: string, options: CellOptions): CellLink {
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const cell = this.#factory(options, (problem) => this.#catastrophe(key, problem));
    const link = new CellLink(key, cell, options, this.tags);
    this.#links.set(key, link);
    // What was withdrawn stays withdrawn, also where nobody remembers.
    for (const revocation of this.tags.revocations()) link.revoke(revocation);
    this.#shareAmongCells(link);
    return link;
  }

  /** As soon as there is a second cell, all of them must say what they want and what they publish. */
  #shareAmongCells(added: CellLink): void {
    if (this.#links.size > 1 && !this.#shared) {
      this.#shared = true;
      this.router.sole = null;
      for (const link of this.#links.values()) {
        link.setShared(true);
      }
      return;
    }
    if (this.#shared) added.setShared(true);
    else this.router.sole = added;
    this.#announceEdge(added);
  }

  #announceEdge(link: CellLink): void {
    // With other cells about, everything that is published is reported.
    if (this.#shared) return;
    link.setEdge([...this.router.edgeInterests()]);
  }

  #loadPrograms(link: CellLink, name: string): void {
    if (link.programs.has(name)) return;
    const program = this.programs.get(name);
    if (program === undefined) {
      throw new CordonError("DEPLOY", { name, problem: `there is no program ${name}` });
    }
    link.cell.addProgram(program);
    link.programs.add(name);
    for (const child of program.children) this.#loadPrograms(link, child);
  }

  *#heldLabels(): IterableIterator<Label> {
    for (const { input, output } of this.units.values()) {
      yield input;
      yield output;
    }
    for (const { parts } of this.#ingress) for (const { label } of parts) yield label;
  }

  /** V8 has lost control of an isolate: nothing in this process can be relied on any more. */
  #catastrophe(cell: string, problem: string): void {
    this.audit.add({ kind: "cellLost", cell, culprit: null, problem });
    process.abort();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function newUnit(plan: UnitPlan, id: UnitId, cell: string): UnitRecord {
  return {
    ...plan,
    id,
    rank: id * RANKS_PER_UNIT,
    cell,
    get ancestor(): UnitRecord {
      return this.parent?.ancestor ?? this;
    },
    family: 0,
    status: "running",
    lives: 0,
    restarts: 0,
    faults: 0,
    refusals: 0,
    children: 0,
  };
}

/** A number for a child of a deployed unit, a digest for one of an instance. */
function childName(lineage: string): string {
  const [number = ""] = /^\d+$/.exec(lineage.trim()) ?? [];
  return number === "" ? createHash("sha256").update(lineage).digest("hex").slice(0, 12) : number;
}
