/** A cell whose kernel has been taken over: it answers whatever a test has it answer. */

import type { Cell } from "../../../isolation/cell/cell.ts";
import type { WireCause } from "../../../isolation/wire/messages.ts";
import type { WireLabel } from "../../../src/event/index.ts";

type Tuple = readonly unknown[];

/** What the cell was told, and how to answer so that it would be believed. */
export class Crossing {
  readonly round: number;
  readonly commands: readonly Tuple[];
  readonly #cell: FakeCell;

  constructor(cell: FakeCell, message: string) {
    const [head, commands] = JSON.parse(message) as [head: [round: number], commands: Tuple[]];
    this.#cell = cell;
    [this.round] = head;
    this.commands = commands;
  }

  get unit(): number {
    return this.#cell.unit;
  }

  /** The id of a tag in the unit's configuration. */
  tag(name: string): string {
    return this.#cell.tag(name);
  }

  events(): readonly Tuple[] {
    return this.commands.filter(([kind]) => kind === "event" || kind === "values");
  }

  /** Facts that nobody objects to. */
  cause(changes: { readonly time?: unknown; readonly hops?: unknown } = {}): WireCause {
    return ["~", changes.time ?? 0, changes.hops ?? 1] as unknown as WireCause;
  }

  /** The label that everything in this cell carries. */
  confined(): WireLabel {
    return [[this.tag("confined")], []];
  }

  /** Text of an output with these reports. */
  answer(...reports: readonly Tuple[]): string {
    return JSON.stringify([0, this.round, reports]);
  }

  /** An event of one part. */
  event(part: Tuple = ["type", "forged", 0, []], label: Tuple = this.confined()): Tuple {
    return ["event", this.#cell.nextReference++, this.unit, this.cause(), [[label], [part]], null];
  }

  /** An endpoint that wants everything it may see. */
  wantEverything(): readonly Tuple[] {
    const everything = ["!", ["?", "~"]];
    return [
      ["endpoint", this.#cell.rank, this.unit, this.confined(), []],
      ["subscribe", this.#cell.rank, 1, everything, false],
    ];
  }
}

/** Returns the text of an output; what is no text is passed on as if it were. */
export type Answer = (crossing: Crossing) => unknown;

export class FakeCell implements Cell {
  readonly blame = null;
  readonly isLost = false;
  /** Everything that the host has told it. */
  readonly messages: string[] = [];
  nextReference = 0;
  unit = 0;
  rank = 0;
  disposed = false;
  #answer: Answer;
  readonly #tags = new Map<string, string>();

  constructor(answer: Answer) {
    this.#answer = answer;
  }

  set answer(answer: Answer) {
    this.#answer = answer;
  }

  tag(name: string): string {
    return this.#tags.get(name) ?? "";
  }

  addProgram(): void {}

  run(message: string): string {
    this.messages.push(message);
    const crossing = new Crossing(this, message);
    for (const command of crossing.commands) this.#note(command);
    return this.#answer(crossing) as string;
  }

  async runAsync(message: string): Promise<string> {
    return this.run(message);
  }

  takenMs(): number {
    return 0;
  }

  statistics(): string {
    return JSON.stringify({ units: [] });
  }

  heapBytes(): number {
    return 0;
  }

  dispose(): void {
    this.disposed = true;
  }

  /** Its unit is started once; the configuration holds the tags that it knows. */
  #note(command: Tuple): void {
    if (command[0] !== "start") return;
    this.unit = command[1] as number;
    this.rank = command[2] as number;
    const config = command[7] as readonly unknown[];
    for (let i = 1; i < config.length; i += 2) {
      this.#tags.set(config[i] as string, (config[i + 1] as readonly [string, string])[1]);
    }
  }
}
