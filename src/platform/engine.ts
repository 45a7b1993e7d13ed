/**
 * The engine: runs every generation of events through all cells before the next begins, so that the
 * order of events does not depend on where units run. Acts on what cells report.
 */

import { setImmediate } from "node:timers/promises";
import type { EventOrigin, Part } from "../event/index.ts";
import type { Label } from "../label/index.ts";
import { limits } from "../limits.ts";
import { orderKey, revisedParts, sortable } from "../dispatch/index.ts";
import { Audit } from "./audit.ts";
import type { CellLink, Crossed, Crossing, Generation, Period } from "./cell-link.ts";
import { type CellFactory, Cells } from "./cells.ts";
import { HostCode } from "./host-code.ts";
import { HostTags } from "./host-tags.ts";
import { HostEvent } from "./receiver.ts";
import { LatestTimes } from "./latest-times.ts";
import { type Report, ReportReader } from "./reports.ts";
import { Router } from "./router.ts";
import { type Control, Supervisor } from "./supervisor.ts";
import { beside, worthThreads } from "./threads.ts";
import { unitName } from "./units.ts";
import { PlatformWatch } from "./watchdog.ts";

/** An event from the edge, whose labels are final. */
export interface IngressEvent {
  readonly parts: readonly Part[];
  readonly time: number;
}

/** What came of a cell's generation. */
type Outcome =
  | { readonly link: CellLink; readonly crossed: Crossed }
  | { readonly link: CellLink; readonly error: unknown };

/** What an event from the edge inherits: its place among those that begin with it. */
function ingressCause(place: number, time: number): EventOrigin {
  return { order: orderKey("event", "", sortable(place, 4)), time, hops: 0 };
}

