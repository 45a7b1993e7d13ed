/**
 * The supervisor: starts units, and decides what becomes of them when their programs throw or their
 * cells are lost.
 */

import { createHash } from "node:crypto";
import type { CellOptions } from "../../isolation/cell/cell.ts";
import { CordonError } from "../errors.ts";
import type { EventOrigin } from "../event/index.ts";
import { isSubset, NO_TAGS, type Label, type TagSet } from "../label/index.ts";
import { limits } from "../limits.ts";
import { childSecret, orderKey, positionOf, sortable, type UnitId } from "../dispatch/index.ts";
import type { Audit } from "./audit.ts";
import type { CellLink } from "./cell-link.ts";
import type { Cells } from "./cells.ts";
import { type Report, Violation } from "./reports.ts";
import { cellKey, type FaultPolicy, type UnitPlan, UnitRecord, unitName } from "./units.ts";

/** What has to wait until all cells are through a generation, in an order that all agree on. */
export interface Control {
  readonly order: string;
  readonly run: () => void;
}

/** Why a unit was stopped, and what its deployment says of it. */
interface Stop {
  readonly reason: string;
  readonly policy: FaultPolicy;
  /** Whether a new life would come to the same end at once. */
  readonly isFinal: boolean;
}

interface Start {
  readonly unit: UnitRecord;
  readonly cause: EventOrigin;
}

export class Supervisor {
  readonly units: Map<number, UnitRecord> = new Map();
  readonly #cells: Cells;
  readonly #audit: Audit;
  /** Event time of the last event from the edge that a unit with this input label could have seen. */
  readonly #latest: (input: Label) => number;
  /** How often each cell was lost without anybody to blame. */
  readonly #losses = new Map<string, number>();
  /** By owner: the contaminations of the units that took too much processor time. */
  readonly #timeouts = new Map<string, TagSet[]>();
  /** Units that wait to be started, in order. */
  readonly #starts: Start[] = [];
  /** Units that other units instantiated: none waits for another. */
  readonly #spawned: Start[] = [];
  /** Whether units were stopped whose records are still here. */
  #hasEnded = false;
  #lastUnit = 0;
  #lastStart = 0;

  constructor(cells: Cells, audit: Audit, latest: (input: Label) => number) {
    this.#cells = cells;
    this.#audit = audit;
    this.#latest = latest;
  }

  /** Whether units wait to be started. */
  get hasWork(): boolean {
    return this.#starts.length > 0 || this.#spawned.length > 0;
  }

