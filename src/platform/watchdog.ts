/**
 * The watchdog, from the host's side: one thread a process, which all platforms share. It is started with
 * the first cell that has blame memory, and does not keep the process alive.
 */

import { Worker } from "node:worker_threads";
import { limits } from "../limits.ts";
import { warn } from "./warning.ts";
import {
  ASLEEP,
  BEGUN,
  CALL,
  CELL,
  CONTROL_WORDS,
  ELSEWHERE,
  LIMIT,
  SLOT_WORDS,
  SLOTS,
  TURNS,
  type WatchMessage,
  type WatchStart,
} from "./watch-table.ts";

/** Time (ms) between two turns that are counted. */
const TURN_MS = 20;

/** Names the pipe on which the launcher is told which unit runs. */
const DESCRIPTOR_VARIABLE = "CORDON_LAST_UNIT_FD";

interface Slot {
  readonly words: Int32Array;
  readonly at: number;
}

function sharedWords(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT));
}

function launcherDescriptor(): number | null {
  const descriptor = Number(process.env[DESCRIPTOR_VARIABLE] ?? "");
  return Number.isInteger(descriptor) && descriptor > 2 ? descriptor : null;
}

class Watchdog {
  readonly #control = sharedWords(CONTROL_WORDS);
  readonly #free: Slot[] = [];
  readonly #pending: WatchMessage[] = [];
  #worker: Worker | null = null;
  /** Calls on other threads that are under way. */
  #elsewhere = 0;
  #turns: NodeJS.Timeout | null = null;
  #isStarted = false;
  #isLost = false;

  /** Sent with the next call: many units start at a time. */
  tell(message: WatchMessage): void {
    if (!this.#isLost) this.#pending.push(message);
  }

  /** A call into a cell begins, here or on another thread, and has to be back after so much time (ms). */
  begin(cell: number, limitMs: number, isElsewhere: boolean): Slot {
    this.#start();
    const slot = this.#free.pop() ?? this.#grow();
    if (this.#pending.length > 0) this.#send();
    const { words, at } = slot;
    words[at + LIMIT] = limitMs;
    words[at + ELSEWHERE] = isElsewhere ? 1 : 0;
    if (isElsewhere) this.#countTurns(1);
    Atomics.add(words, at + CALL, 1);
    Atomics.store(words, at + CELL, cell);
    Atomics.add(this.#control, BEGUN, 1);
    if (Atomics.load(this.#control, ASLEEP) === 1) Atomics.notify(this.#control, BEGUN);
    return slot;
  }

  end(slot: Slot): void {
    Atomics.store(slot.words, slot.at + CELL, 0);
    this.#free.push(slot);
    if (slot.words[slot.at + ELSEWHERE] === 1) this.#countTurns(-1);
  }

  /** Counts turns of the event loop for as long as calls run elsewhere. */
  #countTurns(calls: number): void {
    this.#elsewhere += calls;
    if (this.#elsewhere > 0) {
      this.#turns ??= setInterval(() => Atomics.add(this.#control, TURNS, 1), TURN_MS).unref();
    } else if (this.#turns !== null) {
      clearInterval(this.#turns);
      this.#turns = null;
    }
  }

  #grow(): Slot {
    const words = sharedWords(SLOTS * SLOT_WORDS);
    this.#pending.push({ kind: "table", memory: words.buffer });
    for (let i = 1; i < SLOTS; i++) this.#free.push({ words, at: i * SLOT_WORDS });
    return { words, at: 0 };
  }

  #send(): void {
    const messages = this.#pending.splice(0);
    for (const message of messages) this.#worker?.postMessage(message);
  }

  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const workerData: WatchStart = {
      control: this.#control.buffer,
      graceMs: limits.watchdogGraceMs,
      descriptor: launcherDescriptor(),
    };
    try {
      const worker = new Worker(new URL(`./watchdog-thread.${extension}`, import.meta.url), {
        workerData,
        name: "cordon-watchdog",
        env: {},
        execArgv: [],
        resourceLimits: { maxOldGenerationSizeMb: 64 },
      });
      worker.on("error", (error) => this.#lost(error));
      worker.on("exit", () => this.#lost(new Error("its thread has ended")));
      worker.unref();
      this.#worker = worker;
    } catch (error) {
      this.#lost(error);
    }
  }

  /** The process goes on without it: a unit that hangs it would hang it for ever. */
  #lost(error: unknown): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#worker = null;
    const problem = error instanceof Error ? error.message : String(error);
    warn("WATCHDOG_LOST", `there is no watchdog any more: ${problem}`);
  }
}

const watchdog = new Watchdog();

let platforms = 0;
let cells = 0;

/** Calls into one cell. */
export class CellWatch {
  readonly #platform: number;
  readonly #cell: number;

  constructor(platform: number, key: string, blame: SharedArrayBuffer) {
    this.#platform = platform;
    this.#cell = ++cells;
    watchdog.tell({ kind: "cell", cell: this.#cell, platform, key, blame });
  }

  begin(limitMs: number, isElsewhere: boolean = false): Slot {
    return watchdog.begin(this.#cell, limitMs, isElsewhere);
  }

  end(slot: Slot): void {
    watchdog.end(slot);
  }

  nameUnit(id: number, name: string, owner: string): void {
    watchdog.tell({ kind: "unit", platform: this.#platform, id, name, owner });
  }

  close(): void {
    watchdog.tell({ kind: "gone", cell: this.#cell });
  }
}

/** Calls into the cells of one platform. */
export class PlatformWatch {
  readonly #platform = ++platforms;

  cell(key: string, blame: SharedArrayBuffer): CellWatch {
    return new CellWatch(this.#platform, key, blame);
  }

  close(): void {
    watchdog.tell({ kind: "closed", platform: this.#platform });
  }
}