export class Engine {
  readonly #host = new HostCode();
  readonly router: Router = new Router(this.#host);
  readonly tags: HostTags = new HostTags();
  readonly audit: Audit = new Audit(this.#host);
  readonly cells: Cells;
  readonly supervisor: Supervisor;
  #ingress: IngressEvent[] = [];
  #lastReference = 0;
  #latest = 0;
  /** Event time of the last event from the edge that a generation has begun with. */
  #admitted = 0;
  readonly #times = new LatestTimes();
  #period: Period = { number: 0, ingress: 0, ingressSoFar: 0, floor: 0 };
  /** What cells report that waits until all are through the generation. */
  readonly #controls: Control[] = [];
  #running = false;
  /** Whether the generation that has begun is of events from the edge. */
  #isAtEdge = false;
  /** Events to give a cell to begin in their turn: few where most have something to report. */
  #wantedTurns = 2;

  constructor(factory: CellFactory, isWatched: boolean) {
    const { router, tags, audit } = this;
    const ingress = (): number => this.#period.ingressSoFar - this.#period.ingress;
    const watch = isWatched ? new PlatformWatch() : null;
    this.cells = new Cells({ factory, router, tags, audit, ingress, watch });
    this.supervisor = new Supervisor(this.cells, this.audit, (input) => this.#times.at(input));
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

  /** Runs until nothing is left to do. @throws what handlers of the host's threw */
  settle(): void {
    this.#begin();
    try {
      while (this.#beginGeneration()) {
        this.#endGeneration(this.#crossInTurn(this.#working()));
      }
      this.supervisor.forgetEnded();
    } finally {
      this.#running = false;
    }
    this.#host.rethrow();
  }

  /**
   * The same, with cells on several threads where they have enough to do. What they report is acted on
   * when all are through, in the same order: the results are the same.
   */
  async settleAsync(): Promise<void> {
    this.#begin();
    try {
      while (this.#beginGeneration()) {
        // oxlint-disable-next-line no-await-in-loop -- generations come one after the other
        this.#endGeneration(await this.#crossInParallel(this.#working()));
      }
      this.supervisor.forgetEnded();
    } finally {
      this.#running = false;
    }
    this.#host.rethrow();
  }

  /**
   * Runs events from the edge one after the other: each begins when all is done that the one before caused.
   * Where one cell does everything it is given many at a time, and comes back when there is something to
   * report.
   */
  settleInTurn(): void {
    this.#begin();
    try {
      while (this.#beginGeneration(1)) {
        const links = this.#working();
        const turns = this.#giveTurns(links);
        const [link] = links;
        if (turns === 0 || link === undefined) {
          this.#endGeneration(this.#crossInTurn(links));
          continue;
        }
        const outcome = this.#cross(link);
        this.#noteTurns(link, turns, outcome);
        this.#endGeneration([outcome]);
      }
      this.supervisor.forgetEnded();
    } finally {
      this.#running = false;
    }
    this.#host.rethrow();
  }

  /** @returns how many events may begin in their turn, if that is one cell's affair alone */
  #giveTurns(links: readonly CellLink[]): number {
    const [link] = links;
    const isAlone = links.length === 1 && link !== undefined && this.router.sole === link;
    if (!isAlone || !this.#isAtEdge || this.supervisor.hasWork) return 0;
    const turns: string[] = [];
    let characters = 0;
    let floor = this.#times.at(this.router.dispatcher.labels.public);
    for (const { parts, time } of this.#ingress.slice(0, this.#wantedTurns)) {
      const reference = this.#lastReference + turns.length;
      const turn = link.turnOf(parts, reference, ingressCause(0, time), floor);
      if (turn === null) break;
      characters += turn.length;
      if (characters > limits.messageCharacters) break;
      turns.push(turn);
      floor = time;
    }
    link.giveTurns(turns);
    return turns.length;
  }

  /** Lets the edge know of events that have begun in their turn, of which all but the last are done. */
  #noteTurns(link: CellLink, given: number, outcome: Outcome): void {
    const begun = "crossed" in outcome ? outcome.crossed.turns : link.turnsBegun;
    const wanted = begun === given ? 2 * given : Math.max(2, 2 * begun);
    this.#wantedTurns = Math.min(limits.turns, wanted);
    const { dispatcher } = this.router;
    for (let i = 0; i < begun; i++) {
      this.#admitIngress(1);
      for (const event of dispatcher.queue.events()) {
        if (event instanceof HostEvent) link.noteTurn(event);
      }
      this.#dispatchGeneration();
    }
  }

  #begin(): void {
    this.#running = true;
    this.#beginPeriod(0, this.#period.floor);
  }

  #hasWork(): boolean {
    const { queue } = this.router.dispatcher;
    return queue.hasNext || this.supervisor.hasWork || this.cells.hasWork;
  }

  #admitIngress(most = Infinity): void {
    const batch = this.#ingress.splice(0, most);
    this.#admitted = batch.at(-1)?.time ?? this.#admitted;
    // A unit that starts in this period may be told a time before that of the batch, but none before this.
    this.#beginPeriod(batch.length, this.#times.at(this.router.dispatcher.labels.public));
    for (const [i, { parts, time }] of batch.entries()) {
      for (const { label } of parts) this.#times.note(label, time);
      const cause = ingressCause(i, time);
      this.router.dispatcher.enqueue(
        new HostEvent(parts, cause, null, {
          reference: this.#lastReference++,
          publisher: null,
          origin: null,
          originReference: -1,
        }),
      );
    }
  }