  /** Starts a unit with the next generation. @throws CordonError PROGRAM_SOURCE, CELL_LOST */
  start(plan: UnitPlan, options: CellOptions, cause?: EventOrigin): UnitRecord {
    if (this.#lastUnit >= limits.units)
      throw new CordonError("UNIT_COUNT", { limit: limits.units });
    const id = ++this.#lastUnit as UnitId;
    const key = cellKey(plan.placement, plan.owner, id);
    const link = this.#withProgram(key, options, plan.program);
    const unit = new UnitRecord(plan, id, link.key);
    this.units.set(id, unit);
    link.nameUnit(unit);
    link.units.add(unit);
    if (cause === undefined) this.#starts.push({ unit, cause: this.#startCause(unit) });
    else this.#spawned.push({ unit, cause });
    return unit;
  }

  /**
   * Ends a unit and what it instantiated: all of it if the operator says so, else what may know why.
   *
   * @param known the secrecy of what the end may depend on
   */
  stop(
    unit: UnitRecord,
    status: "stopped" | "quarantined" = "stopped",
    known: TagSet = NO_TAGS,
  ): void {
    const isTold = known.length === 0;
    this.#hasEnded = true;
    unit.status = status;
    unit.hasInstances = !isTold;
    // Of one that is quarantined, the kernel has ended all that may know why.
    this.#cells.get(unit.cell)?.stop(unit, isTold && status === "stopped");
    this.#stopChildren(unit, known);
  }

  /**
   * Forgets units that were stopped, and cells without units: to be called when nothing is left to do, as
   * events name those that published them. A unit in quarantine stays until it is stopped, and so does one
   * of which something goes on.
   */
  forgetEnded(): void {
    if (!this.#hasEnded) return;
    this.#hasEnded = false;
    for (;;) {
      const ended = this.#endedUnits();
      if (ended.length === 0) break;
      for (const unit of ended) {
        this.units.delete(unit.id);
        this.#cells.get(unit.cell)?.units.delete(unit);
      }
    }
    const owners = new Set([...this.units.values()].map(({ owner }) => owner));
    for (const owner of this.#timeouts.keys()) if (!owners.has(owner)) this.#timeouts.delete(owner);
    for (const key of this.#cells.forgetEmpty()) this.#losses.delete(key);
  }

  #endedUnits(): readonly UnitRecord[] {
    const units = [...this.units.values()];
    const parents = new Set(units.map(({ parent }) => parent));
    return units.filter(
      (unit) => unit.status === "stopped" && !unit.hasInstances && !parents.has(unit),
    );
  }

  /** Those that were deployed a few at a time: the messages that start thousands of units would be large. */
  admitStarts(): void {
    const starts = [...this.#spawned.splice(0), ...this.#starts.splice(0, limits.startBatch)];
    for (const { unit, cause } of starts) {
      if (unit.status === "running") this.#cells.get(unit.cell)?.start(unit, cause);
    }
  }

  /** @throws Violation unless the manifest of the parent's program names the child */
  demandChild({ unit: parent, program }: Extract<Report, { kind: "spawn" }>): void {
    // An instance of a managed subscription speaks in the name of the unit that it descends from.
    if (!this.#cells.descendants(parent.program).has(program)) {
      throw new Violation("a child that no manifest names");
    }
  }

  /** A unit instantiates another. */
  spawn(link: CellLink, report: Extract<Report, { kind: "spawn" }>): void {
    const { unit: parent, program, label, grants, config, cause, lineage } = report;
    const isAlive = parent.status === "running" || parent.hasInstances;
    if (!this.#cells.programs.has(program) || !isAlive) return;
    parent.children++;
    const { ancestor } = parent;
    if (++ancestor.family > limits.family) {
      const reason = `more than ${limits.family} units descend from it`;
      this.#audit.add({ kind: "quarantined", unit: unitName(ancestor), reason });
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
          onTimeout: parent.onTimeout,
          secret: childSecret(parent.secret, `child${lineage}${lifeOf(parent, lineage)}`),
        },
        link.options,
        cause,
      );
    } catch (error) {
      const message = messageOf(error);
      this.#audit.add({ kind: "fault", unit: unitName(parent), message, stack: [] });
    }
  }

  /** A program threw or took too long; what becomes of its unit waits until all cells are through. */
  fault(
    link: CellLink,
    { unit, message, frames, moment, stopped, raised, cause }: Extract<Report, { kind: "fault" }>,
    controls: Control[],
  ): void {
    unit.faults++;
    const stack = this.#cells.placesIn(unit.program, frames);
    this.#audit.add({ kind: "fault", unit: unitName(unit), message, stack });
    if (!stopped) return;
    if (raised) {
      // A new life at the old label, or an end of its children, would tell what it has learnt.
      if (unit.status === "running") this.#quarantineSilently(unit, message);
      return;
    }
    const isOvertime = moment === "overtime";
    const stop: Stop = {
      reason: message,
      policy: isOvertime ? unit.onTimeout : unit.onFault,
      isFinal: moment === "start",
    };
    // Two units that failed at one event start again in the order of their deliveries, in all cells alike,
    // and after the children that they made of it, which end with the old life.
    const order = orderKey("control", cause.order, positionOf(unit.rank, LAST));
    controls.push({
      order,
      run: () => {
        this.#revive(unit, stop, { ...cause, hops: cause.hops + 1, order }, link.options);
        if (isOvertime) this.#noteTimeout(unit);
      },
    });
  }

  /** A cell is lost: its units start again in a new one, but for the one that is to blame. */
  lose(link: CellLink, error: unknown): void {
    const problem = messageOf(error);
    if (!(error instanceof Violation || error instanceof CordonError)) throw error;
    // Whatever of its reports could not be acted on, an honest kernel would not have sent.
    const broken = error instanceof Violation || error.code !== "CELL_LOST";
    if (broken) this.#loseBroken(link, problem);
    else if (link.verdict === "busy" || link.verdict === "unknown") this.#loseBusy(link, problem);
    else this.#loseByUnit(link, problem);
  }

  #loseBroken(link: CellLink, problem: string): void {
    this.#cells.delete(link);
    this.#audit.add({ kind: "violation", cell: link.key, problem });
    for (const unit of link.units) if (unit.status === "running") this.#quarantine(unit, problem);
  }

  /** Nobody is to blame, however often it happens: the cell gets more time on the wall's clock. */
  #loseBusy(link: CellLink, problem: string): void {
    const { patience } = this.#cells;
    patience.extend(link.key);
    if (link.verdict === "unknown") patience.watch(link.key);
    const why =
      link.verdict === "busy"
        ? "the machine was busy, and the limit of processor time was not reached"
        : "its processor time is not known, as it ran on another thread";
    this.#loseInnocent(link, `${problem} Nobody is to blame: ${why}`);
  }

  #loseInnocent(link: CellLink, problem: string): void {
    this.#cells.delete(link);
    this.#audit.add({ kind: "cellLost", cell: link.key, culprit: null, problem });
    this.#startAllAgain(link);
  }

