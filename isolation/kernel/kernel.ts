/**
 * The kernel of a cell: the dispatcher of its units, the membranes of its realms, and what crosses
 * to and from the host. Trusted by the units of its cell; not by the host.
 */

import { assert, CordonError, type InvariantError } from "../../src/errors.ts";
import {
  decodeGrant,
  decodeLabel,
  decodeParts,
  decodeValue,
  Event,
  malformed,
  parseMessage,
} from "../../src/event/index.ts";
import { isTagId, isPrivilege } from "../../src/label/index.ts";
import {
  type CrossingTerms,
  type DispatchCounts,
  isSecret,
  longestOrderKey,
  type RevocationRequest,
  type Unit,
  type UnitId,
  UnitDispatcher,
} from "../../src/dispatch/index.ts";
import { limits } from "../../src/limits.ts";
import {
  insistBoolean,
  insistCount,
  insistList,
  insistNumber,
  insistString,
  insistTuple,
  type Tuple,
} from "../wire/insist.ts";
import { CELL_IDLE, CELL_NEXT, CELL_UNFINISHED, type CellState } from "../wire/messages.ts";
import { realmCalls, type RealmCalls } from "./membrane.ts";
import { type ProgramFunctions, Programs } from "./programs.ts";
import { ImportedEvent, Reporter } from "./reporter.ts";
import { Shape } from "./shape.ts";

interface Cause {
  readonly order: string;
  readonly time: number;
  readonly hops: number;
}

function insistCause(value: unknown): Cause {
  const [order, time, hopsInput] = insistTuple(value, 3, "cause");
  const hops = insistCount(hopsInput, "hops");
  return {
    order: insistString(order, longestOrderKey(hops), "order"),
    time: insistNumber(time, "time"),
    hops,
  };
}

function insistTerms(value: unknown): CrossingTerms {
  const [period, limit, refunded, credit, part] = insistTuple(value, 5, "terms");
  return {
    period: insistCount(period, "period"),
    limit: insistNumber(limit, "limit"),
    refunded: insistNumber(refunded, "refunded"),
    credit: insistNumber(credit, "credit"),
    part: insistNumber(part, "part"),
  };
}

/** Most deliveries between two looks at the clock: a look costs nearly as much as a delivery. */
const LOOK_EVERY = 128;
/** How many deliveries it counts for to be asked after fewer than so many. */
const ASKED_COUNTS = 64;
const FEW_DELIVERIES = 8;
/** Time (ms) between two looks from which on every delivery is looked at. */
const SLOW_MS = 2;

/**
 * @param slice time in ms
 * @param clock the time in ms
 */
function overAfter(slice: number, counts: DispatchCounts, clock: () => number): () => boolean {
  const end = counts.deliveries + limits.deliveriesPerCrossing;
  let last = clock();
  const until = last + slice;
  let every = 1;
  // Matching may take long and deliver nothing.
  let asked = 0;
  let { deliveries: delivered } = counts;
  let look = counts.deliveries + every;
  return () => {
    const { deliveries } = counts;
    if (deliveries >= end) return true;
    if (deliveries - delivered < FEW_DELIVERIES) asked += ASKED_COUNTS;
    delivered = deliveries;
    const done = deliveries + asked;
    if (done < look) return false;
    const now = clock();
    every = now - last < SLOW_MS ? Math.min(2 * every, LOOK_EVERY) : 1;
    last = now;
    look = done + every;
    return now >= until;
  };
}

export class Kernel {
  readonly #programs = new Programs();
  readonly #reporter = new Reporter();
  readonly #units: UnitDispatcher;
  readonly #calls: RealmCalls;
  readonly #byId = new Map<number, Unit>();
  readonly #shapes: Shape[] = [];
  #starts: Tuple[] = [];
  #revocations: RevocationRequest[] = [];
  #unfinished = false;
  #invariant: InvariantError | null = null;
  readonly #now: () => number;

