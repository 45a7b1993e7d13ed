/**
 * Cell links: the host's end of one cell. Turns what the host wants into commands, sends a cell only
 * what some unit in it may read, and hands on the reports that come back once they are well-formed.
 */

import { setImmediate } from "node:timers/promises";
import { type Cell, type CellOptions, CellTimedOut } from "../../isolation/cell/cell.ts";
import { insistCount, insistList, insistTuple, type Tuple } from "../../isolation/wire/insist.ts";
import {
  CELL_IDLE,
  CELL_UNFINISHED,
  type CrossingHead,
  type WireTerms,
  type WireCause,
  type WireCommand,
} from "../../isolation/wire/messages.ts";
import { CordonError } from "../errors.ts";
import {
  encodeGrant,
  encodeLabel,
  encodeParts,
  encodeValue,
  type EventOrigin,
  parseMessage,
  type Part,
  type TagNamer,
} from "../event/index.ts";
import { childSecret, encodeFilter, type RevocationRequest } from "../dispatch/index.ts";
import type { Label, Tag, TagId } from "../label/index.ts";
import { limits } from "../limits.ts";
import { Envelope } from "./envelope.ts";
import type { HostTags } from "./host-tags.ts";
import { type CellPeer, type EdgeInterest, HostEvent, type Receiver } from "./receiver.ts";
import type { Patience, Taken } from "./patience.ts";
import { plainData, type PlainEvent, type Shape, type Shapes } from "./shapes.ts";
import type { UnitRecord } from "./units.ts";
import type { CellWatch } from "./watchdog.ts";

/** From one time that everything has settled to the next. */
export interface Period {
  readonly number: number;
  /** Events from the edge: in this period, and in all until now. */
  readonly ingress: number;
  readonly ingressSoFar: number;
  /** Event time of the first of them: no event can be earlier any more. */
  readonly floor: number;
}

/** What a cell is to know of the generation that it runs. */
export interface Generation {
  readonly round: number;
  readonly period: Period;
  /**
   * Whether the host has something for the next, such as units to start: a cell that works alone must
   * not go on without it, or when that happens would depend on when the cell comes back.
   */
  readonly single: boolean;
}

/** What came of crossing. */
export interface Crossed {
  /** The last generation that the cell began. */
  readonly round: number;
  readonly reports: readonly Tuple[];
  /** How many events have begun in their turn; the reports are of the last of them. */
  readonly turns: number;
}

/** A crossing that has begun, but not yet crossed. */
export interface Crossing {
  readonly steps: Generator<string, Crossed, unknown>;
  readonly first: IteratorResult<string, Crossed>;
}

/** The parts that a link needs besides its cell. */
export interface LinkParts {
  readonly options: CellOptions;
  readonly tags: HostTags;
  readonly shapes: Shapes;
  readonly patience: Patience;
  /** Events from the edge until now. */
  readonly ingress: number;
  readonly watch: CellWatch | null;
}

/** How much of what is expected of a cell is what it did last. */
const recentShare = 0.3;

/** The verdict on a time-out. */
export type Verdict =
  /** The program took all the processor time that it may. */
  | "culprit"
  /** The machine was busy: the limit of processor time was not reached. */
  | "busy"
  /** It happened on another thread, whose processor time nobody can read. */
  | "unknown";

/** An event that the cell was sent, and how many of its parts. */
interface Sent {
  readonly event: HostEvent;
  readonly parts: number;
}

