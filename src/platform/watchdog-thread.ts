/**
 * The watchdog's thread. isolated-vm cannot end every call: some of V8's functions do not stop, and after
 * running out of memory it puts the calling thread to sleep for ever. No code on that thread can help, so
 * this thread ends the process.
 *
 * Nobody is to be accused because the machine is slow:
 *
 * - Time is counted in ticks of this thread. While the machine is suspended or a debugger holds the process,
 *   there are none.
 * - A call that was told to end needs a few milliseconds of a processor to do so. It is lost if the process
 *   has had many more since, or none at all for a second: then it sleeps.
 * - The end of a call on another thread is noticed by the host's event loop. Time counts while that turns.
 */

import { writeSync } from "node:fs";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import {
  ASLEEP,
  BEGUN,
  CALL,
  CELL,
  ELSEWHERE,
  LIMIT,
  SLOT_WORDS,
  SLOTS,
  TURNS,
  type WatchMessage,
  type WatchStart,
} from "./watch-table.ts";

/** Time (ms) between two looks; less for the launcher, which is to know what ran before an abort. */
const TICK_MS = 20;
const LAUNCHER_TICK_MS = 3;
/** Looks without a call under way after which the thread sleeps until there is one. */
const IDLE_TICKS = 100;

/** Processor time, as a part of the grace, in which a call that can end does end. */
const SERVED_PART = 0.25;
/** The process sleeps when it has less than this part of a processor, for so long (ms). */
const ASLEEP_PART = 0.02;
const ASLEEP_MS = 1_000;
const SLEEP_WINDOW_MS = 250;

interface Watched {
  readonly platform: number;
  readonly key: string;
  readonly blame: Int32Array;
}

interface Slot {
  readonly words: Int32Array;
  readonly at: number;
  call: number;
  ageMs: number;
  /** Processor time of the process when the call was last within its limit. */
  cpuMs: number;
}

interface Unit {
  readonly name: string;
  readonly owner: string;
}

/** A unit that runs, as the launcher is told of it. */
interface Running {
  readonly cell: string;
  readonly unit: Unit | null;
}

const start = workerData as WatchStart;
const control = new Int32Array(start.control);
const tickMs = start.descriptor === null ? TICK_MS : LAUNCHER_TICK_MS;
const slots: Slot[] = [];
const cells = new Map<number, Watched>();
const units = new Map<number, Map<number, Unit>>();
let lastLine = "";

function receive(): void {
  if (parentPort === null) return;
  for (;;) {
    const received = receiveMessageOnPort(parentPort);
    if (received === undefined) return;
    act(received.message as WatchMessage);
  }
}

function act(message: WatchMessage): void {
  switch (message.kind) {
    case "table": {
      const words = new Int32Array(message.memory);
      for (let i = 0; i < SLOTS; i++) {
        slots.push({ words, at: i * SLOT_WORDS, call: 0, ageMs: 0, cpuMs: 0 });
      }
      return;
    }
    case "cell": {
      const { platform, key, blame } = message;
      cells.set(message.cell, { platform, key, blame: new Int32Array(blame) });
      return;
    }
    case "gone":
      cells.delete(message.cell);
      return;
    case "unit": {
      const { id, name, owner } = message;
      const known = units.get(message.platform) ?? new Map<number, Unit>();
      units.set(message.platform, known);
      known.set(id, { name, owner });
      return;
    }
    case "closed":
      units.delete(message.platform);
  }
}