  /** @param now the clock (ms) of the meter and of slices; no unit can read it */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.#units = new UnitDispatcher(
      this.#programs,
      this.#reporter,
      (program) => this.#programs.childrenOf(program),
      now,
    );
    this.#reporter.attach(this.#units.dispatcher);
    this.#calls = realmCalls(
      this.#units.calls,
      this.#units.activation,
      (code, message) => {
        const unit = this.#units.running;
        if (unit !== null) {
          this.#reporter.refused(unit, { code, message }, () => this.#programs.where(unit));
        }
      },
      (error) => {
        this.#invariant ??= error;
      },
    );
  }

  /** What a realm needs to load a program. */
  get calls(): RealmCalls {
    return this.#calls;
  }

  /**
   * Adds a program that a hardened realm has loaded.
   *
   * @param children JSON list of the programs that its units may instantiate
   */
  addProgram(name: string, children: string, functions: ProgramFunctions): void {
    const names = parseMessage(children).map((child) => insistString(child, 256, "child"));
    this.#programs.add(name, { ...functions, children: names });
  }

  /** Where to note which unit is running. */
  noteBlameIn(memory: SharedArrayBuffer): void {
    this.#units.activation.blame = new Int32Array(memory);
  }

  /** Counts for the operator, as JSON: totals, then per unit. */
  statistics(): string {
    const { dispatcher } = this.#units;
    dispatcher.tellCounts();
    const units = [...this.#byId.values()].map(({ id, deliveries, published }) => ({
      id,
      deliveries,
      published,
    }));
    return JSON.stringify({
      ...dispatcher.counts,
      queueDepth: dispatcher.queue.depth,
      labels: dispatcher.labels.size,
      endpoints: dispatcher.endpoints.size,
      units,
    });
  }

  /** Dispatches one generation, or all there are if no other cell takes part. */
  run(message: string): string {
    const [head, commands, turns] = insistList(parseMessage(message), 3, "input");
    const [round, slice, terms, floor, single, isLast] = insistTuple(head, 6, "head");
    const { dispatcher, meter } = this.#units;
    meter.beginCrossing(insistTerms(terms));
    const isOver = overAfter(insistNumber(slice, "slice"), dispatcher.counts, this.#now);
    if (!this.#unfinished) {
      // If a command cannot be read, no unit is to blame.
      this.#units.activation.blame[0] = 0;
      this.#units.activation.blame[1] = 0;
      this.#units.floor = insistNumber(floor, "floor");
      dispatcher.round = insistCount(round, "round") - 1;
      for (const command of insistList(commands, 10_000_000, "commands")) this.#command(command);
      if (!insistBoolean(isLast, "isLast")) return JSON.stringify([CELL_UNFINISHED, round, []]);
      this.#begin();
    }
    const isSingle = insistBoolean(single, "single");
    const first = this.#dispatch(isOver, isSingle);
    const { state, begun } = this.#takeTurns(turns, first, isOver);
    meter.endCrossing();
    if (this.#invariant !== null) throw this.#invariant;
    this.#reporter.reportUnits();
    const output = [state, dispatcher.round, this.#reporter.take()];
    return JSON.stringify(turns === undefined ? output : [...output, begun]);
  }

  /**
   * Begins the events that wait for their turn, as long as nothing is left to do or to report of the one
   * before. How many have begun is noted where it outlives the cell.
   */
  #takeTurns(
    turns: unknown,
    first: CellState,
    isOver: () => boolean,
  ): { readonly state: CellState; readonly begun: number } {
    let state = first;
    let begun = 0;
    if (turns === undefined) return { state, begun };
    const { blame } = this.#units.activation;
    const until = this.#now() + limits.turnsMs;
    for (const turn of insistList(turns, limits.turns, "turns")) {
      if (state !== CELL_IDLE || this.#reporter.hasReports || this.#invariant !== null) break;
      if (isOver() || this.#now() >= until) break;
      const [floor, event] = insistTuple(turn, 2, "turn");
      const values = insistTuple(event, 7, "values");
      if (values[0] !== "values") throw malformed("turn");
      blame[0] = 0;
      blame[1] = ++begun;
      this.#units.floor = insistNumber(floor, "floor");
      this.#units.meter.beginTurn();
      this.#values(values);
      this.#begin();
      state = this.#dispatch(isOver, false);
    }
    return { state, begun };
  }

  #dispatch(isOver: () => boolean, single: boolean): CellState {
    const { dispatcher } = this.#units;
    for (;;) {
      this.#unfinished = !this.#startUnits(isOver) || !dispatcher.dispatch(isOver);
      if (this.#unfinished) return CELL_UNFINISHED;
      this.#units.endGeneration();
      this.#reporter.endGeneration();
      this.#reporter.reportRaised();
      this.#revocations.push(...this.#reporter.takeRevocations());
      const more = dispatcher.queue.hasNext || this.#revocations.length > 0;
      if (!more) return CELL_IDLE;
      // The edge and the audit do not wait until all has been run that is caused by what they wait for.
      const { mustReturn, hasNews } = this.#reporter;
      if (single || mustReturn || hasNews || isOver()) return CELL_NEXT;
      this.#begin();
    }
  }

  #begin(): void {
    const { dispatcher } = this.#units;
    // Always: whether events came from elsewhere must not show in the order of those that did not.
    dispatcher.queue.sortNext();
    dispatcher.beginGeneration();
    this.#reporter.beginGeneration();
    for (const revocation of this.#revocations) {
      this.#units.revoke(revocation);
      this.#reporter.tags.noteRevocation(revocation.tag);
    }
    this.#revocations = [];
  }

  /** @returns whether all have been started that are to be in this generation */
  #startUnits(isOver: () => boolean): boolean {
    for (;;) {
      const start = this.#starts.shift();
      if (start === undefined) return true;
      this.#start(start);
      if (isOver()) return false;
    }
  }

  #command(input: unknown): void {
    const command = insistList(input, 16, "command");
    switch (command[0]) {
      case "start":
        this.#starts.push(insistTuple(command, 12, "start"));
        return;
      case "stop":
        this.#stop(insistCount(command[1], "unit"), insistBoolean(command[2], "withInstances"));
        return;
      case "event":
        this.#event(insistTuple(command, 6, "event"));
        return;
      case "values":
        this.#values(insistTuple(command, 7, "values"));
        return;
      case "shape":
        this.#shape(insistTuple(command, 4, "shape"));
        return;
      case "earlier":
        this.#earlier(insistTuple(command, 4, "earlier"));
        return;
      case "revoke":
        this.#revoke(insistTuple(command, 5, "revoke"));
        return;
      case "edge":
        this.#reporter.setEdge(insistList(command[1], 1_000_000, "interests"));
        return;
      case "shared":
        this.#reporter.setShared(insistBoolean(command[1], "shared"));
        return;
      default:
        throw new CordonError("WIRE", { problem: "unknown command" });
    }
  }

  #start(start: Tuple): void {
    const [, id, rank, program, input, output, grants, config, secret, quota, stopOnFault, cause] =
      start;
    const { labels } = this.#units.dispatcher;
    const { resolve } = this.#reporter.tags;
    assert(isSecret(secret), "a unit has a secret");
    const name = insistString(program, 256, "program");
    const { order, time, hops } = insistCause(cause);
    const unitId = insistCount(id, "unit") as UnitId;
    const old = this.#byId.get(unitId);
    if (old !== undefined && old.active) this.#units.stop(old);
    const unit = this.#units.start(
      {
        id: unitId,
        rank: insistCount(rank, "rank"),
        program: name,
        children: this.#programs.childrenOf(name),
        input: decodeLabel(input, labels, resolve),
        output: decodeLabel(output, labels, resolve),
        config: decodeValue(config, resolve),
        secret,
        lineage: "",
        born: this.#units.dispatcher.round,
        eventsPerDelivery: insistCount(quota, "quota"),
        stopOnFault: insistBoolean(stopOnFault, "stopOnFault"),
        idleMs: Infinity,
        root: null,
        owner: null,
        firstInstance: old?.nextInstance ?? 1,
      },
      insistList(grants, limits.privilegeTags, "grants").map((grant) =>
        decodeGrant(grant, resolve),
      ),
      { order, time, hops },
    );
    this.#byId.set(unitId, unit);
  }

  #stop(id: number, withInstances: boolean): void {
    // It may have been told to start in the same generation, and be stopped before it could.
    this.#starts = this.#starts.filter(([, starting]) => starting !== id);
    const unit = this.#byId.get(id);
    this.#byId.delete(id);
    if (unit !== undefined && unit.active) this.#units.stop(unit);
    if (!withInstances) return;
    // Also those of its earlier lives, which outlive a unit that had been raised above them.
    for (const instance of [...this.#units.dispatcher.endpoints]) {
      if (instance.id === id && instance.active) this.#units.stop(instance);
    }
  }

  #event(command: Tuple): void {
    const [, reference, cause, previous, parts, positions] = command;
    const { dispatcher } = this.#units;
    const { resolve } = this.#reporter.tags;
    this.#import(
      new ImportedEvent(
        decodeParts(parts, dispatcher.labels, resolve),
        insistCause(cause),
        previous === null ? null : this.#reporter.known(insistNumber(previous, "previous")),
        insistCount(reference, "reference"),
        insistList(positions, limits.versionParts, "positions").map((at) =>
          insistCount(at, "position"),
        ),
      ),
    );
  }

  #import(event: ImportedEvent): void {
    this.#reporter.imported(event);
    this.#units.dispatcher.queue.push(event);
  }

  #shape([, slot, labels, parts]: Tuple): void {
    this.#shapes[insistCount(slot, "slot", limits.shapes - 1)] = new Shape(labels, parts, (label) =>
      decodeLabel(label, this.#units.dispatcher.labels, this.#reporter.tags.resolve),
    );
  }

  #values([, reference, order, time, hops, slot, data]: Tuple): void {
    const { dispatcher } = this.#units;
    const shape = this.#shapes[insistCount(slot, "slot")];
    if (shape === undefined) throw malformed("slot");
    const cause = insistCause([order, time, hops]);
    const parts = shape.parts(data, dispatcher.labels);
    const { positions } = shape;
    this.#import(
      new ImportedEvent(parts, cause, null, insistCount(reference, "reference"), positions),
    );
  }

  #earlier([, reference, cause, parts]: Tuple): void {
    const { labels } = this.#units.dispatcher;
    const event = new Event(
      decodeParts(parts, labels, this.#reporter.tags.resolve),
      insistCause(cause),
    );
    this.#reporter.earlier(event, insistCount(reference, "reference"));
  }

  #revoke(command: Tuple): void {
    const [, tag, privilege, by, at] = command;
    if (!isTagId(tag) || !isPrivilege(privilege))
      throw new CordonError("WIRE", { problem: "revoke" });
    const { resolve } = this.#reporter.tags;
    this.#revocations.push({
      tag: resolve(tag),
      privilege,
      by: decodeLabel(by, this.#units.dispatcher.labels, resolve),
      at: insistNumber(at, "round"),
    });
  }
}