export class CellLink implements CellPeer {
  readonly key: string;
  readonly cell: Cell;
  readonly options: CellOptions;
  readonly envelope: Envelope;
  /** Programs that have been added. */
  readonly programs: Set<string> = new Set();
  readonly units: Set<UnitRecord> = new Set();
  /** Its endpoints, as its kernel reports them. */
  readonly receivers: Map<number, Receiver> = new Map();
  /** Its published events of the generation that is being dispatched and the one before. */
  #published = new Map<number, HostEvent>();
  #publishedBefore = new Map<number, HostEvent>();
  /** Events by what cells call them, of this generation and the one before. */
  #sent = new Map<number, Sent>();
  #sentBefore = new Map<number, Sent>();
  /** As JSON: what all cells are told alike is put into words once. */
  #commands: string[] = [];
  readonly #shapes: Shapes;
  readonly #toldShapes: Shape[] = [];
  /** How many commands the last generation began with, and what one took of late (ms). */
  #told = 1;
  /** Events, in words, that may begin in their turn, and how many the crossing under way was given. */
  #turns: readonly string[] = [];
  #givenTurns = 0;
  #msPerCommand = 0;
  #takenMs = 0;
  readonly #patience: Patience;
  /** Events from the edge before the cell began. */
  readonly #ingressBefore: number;
  readonly #watch: CellWatch | null;
  /** The part of the last crossing that was processor time. */
  #part = 1;
  #verdict: Verdict | null = null;
  #hasNext = false;
  #lost = false;
  #isToldToShare = false;
  #isSharing = false;
  readonly #tags: HostTags;
  readonly #name: TagNamer;
  /** Tags that commands name which the cell has not been given yet: it may say that it forgot them. */
  readonly #toldTags = new Set<TagId>();
  /** Time (ms) after which a crossing comes back. */
  readonly #slice: number;