function runningIn(cell: number): Running {
  const watched = cells.get(cell);
  if (watched === undefined) return { cell: "unknown", unit: null };
  const id = Math.abs(Atomics.load(watched.blame, 0));
  return { cell: watched.key, unit: units.get(watched.platform)?.get(id) ?? null };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** How long (ms) the process has had no processor to speak of. */
class Sleep {
  #cpuMs = 0;
  #windowMs = 0;
  ms = 0;

  note(elapsedMs: number, cpuMs: number): void {
    this.#windowMs += elapsedMs;
    if (this.#windowMs < SLEEP_WINDOW_MS) return;
    const isAsleep = cpuMs - this.#cpuMs < this.#windowMs * ASLEEP_PART;
    this.ms = isAsleep ? this.ms + this.#windowMs : 0;
    this.#windowMs = 0;
    this.#cpuMs = cpuMs;
  }
}

const sleep = new Sleep();
let lastTurns = 0;
let sinceTurnMs = 0;

/** Time (ms) since the last look in which the host could have noticed that a call elsewhere ended. */
function turnedMs(tickedMs: number): number {
  sinceTurnMs += tickedMs;
  const turns = Atomics.load(control, TURNS);
  if (turns === lastTurns) return 0;
  lastTurns = turns;
  const turned = Math.min(sinceTurnMs, 4 * TICK_MS);
  sinceTurnMs = 0;
  return turned;
}

/** Looks at all slots. Returns whether a call is under way. */
function look(elapsedMs: number): boolean {
  let running: Running | null = null;
  const cpuMs = processorMs();
  const tickedMs = Math.min(elapsedMs, 2 * tickMs);
  const elsewhereMs = turnedMs(tickedMs);
  sleep.note(elapsedMs, cpuMs);
  for (const slot of slots) {
    const { words, at } = slot;
    const cell = Atomics.load(words, at + CELL);
    if (cell === 0) continue;
    const call = Atomics.load(words, at + CALL);
    if (call !== slot.call) {
      slot.call = call;
      slot.ageMs = 0;
      slot.cpuMs = cpuMs;
    } else slot.ageMs += Atomics.load(words, at + ELSEWHERE) === 1 ? elsewhereMs : tickedMs;
    running = runningIn(cell);
    const limit = Atomics.load(words, at + LIMIT);
    if (slot.ageMs <= limit) slot.cpuMs = cpuMs;
    const isServed = cpuMs - slot.cpuMs > start.graceMs * SERVED_PART || sleep.ms >= ASLEEP_MS;
    if (slot.ageMs > limit + start.graceMs && isServed) endProcess(running, limit);
  }
  tellLauncher(running);
  return running !== null;
}

function tellLauncher(running: Running | null): void {
  if (start.descriptor === null) return;
  const line = JSON.stringify(running);
  if (line === lastLine) return;
  lastLine = line;
  write(start.descriptor, `${line}\n`);
}

function write(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    // Nobody reads it: there is nobody else to tell.
  }
}

function endProcess({ cell, unit }: Running, limitMs: number): void {
  const who =
    unit === null
      ? "no unit had run in it"
      : `the unit that ran last is ${JSON.stringify(unit.name)} of owner ${JSON.stringify(unit.owner)}`;
  write(
    2,
    `error WATCHDOG: a call into the cell ${JSON.stringify(cell)} did not return within ${limitMs} ms ` +
      `and ${start.graceMs} ms of grace, and nothing in the process can stop it; ${who}\n` +
      `  the process ends now: start it again without that unit's program, ` +
      `or give its cell more time (crossingMs) if the program is honest\n`,
  );
  // SIGKILL leaves no dump of the memory, in which all secrets are.
  process.kill(process.pid, "SIGKILL");
}

let idleTicks = 0;
let last = performance.now();
for (;;) {
  const begun = Atomics.load(control, BEGUN);
  receive();
  const now = performance.now();
  idleTicks = look(now - last) ? 0 : idleTicks + 1;
  last = now;
  if (idleTicks < IDLE_TICKS) {
    Atomics.wait(control, ASLEEP, 0, tickMs);
    continue;
  }
  Atomics.store(control, ASLEEP, 1);
  // If a call began after the look, its caller may not have seen that this thread goes to sleep.
  Atomics.wait(control, BEGUN, begun);
  Atomics.store(control, ASLEEP, 0);
  idleTicks = 0;
  last = performance.now();
}
