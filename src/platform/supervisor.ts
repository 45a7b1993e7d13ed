/**
 * The supervisor: starts units, and decides what becomes of them when their programs throw or their
 * cells are lost.
 */

import { createHash } from "node:crypto";
import type { CellOptions } from "../../isolation/cell/cell.ts";
import { CordonError } from "../errors.ts";
import type { EventOrigin } from "../event/index.ts";
import type { Label } from "../label/index.ts";
import { limits } from "../limits.ts";
import { childSecret, orderKey, sortable, type UnitId } from "../dispatch/index.ts";
import type { Audit } from "./audit.ts";
import type { CellLink } from "./cell-link.ts";
import type { Cells } from "./cells.ts";
import { type Report, Violation } from "./reports.ts";
import { cellKey, type UnitPlan, UnitRecord, unitName } from "./units.ts";

/** What has to wait until all cells are through a generation, in an order that all agree on. */
export interface Control {
  readonly order: string;
  readonly run: () => void;
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
  /** Units that wait to be started, in order. */
  readonly #starts: Start[] = [];
  /** Units that other units instantiated: none waits for another. */
  readonly #spawned: Start[] = [];
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
    const link = this.#cells.withProgram(key, options, plan.program);
    const unit = new UnitRecord(plan, id, link.key);
    this.units.set(id, unit);
    link.units.add(unit);
    if (cause === undefined) this.#starts.push({ unit, cause: this.#startCause(unit) });
    else this.#spawned.push({ unit, cause });
    return unit;
  }

  /** Ends a unit and what it instantiated: all of it if the operator says so. */
  stop(unit: UnitRecord, status: "stopped" | "quarantined" = "stopped"): void {
    unit.status = status;
    unit.hasInstances = false;
    this.#cells.get(unit.cell)?.stop(unit, status === "stopped");
    this.#stopChildren(unit);
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
          secret: childSecret(parent.secret, `child${lineage} of life ${parent.lives}`),
        },
        link.options,
        cause,
      );
    } catch (error) {
      this.#audit.add({ kind: "fault", unit: unitName(parent), message: messageOf(error) });
    }
  }

  /** A program threw; what becomes of its unit waits until all cells are through. */
  fault(
    link: CellLink,
    { unit, message, stopped, raised, cause }: Extract<Report, { kind: "fault" }>,
    controls: Control[],
  ): void {
    unit.faults++;
    this.#audit.add({ kind: "fault", unit: unitName(unit), message });
    if (!stopped) return;
    if (raised) {
      if (unit.status !== "running") return;
      // A new life at the old label, or an end of its children, would tell what it has learnt. The
      // instances below what it has become go on, too, and may instantiate children of their own.
      unit.status = "quarantined";
      unit.hasInstances = true;
      this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason: message });
      return;
    }
    const order = orderKey("control", cause.order, "");
    controls.push({
      order,
      run: () =>
        this.#revive(unit, message, { ...cause, hops: cause.hops + 1, order }, link.options),
    });
  }

  /** A cell is lost: its units start again in a new one, but for the one that is to blame. */
  lose(link: CellLink, error: unknown): void {
    const problem = messageOf(error);
    if (!(error instanceof Violation || error instanceof CordonError)) throw error;
    // Whatever of its reports could not be acted on, an honest kernel would not have sent.
    const broken = error instanceof Violation || error.code !== "CELL_LOST";
    const culprit = broken ? undefined : this.#culprit(link);
    this.#cells.delete(link);
    this.#audit.add(
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
        this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason: problem });
        this.stop(unit, "quarantined");
      } else if (unit === culprit) {
        unit.faults++;
        this.#revive(unit, problem, this.#startCause(unit), link.options);
      } else {
        // A neighbour of the culprit: it loses its state, but that is not held against it.
        this.#startAgain(unit, this.#startCause(unit), link.options);
      }
    }
  }

  /** What the unit's policy says after it was stopped by a fault of its own. */
  #revive(unit: UnitRecord, reason: string, cause: EventOrigin, options: CellOptions): void {
    if (unit.status !== "running") return;
    if (unit.onFault === "quarantine" || unit.restarts >= limits.restarts) {
      this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason });
      this.stop(unit, "quarantined");
      return;
    }
    unit.restarts++;
    this.#audit.add({ kind: "restarted", unit: unitName(unit), restarts: unit.restarts });
    this.#startAgain(unit, cause, options);
  }

  /** The unit that was running when the cell was lost, if that can be told. */
  #culprit({ cell, units }: CellLink): UnitRecord | undefined {
    const unit = this.units.get(cell.culprit);
    return unit !== undefined && units.has(unit) ? unit : undefined;
  }

  /** In its cell, or in a fresh one if that was lost. It will instantiate its children anew. */
  #startAgain(unit: UnitRecord, cause: EventOrigin, options: CellOptions): void {
    this.#stopChildren(unit);
    try {
      this.#cells.withProgram(unit.cell, options, unit.program).units.add(unit);
      this.#spawned.push({ unit, cause });
    } catch (error) {
      this.#audit.add({ kind: "quarantined", unit: unitName(unit), reason: messageOf(error) });
      unit.status = "quarantined";
    }
  }

  #stopChildren(parent: UnitRecord): void {
    if (parent.children === 0) return;
    for (const unit of this.units.values()) {
      if (unit.parent === parent && unit.status === "running") this.stop(unit);
    }
  }

  #startCause({ input }: UnitRecord): EventOrigin {
    const order = orderKey("control", "", sortable(this.#lastStart++, 4));
    return { order, time: this.#latest(input), hops: 0 };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A number for a child of a deployed unit, a digest for one of an instance. */
function childName(lineage: string): string {
  const [number = ""] = /^\d+$/.exec(lineage.trim()) ?? [];
  return number === "" ? createHash("sha256").update(lineage).digest("hex").slice(0, 12) : number;
}