  constructor(
    key: string,
    cell: Cell,
    { options, tags, shapes, patience, ingress, watch }: LinkParts,
  ) {
    this.#watch = watch;
    this.key = key;
    this.options = options;
    this.cell = cell;
    this.#shapes = shapes;
    this.#patience = patience;
    this.#ingressBefore = ingress;
    this.#slice = Math.min(limits.sliceMs, Math.ceil(options.crossingMs * limits.sliceShare));
    this.#tags = tags;
    this.#name = (tag) => {
      const isNew = !tags.isHolder(tag, this);
      const id = tags.tell(tag, this);
      this.#toldTags.add(id);
      if (isNew) this.#tellRevocations(tag);
      return id;
    };
    this.envelope = new Envelope((tag) => tags.isCreator(tag, this));
  }

  get isLost(): boolean {
    return this.#lost;
  }

  get hasWork(): boolean {
    return !this.#lost && (this.#hasNext || this.#commands.length > 0);
  }

  start(unit: UnitRecord, cause: EventOrigin): void {
    this.envelope.admit(unit.lifeInput, unit.lifeOutput, unit.grants);
    this.#tell([
      "start",
      unit.id,
      unit.rank,
      unit.program,
      encodeLabel(unit.lifeInput, this.#name),
      encodeLabel(unit.lifeOutput, this.#name),
      unit.grants.map((grant) => encodeGrant(grant, this.#name)),
      encodeValue(unit.config, this.#name),
      // Another life must not make the same tags again.
      childSecret(unit.secret, `life ${unit.beginLife()}`),
      unit.eventsPerDelivery,
      unit.onFault !== "continue",
      [cause.order, cause.time, cause.hops],
    ]);
  }

  /** @param withInstances also those that could tell by it what the unit has learnt */
  stop(unit: UnitRecord, withInstances: boolean): void {
    this.#tell(["stop", unit.id, withInstances]);
  }

  /** What the edge wants: null sees everything. */
  setEdge(interests: readonly EdgeInterest[]): void {
    this.#tell([
      "edge",
      interests.map(({ label, filter }) => [
        label === null ? null : encodeLabel(label, this.#name),
        encodeFilter(filter, this.#name),
      ]),
    ]);
  }

  /** From the next generation on the cell says what it wants, and all that it publishes. */
  share(): void {
    this.#isToldToShare = true;
    this.#tell(["shared", true]);
  }

  /** Whether the cell has said what it wants: until then, it has to be sent everything. */
  get isSharing(): boolean {
    return this.#isSharing;
  }

  revoke({ tag, privilege, by, at }: RevocationRequest): void {
    const label = encodeLabel(by, this.#name);
    this.#tell(["revoke", this.#name(tag), privilege, label, at]);
  }

  /** What was withdrawn stays withdrawn, also where nobody remembers. */
  #tellRevocations(tag: Tag): void {
    for (const revocation of this.#tags.revocationsOf(tag)) this.revoke(revocation);
  }

  /**
   * Takes in which tags the cell has forgotten. Of those that it is about to be told, it has forgotten
   * what was withdrawn as well.
   */
  forget(ids: readonly TagId[]): void {
    this.#tags.forget(
      ids.filter((id) => !this.#toldTags.has(id)),
      this,
    );
    for (const id of ids) if (this.#toldTags.has(id)) this.#tellRevocations(this.#tags.resolve(id));
  }

  /** Sends an event, once, with the parts that some unit of the cell may read. */
  send(event: HostEvent): void {
    if (this.#lost || this.#sent.has(event.reference)) return;
    if (this.#sendPlain(event)) {
      this.#noteSent(event, event.parts.length);
      return;
    }
    const { parts, positions } = this.#readable(event);
    if (parts.length === 0) return;
    for (const part of parts)
      for (const grant of part.privileges ?? []) this.envelope.bestow(grant);
    const previous = this.#previousReference(event);
    this.#noteSent(event, parts.length);
    const wire = encodeParts(parts, this.#name);
    this.#tell(["event", event.reference, causeOf(event), previous, wire, positions]);
  }

  /** Sends an event that is public and plain as the data of its shape. @returns whether it is so */
  #sendPlain(event: HostEvent): boolean {
    if (event.plain === undefined) event.plain = this.#plain(event);
    if (event.plain === null) return false;
    const { shape, command } = event.plain;
    if (this.#toldShapes[shape.slot] !== shape) {
      this.#toldShapes[shape.slot] = shape;
      this.#tellShape(shape);
    }
    this.#commands.push(command);
    return true;
  }

  #plain({ reference, order, time, hops, previous, parts }: HostEvent): PlainEvent | null {
    if (previous !== null || parts.length > limits.eventParts) return null;
    const data = plainData(parts);
    if (data === null) return null;
    const shape = this.#shapes.of(parts);
    if (shape.labels.some(({ secrecy }) => secrecy.length > 0)) return null;
    return {
      shape,
      command: commandText(["values", reference, order, time, hops, shape.slot, data]),
    };
  }

  #tell(command: WireCommand): void {
    this.#commands.push(commandText(command));
  }

  #tellShape({ slot, names, labels }: Shape): void {
    const distinct = [...new Set(labels)];
    const wire = distinct.map((label) => encodeLabel(label, this.#name));
    const parts = names.map((name, i) => [name, distinct.indexOf(labels[i] as Label)] as const);
    this.#tell(["shape", slot, wire, parts]);
  }

  #noteSent(event: HostEvent, parts: number): void {
    this.#sent.set(event.reference, { event, parts });
  }

  /** Remembers what the cell published, for as long as versions of it may come. */
  remember(event: HostEvent): void {
    this.#published.set(event.originReference, event);
  }

  /**
   * The event that the cell calls so: what it was sent from 0 up, what it published itself below.
   *
   * @throws CordonError WIRE
   */
  known(reference: number): HostEvent {
    const own = -1 - reference;
    const event =
      reference >= 0
        ? (this.#sent.get(reference) ?? this.#sentBefore.get(reference))?.event
        : (this.#publishedBefore.get(own) ?? this.#published.get(own));
    if (event === undefined) throw new CordonError("WIRE", { problem: "an unknown event" });
    return event;
  }

  /**
   * Crosses until the cell's generation is done.
   *
   * @throws CordonError CELL_LOST, WIRE
   */
  cross(generation: Generation): Crossed {
    const { steps, first } = this.begin(generation);
    let step = first;
    while (step.done !== true) step = steps.next(this.#run(step.value));
    return step.value;
  }

  /** Crosses on this thread, whose processor time can be read. */
  #run(message: string): string {
    const { crossingMs } = this.options;
    const now = this.#patience.start();
    const wallMs = this.#patience.wallMs(crossingMs, this.key, now);
    const slot = this.#watch?.begin(wallMs);
    try {
      return this.cell.run(message, wallMs);
    } catch (error) {
      if (error instanceof CellTimedOut) this.#verdict = "busy";
      throw error;
    } finally {
      this.#noteTaken(this.#patience.stop());
      if (slot !== undefined) this.#watch?.end(slot);
    }
  }

  async #runElsewhere(message: string): Promise<string> {
    const wallMs = this.#patience.wallMs(this.options.crossingMs, this.key);
    const slot = this.#watch?.begin(wallMs, true);
    try {
      const output = await this.cell.runAsync(message, wallMs);
      this.#part = this.#patience.surePart;
      return output;
    } catch (error) {
      if (error instanceof CellTimedOut) this.#verdict = "unknown";
      throw error;
    } finally {
      if (slot !== undefined) this.#watch?.end(slot);
    }
  }

  /** Calls into the cell; the watchdog ends the process if that never returns. */
  watched<Result>(limitMs: number, call: () => Result): Result {
    const slot = this.#watch?.begin(limitMs);
    try {
      return call();
    } finally {
      if (slot !== undefined) this.#watch?.end(slot);
    }
  }

  /** Tells the watchdog what to call a unit of the cell. */
  nameUnit({ id, name, owner }: UnitRecord): void {
    this.#watch?.nameUnit(id, name, owner);
  }

  #noteTaken({ wallMs, cpuMs }: Taken): void {
    // A cell in the host's heap is for tests, whose clock need not be the machine's.
    if (this.cell.blame !== null) this.#part = wallMs > 0 ? cpuMs / wallMs : 1;
    if (this.#verdict !== null && cpuMs >= this.options.crossingMs) this.#verdict = "culprit";
  }

  /** The verdict on the time-out that ended the cell; null if it was not ended by one. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  /** Whether the cell may run on another thread. */
  get mayRunElsewhere(): boolean {
    return !this.#patience.isWatched(this.key);
  }

  /** Puts into words what the cell is told in a generation: whatever it is told from now on is for the next. */
  begin(generation: Generation): Crossing {
    const steps = this.#crossing(generation);
    return { steps, first: steps.next("") };
  }

  /** Crosses on another thread, or on this one, which then turns to other things now and then. */
  async crossAsync({ steps, first }: Crossing, isElsewhere: boolean): Promise<Crossed> {
    let step = first;
    while (step.done !== true) {
      const { value } = step;
      // oxlint-disable-next-line no-await-in-loop -- each goes on where the last came back
      step = steps.next(isElsewhere ? await this.#runElsewhere(value) : this.#run(value));
      // oxlint-disable-next-line no-await-in-loop
      if (step.done !== true && !isElsewhere) await setImmediate();
    }
    return step.value;
  }

  /** Time (ms) that the next generation may take, going by the last ones. */
  get expectedMs(): number {
    return this.#msPerCommand * this.#commands.length;
  }

  /** Yields what the cell is to be told, and is given what it answers. */
  *#crossing({ round, period, single }: Generation): Generator<string, Crossed, unknown> {
    this.#turn();
    const isSharing = this.#isToldToShare;
    const reports: Tuple[] = [];
    const messages = inMessages(this.#commands);
    const told = Math.max(1, this.#commands.length);
    this.#commands = [];
    this.#toldTags.clear();
    let turns = this.#turns;
    let begun = 0;
    this.#turns = [];
    this.#givenTurns = 0;
    for (;;) {
      const commands = messages.shift() ?? "";
      const terms = this.#terms(period);
      const isLast = messages.length === 0;
      const head: CrossingHead = [round, this.#slice, terms, period.floor, single, isLast];
      const given = isLast ? turns : [];
      this.#givenTurns = given.length;
      if (isLast) turns = [];
      const more = given.length > 0 ? `,[${given.join()}]` : "";
      const output: unknown = yield `[${JSON.stringify(head)},[${commands}]${more}]`;
      if (typeof output !== "string") throw new CordonError("WIRE", { problem: "not a text" });
      if (output.startsWith("!")) {
        throw new CordonError("CELL_LOST", { cell: this.key, problem: output.slice(1, 500) });
      }
      const length = given.length > 0 ? 4 : 3;
      const [stateInput, roundInput, list, turnsInput = 0] = insistTuple(
        parseMessage(output),
        length,
        "output",
      );
      begun += insistCount(turnsInput, "turns", given.length);
      const state = insistCount(stateInput, "state", CELL_UNFINISHED);
      const last = insistCount(roundInput, "round");
      for (const report of insistList(list, 10_000_000, "reports")) {
        reports.push(insistList(report, 16, "report"));
      }
      if (state !== CELL_UNFINISHED) {
        this.#hasNext = state !== CELL_IDLE;
        this.#told = told;
        this.#isSharing = isSharing;
        this.#givenTurns = 0;
        return { round: last, reports, turns: begun };
      }
    }
  }

  #terms({ number, ingress, ingressSoFar }: Period): WireTerms {
    const { crossingMs } = this.options;
    const each = Math.max(limits.ingressMs, crossingMs * limits.ingressShare);
    const refunded = (ingressSoFar - this.#ingressBefore) * each;
    return [number, crossingMs, refunded, ingress * each, this.#part];
  }

  /**
   * Puts an event into words that may begin in its turn: one that is like the last that was sent, and whole
   * and public. The cell has been sent nothing else since.
   *
   * @returns null if it is not so
   */
  turnOf(
    parts: readonly Part[],
    reference: number,
    cause: EventOrigin,
    floor: number,
  ): string | null {
    const data = parts.length > limits.eventParts ? null : plainData(parts);
    if (data === null) return null;
    const shape = this.#shapes.of(parts);
    if (this.#toldShapes[shape.slot] !== shape) return null;
    if (shape.labels.some(({ secrecy }) => secrecy.length > 0)) return null;
    const { order, time, hops } = cause;
    return `[${floor},${commandText(["values", reference, order, time, hops, shape.slot, data])}]`;
  }

  /** Gives the next crossing events that may begin in their turn. */
  giveTurns(turns: readonly string[]): void {
    this.#turns = turns;
  }

  /** How many had begun when the cell was lost. */
  get turnsBegun(): number {
    return this.#givenTurns === 0 ? 0 : Math.min(this.#givenTurns, this.cell.blame?.turns ?? 0);
  }

  /** Notes an event that has begun in its turn. */
  noteTurn(event: HostEvent): void {
    this.#noteSent(event, event.parts.length);
  }

  /** Notes how long the last generation took: to be called where it matters, as asking takes time. */
  noteTime(): void {
    const takenMs = this.cell.takenMs();
    const perCommand = (takenMs - this.#takenMs) / this.#told;
    this.#takenMs = takenMs;
    this.#msPerCommand += (perCommand - this.#msPerCommand) * recentShare;
  }

  /** Whether any of its units, or something that one has left, goes on. */
  get canRun(): boolean {
    for (const { status, hasInstances } of this.units) {
      if (status === "running" || hasInstances) return true;
    }
    return false;
  }

  lose(): void {
    this.#lost = true;
    this.#commands = [];
    this.#hasNext = false;
    this.#watch?.close();
    this.cell.dispose();
  }

  #readable(event: HostEvent): { readonly parts: readonly Part[]; readonly positions: number[] } {
    const positions = [...event.parts.keys()].filter((position) => {
      const part = event.parts[position];
      return part !== undefined && this.envelope.mayRead(part.label);
    });
    return { parts: event.parts.filter((_, position) => positions.includes(position)), positions };
  }

  /**
   * What the cell calls the version before. It is told of one that it was not sent, and again of one of which
   * it may read more by now: whom a version concerns must not depend on what could be read there before.
   */
  #previousReference({ previous }: HostEvent): number | null {
    if (!(previous instanceof HostEvent)) return null;
    if (previous.origin === this) return -1 - previous.originReference;
    const { parts } = this.#readable(previous);
    const sent = this.#sentBefore.get(previous.reference);
    if (sent === undefined || sent.parts < parts.length) {
      if (parts.length === 0) return null;
      const wire = encodeParts(parts, this.#name);
      this.#tell(["earlier", previous.reference, causeOf(previous), wire]);
    }
    return previous.reference;
  }

  #turn(): void {
    this.#publishedBefore = this.#published;
    this.#published = new Map();
    this.#sentBefore = this.#sent;
    this.#sent = new Map();
  }
}

/** A cell reads a message before it looks at the time, so that none may be long. */
function inMessages(commands: readonly string[]): string[] {
  const messages: string[] = [];
  let from = 0;
  let characters = 0;
  for (const [at, { length }] of commands.entries()) {
    if (characters + length > limits.messageCharacters && at > from) {
      messages.push(commands.slice(from, at).join(","));
      from = at;
      characters = 0;
    }
    characters += length;
  }
  messages.push(commands.slice(from).join(","));
  return messages;
}

function commandText(command: WireCommand): string {
  return JSON.stringify(command);
}

function causeOf({ order, time, hops }: HostEvent): WireCause {
  return [order, time, hops];
}