  #loseByUnit(link: CellLink, problem: string): void {
    const culprit = this.#culprit(link);
    const isFinal = link.cell.blame?.isStarting === true;
    this.#cells.delete(link);
    const named = culprit === undefined ? null : unitName(culprit);
    this.#audit.add({ kind: "cellLost", cell: link.key, culprit: named, problem });
    if (culprit === undefined) {
      const losses = (this.#losses.get(link.key) ?? 0) + 1;
      this.#losses.set(link.key, losses);
      if (losses > limits.restarts) {
        for (const unit of link.units) {
          if (unit.status === "running") this.#quarantine(unit, problem);
        }
      }
    } else if (culprit.status === "running") {
      const isTimeout = link.verdict === "culprit";
      const policy = isTimeout ? culprit.onTimeout : culprit.onFault;
      culprit.faults++;
      const stop: Stop = { reason: problem, policy, isFinal };
      this.#revive(culprit, stop, this.#startCause(culprit), link.options);
      this.#blameFamily(culprit, stop);
      if (isTimeout) this.#noteTimeout(culprit);
    }
    this.#startAllAgain(link, culprit);
  }

  /** Neighbours of the culprit lose their state, but that is not held against them. */
  #startAllAgain(link: CellLink, culprit?: UnitRecord): void {
    for (const unit of link.units) {
      if (unit === culprit || unit.status !== "running") continue;
      this.#startAgain(unit, this.#startCause(unit), link.options);
    }
  }

  /** What the unit's policy says after it was stopped by a fault of its own. */
  #revive(
    unit: UnitRecord,
    { reason, policy, isFinal }: Stop,
    cause: EventOrigin,
    options: CellOptions,
  ): void {
    if (unit.status !== "running") return;
    const isStopped = policy === "quarantine" || isFinal || unit.restarts >= limits.restarts;
    if (isStopped || unit.isRaised) {
      this.#quarantine(unit, reason);
      return;
    }
    unit.restarts++;
    this.#audit.add({ kind: "restarted", unit: unitName(unit), restarts: unit.restarts });
    this.#startAgain(unit, cause, options);
  }

  /**
   * A unit that was instantiated ended a cell. Its ancestor would instantiate the like of it again, so it
   * goes as well: at once if it could know all that its descendant does, else after a few.
   */
  #blameFamily(culprit: UnitRecord, { policy, reason }: Stop): void {
    const { ancestor } = culprit;
    if (ancestor === culprit || ancestor.status !== "running") return;
    const isKnown = isSubset(culprit.contamination, ancestor.contamination);
    const most = isKnown && policy === "quarantine" ? 0 : limits.restarts;
    if (++ancestor.familyLosses <= most) return;
    this.#quarantine(ancestor, `${culprit.name}, which descends from it: ${reason}`);
  }

  /**
   * An owner whose units take too much time one after the other loses all that could know of it: those
   * at a contamination that holds those of the units that did.
   */
  #noteTimeout(culprit: UnitRecord): void {
    if (culprit.onTimeout !== "quarantine") return;
    const timeouts = this.#timeouts.get(culprit.owner) ?? [];
    this.#timeouts.set(culprit.owner, timeouts);
    timeouts.push(culprit.contamination);
    if (timeouts.length < limits.ownerTimeouts) return;
    for (const unit of this.units.values()) {
      if (unit.status !== "running" || unit.owner !== culprit.owner) continue;
      const known = timeouts.filter((contamination) => isSubset(contamination, unit.contamination));
      if (known.length < limits.ownerTimeouts) continue;
      this.#quarantine(unit, `${known.length} units of its owner took too much processor time`);
    }
  }

  /** Stops a unit for good. */
  #quarantine(unit: UnitRecord, reason: string): void {
    if (unit.isRaised) {
      this.#quarantineSilently(unit, reason);
      return;
    }
    this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason });
    this.stop(unit, "quarantined", unit.untold);
  }

  /**
   * Stops a raised unit for good. Its children go on, for their end would tell those below of secrets; so do
   * its instances below what it has become, which may instantiate children of their own.
   */
  #quarantineSilently(unit: UnitRecord, reason: string): void {
    this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason });
    unit.status = "quarantined";
    unit.hasInstances = true;
    this.#cells.get(unit.cell)?.stop(unit, false);
  }

  /** The unit that was running when the cell was lost, if that can be told. */
  #culprit({ cell, units }: CellLink): UnitRecord | undefined {
    const unit = this.units.get(cell.blame?.unit ?? 0);
    return unit !== undefined && units.has(unit) ? unit : undefined;
  }

  /**
   * In its cell, or in a fresh one if that was lost. It will instantiate its children anew, but for those
   * that it was once allowed to make below what it knows now: these go on.
   */
  #startAgain(unit: UnitRecord, cause: EventOrigin, options: CellOptions): void {
    this.#stopChildren(unit, unit.untold);
    if (!fits(unit.lifeInput) || !fits(unit.lifeOutput)) {
      this.#quarantine(unit, "what it may have read is under more tags than a label holds");
      return;
    }
    try {
      this.#withProgram(unit.cell, options, unit.program, unit).units.add(unit);
      this.#spawned.push({ unit, cause });
    } catch (error) {
      if (unit.status === "running") this.#quarantine(unit, messageOf(error));
    }
  }

  /**
   * The cell of that key with a program in it. A program that takes all memory while it is loaded ends the
   * cell, which is none of its units' fault.
   */
  #withProgram(key: string, options: CellOptions, program: string, unit?: UnitRecord): CellLink {
    try {
      return this.#cells.withProgram(key, options, program);
    } catch (error) {
      const link = this.#cells.get(key);
      if (link?.cell.isLost === true) {
        if (unit !== undefined) this.#quarantine(unit, messageOf(error));
        this.#loseInnocent(link, messageOf(error));
      } else if (link !== undefined && link.units.size === 0) {
        // It was made for this program alone.
        this.#cells.forget(link);
      }
      throw error;
    }
  }

  /**
   * Ends those that may know as much: the others' end would tell those below of it. Those in quarantine go
   * with a parent that the operator stops, or their records would stay for ever.
   */
  #stopChildren(parent: UnitRecord, known: TagSet): void {
    if (parent.children === 0) return;
    const isForgotten = parent.status === "stopped" && known.length === 0;
    for (const unit of this.units.values()) {
      // Also one that was quarantined silently: what it left goes when it would have gone itself.
      const isAlive = unit.status === "running" || unit.hasInstances;
      const isLeft = isForgotten && unit.status === "quarantined";
      if (unit.parent !== parent || !(isAlive || isLeft)) continue;
      if (isSubset(known, unit.contamination)) this.stop(unit, "stopped", known);
    }
  }

  #startCause({ lifeInput }: UnitRecord): EventOrigin {
    const order = orderKey("control", "", sortable(this.#lastStart++, 4));
    return { order, time: this.#latest(lifeInput), hops: 0 };
  }
}

/** After all subscriptions that a unit can have. */
const LAST = 2 ** 28 - 1;

/** Whether a cell takes a label. */
function fits({ secrecy, integrity }: Label): boolean {
  return Math.max(secrecy.length, integrity.length) <= limits.labelTags;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The number of a child among those of its unit's life; empty for a child of an instance. */
function numberOf(lineage: string): string {
  return /^\d+$/.exec(lineage.trim())?.[0] ?? "";
}

/**
 * Children of two lives must not make the same tags. What an instance makes depends on the life that made
 * the instance, and is marked by it: it does not know whether there was another life since.
 */
function lifeOf(parent: UnitRecord, lineage: string): string {
  return numberOf(lineage) === "" ? "" : ` of life ${parent.lives}`;
}

/** A number for a child of a deployed unit, a digest for one of an instance. */
function childName(lineage: string): string {
  const number = numberOf(lineage);
  return number === "" ? createHash("sha256").update(lineage).digest("hex").slice(0, 12) : number;
}