  #beginPeriod(ingress: number, floor: number): void {
    const { number, ingressSoFar } = this.#period;
    const soFar = ingressSoFar + ingress;
    this.#period = { number: number + 1, ingress, ingressSoFar: soFar, floor };
  }

  /**
   * @param most events from the edge that begin together
   * @returns whether there is one
   */
  #beginGeneration(most = Infinity): boolean {
    this.#isAtEdge = !this.#hasWork();
    if (this.#isAtEdge) {
      if (this.ingressDepth === 0) return false;
      this.#admitIngress(most);
    }
    this.#dispatchGeneration();
    return true;
  }

  #dispatchGeneration(): void {
    const { dispatcher } = this.router;
    dispatcher.queue.sortNext();
    this.router.beginGeneration();
    this.supervisor.admitStarts();
    for (const event of dispatcher.queue.events()) {
      if (event instanceof HostEvent) this.router.offer(event);
    }
    this.router.dispatch();
  }

  get #generation(): Generation {
    const { round } = this.router.dispatcher;
    return { round, period: this.#period, single: this.supervisor.hasWork };
  }

  #working(): readonly CellLink[] {
    return [...this.cells].filter((link) => link.hasWork);
  }

  /**
   * A unit that timed out is dealt with before the next cell begins: if its owner's units are stopped for
   * it, those in later cells take no more time.
   */
  #crossInTurn(links: readonly CellLink[]): readonly Outcome[] {
    const outcomes: Outcome[] = [];
    for (const link of links) {
      if (link.isLost) continue;
      const outcome = this.#cross(link);
      outcomes.push(outcome);
      if ("error" in outcome && link.verdict === "culprit") this.#actOnAll(outcomes.splice(0));
    }
    return outcomes;
  }

  #cross(link: CellLink): Outcome {
    try {
      return { link, crossed: link.cross(this.#generation) };
    } catch (error) {
      return { link, error };
    }
  }

  async #crossAsync(link: CellLink, crossing: Crossing, isElsewhere: boolean): Promise<Outcome> {
    try {
      return { link, crossed: await link.crossAsync(crossing, isElsewhere) };
    } catch (error) {
      return { link, error };
    }
  }

  /** Threads take the cells with most to do, this one takes those with least, until none is left. */
  async #crossInParallel(links: readonly CellLink[]): Promise<readonly Outcome[]> {
    const outcomes = new Map<CellLink, Outcome>();
    const waiting = [...worthThreads(links.filter(({ mayRunElsewhere }) => mayRunElsewhere))];
    const shared = new Set(waiting);
    // All at once: what timers of the host do meanwhile is for the next generation, in all cells alike.
    const generation = this.#generation;
    const crossings = new Map(links.map((link) => [link, link.begin(generation)]));
    const outcomeOf = (link: CellLink, isElsewhere: boolean): Promise<Outcome> =>
      this.#crossAsync(link, crossings.get(link) as Crossing, isElsewhere);
    const besides = Array.from({ length: beside(waiting.length) }, async () => {
      for (let link = waiting.shift(); link !== undefined; link = waiting.shift()) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other, on each thread
        outcomes.set(link, await outcomeOf(link, true));
      }
    });
    const cross = async (link: CellLink): Promise<void> => {
      outcomes.set(link, await outcomeOf(link, false));
      // To hear of the threads: they may have nothing left to do.
      if (waiting.length > 0) await setImmediate();
    };
    // oxlint-disable-next-line no-await-in-loop
    for (const link of links) if (!shared.has(link)) await cross(link);
    // oxlint-disable-next-line no-await-in-loop
    for (let link = waiting.pop(); link !== undefined; link = waiting.pop()) await cross(link);
    await Promise.all(besides);
    for (const link of links) link.noteTime();
    return links.map((link) => outcomes.get(link) as Outcome);
  }

  #endGeneration(outcomes: readonly Outcome[]): void {
    const { dispatcher } = this.router;
    this.#actOnAll(outcomes);
    const controls = this.#controls.splice(0);
    controls.sort(({ order: a }, { order: b }) => (a < b ? -1 : a > b ? 1 : 0));
    for (const { run } of controls) run();
    dispatcher.sweep(() => this.#heldLabels());
  }

  #actOnAll(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if ("crossed" in outcome) this.#actOn(outcome.link, outcome.crossed);
      else this.supervisor.lose(outcome.link, outcome.error);
    }
  }

  #actOn(link: CellLink, { round, reports }: Crossed): void {
    const { dispatcher } = this.router;
    try {
      dispatcher.round = Math.max(dispatcher.round, round);
      const { units } = this.supervisor;
      const reader = new ReportReader(link, dispatcher, this.tags, units, this.#admitted, round);
      for (const report of reports) this.#act(link, reader.read(report));
      if (link.isSharing && this.router.sole === link) this.router.sole = null;
    } catch (error) {
      this.supervisor.lose(link, error);
    }
  }

  #act(link: CellLink, report: Report): void {
    const controls = this.#controls;
    switch (report.kind) {
      case "tag":
        this.tags.announce(report.id, report.name, link);
        return;
      case "forget":
        link.forget(report.ids);
        return;
      case "event":
        this.#publish(link, report);
        return;
      case "earlier":
        link.remember(this.#hostEvent(link, report, null));
        return;
      case "version":
        this.#continue(link, report);
        return;
      case "spawn":
        this.supervisor.demandChild(report);
        controls.push({
          order: report.cause.order,
          run: () => this.supervisor.spawn(link, report),
        });
        return;
      case "revoke":
        // Takes effect with the next generation, in all cells alike.
        controls.push({ order: "", run: () => this.#revoke(link, report) });
        return;
      case "raised":
        report.unit.noteLearnt(report.tags, this.router.dispatcher.labels);
        return;
      case "fault":
        this.supervisor.fault(link, report, controls);
        return;
      case "refused":
        this.#refused(report);
        return;
      case "log":
        this.audit.add({ ...report, unit: unitName(report.unit) });
        return;
      default:
        this.router.mirror(link, report);
    }
  }

  #refused({ unit, code, message, frames, count }: Extract<Report, { kind: "refused" }>): void {
    unit.refusals += count;
    const stack = this.cells.placesIn(unit.program, frames);
    this.audit.add({ kind: "refused", unit: unitName(unit), code, message, stack, count });
  }

  #publish(link: CellLink, report: Extract<Report, { kind: "event" }>): void {
    const event = this.#hostEvent(link, report, report.previous);
    link.remember(event);
    this.router.dispatcher.enqueue(event);
  }

  #hostEvent(
    link: CellLink,
    { parts, cause, reference, unit }: Extract<Report, { kind: "event" | "earlier" }>,
    previous: HostEvent | null,
  ): HostEvent {
    return new HostEvent(parts, cause, previous, {
      reference: this.#lastReference++,
      publisher: unit,
      origin: link,
      originReference: reference,
    });
  }

  /**
   * A version of an event. One of the host's goes back to its cell, too, which did not know all of
   * its parts; one of the cell's own it has already.
   */
  #continue(link: CellLink, report: Extract<Report, { kind: "version" }>): void {
    const { previous, removed, unseen, added, cause, unit, reference } = report;
    const parts = revisedParts(previous.parts, { removed, unseen, added });
    if (parts.length === 0 || parts.length > limits.versionParts) return;
    const event = new HostEvent(parts, cause, previous, {
      reference: this.#lastReference++,
      publisher: unit,
      origin: previous.origin === link ? link : null,
      originReference: reference,
    });
    if (event.origin === link) link.remember(event);
    this.router.dispatcher.enqueue(event);
  }

  #revoke(link: CellLink, request: Extract<Report, { kind: "revoke" }>): void {
    this.tags.noteRevocation(request);
    for (const other of this.cells) {
      if (other === link) continue;
      const { tag, privilege, by } = request;
      if (by.secrecy.length === 0) other.envelope.withdraw(tag, privilege);
      // A cell that does not know the tag is told once it is told of the tag.
      if (this.tags.isHolder(tag, other)) other.revoke(request);
    }
  }

  *#heldLabels(): IterableIterator<Label> {
    for (const unit of this.supervisor.units.values()) {
      yield unit.input;
      yield unit.output;
      yield unit.lifeInput;
      yield unit.lifeOutput;
    }
    yield* this.#times.labels();
    for (const { parts } of this.#ingress) for (const { label } of parts) yield label;
  }
}
