/**
 * Patience: how long a call into a cell may take on the wall's clock, so that no more processor time than
 * its limit is held against it. isolated-vm ends calls by the wall's clock alone, and a busy machine makes
 * honest calls take many times their processor time.
 *
 * | stretch of the limit | when |
 * |---|---|
 * | 1 | calls of late took about as long as their processor time |
 * | 1.5 times what calls of late took over their processor time | they took clearly longer |
 * | 1.5 times the runnable threads a core | there are clearly more threads than cores (Linux) |
 * | twice as much as last time | the cell was ended below its limit: nobody was to blame |
 */

import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { limits } from "../limits.ts";

/** Time (ms) that something took. */
export interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Reads both clocks of the host's thread, in ms, and the number of runnable threads a core. */
export interface Clocks {
  readonly wallMs: () => number;
  readonly cpuMs: () => number;
  readonly crowding: () => number;
}

const cores = Math.max(1, cpus().length);

export const threadClocks: Clocks = {
  wallMs: () => performance.now(),
  cpuMs: () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1_000;
  },
  crowding: () => {
    try {
      const [, runnable = "0"] = /(\d+)\//.exec(readFileSync("/proc/loadavg", "latin1")) ?? [];
      return Number(runnable) / cores;
    } catch {
      // Other systems do not say: then what calls took has to do.
      return 0;
    }
  },
};

/** Least time (ms) over which the clocks are compared: Linux tells a thread's time to 4 ms. */
const COMPARED_MS = 20;
/** How much longer than its processor time a call takes on a machine that counts as idle. */
const IDLE_RATIO = 1.75;
/** How much more than that a call gets on a busy machine, whose load changes. */
const MARGIN = 1.5;
/** Runnable threads a core on such a machine, and for how long (ms) a count holds. */
const IDLE_CROWDING = 1.25;
const CROWDING_MS = 50;
/** Below this (ms) a call is short; for so long (ms) a reading of processor time serves after short ones. */
const SHORT_MS = 0.5;
const RECENT_MS = 2;
/** Half-lives (ms) of what was seen of the machine and of what was granted to one cell. */
const BUSY_HALF_LIFE_MS = 2_000;
const GRANT_HALF_LIFE_MS = 60_000;

interface Grant {
  readonly stretch: number;
  readonly at: number;
}

export class Patience {
  readonly #clocks: Clocks;
  /** Sums since the clocks were last compared. */
  #wallMs = 0;
  #cpuMs = 0;
  /** The most that calls took over their processor time lately, and when. */
  #busy: Grant = { stretch: 1, at: 0 };
  /** When the call began, and how long the one before took. */
  #startedAt = 0;
  #lastMs = Infinity;
  /** When processor time was read last, what it was, and whether that was when the call began. */
  #readAt = -Infinity;
  #readMs = 0;
  #isExact = false;
  /** How much longer the machine makes calls, and when that was found. */
  #machine: Grant = { stretch: 1, at: -Infinity };
  readonly #grants = new Map<string, Grant>();
  /** Until when (ms) cells run on the host's thread, where their processor time can be read. */
  readonly #watched = new Map<string, number>();

  #crowdingBefore: number;

  constructor(clocks: Clocks = threadClocks) {
    this.#clocks = clocks;
    this.#crowdingBefore = clocks.crowding();
  }

  /**
   * Begins to measure a call on this thread. Asking for processor time costs as much as a short call does,
   * so a call that comes after short ones goes by what was read a moment ago.
   *
   * @returns the time (ms) on the wall's clock
   */
  start(): number {
    const wall = this.#clocks.wallMs();
    this.#isExact = this.#lastMs >= SHORT_MS || wall - this.#readAt > RECENT_MS;
    if (this.#isExact) {
      this.#readAt = wall;
      this.#readMs = this.#clocks.cpuMs();
    }
    this.#startedAt = wall;
    return wall;
  }

  /** Ends it. The processor time is never more than the call has taken. */
  stop(): Taken {
    const { wallMs, cpuMs } = this.#clocks;
    const wall = wallMs();
    const took = wall - this.#startedAt;
    this.#lastMs = took;
    if (took < SHORT_MS) return { wallMs: took, cpuMs: took };
    const cpu = cpuMs() - this.#readMs - (this.#startedAt - this.#readAt);
    const taken = { wallMs: took, cpuMs: Math.max(0, Math.min(took, cpu)) };
    if (this.#isExact) this.#note(taken);
    return taken;
  }

  /** Time (ms) on the wall's clock for a call into this cell that may take so much processor time. */
  wallMs(limit: number, key: string, now: number = this.#clocks.wallMs()): number {
    const slack = Math.max(limit * limits.wallSlack, limits.wallSlackMs);
    const extra = Math.min(limit * (this.#machineStretch(now) - 1), limits.wallExtraMs);
    return Math.ceil(Math.max(limit + extra, limit * this.#granted(key)) + slack);
  }

  /** A call was ended before it had taken its processor time: the next one gets twice as long. */
  extend(key: string): void {
    const now = this.#clocks.wallMs();
    const known = Math.max(this.#granted(key), this.#machineStretch(now));
    const stretch = Math.min(limits.wallStretch, 2 * known);
    this.#grants.set(key, { stretch, at: now });
  }

  /** A call elsewhere was ended, and nobody knows what processor time it took. */
  watch(key: string): void {
    this.#watched.set(key, this.#clocks.wallMs() + limits.watchedMs);
  }

  /** The cell is no more, and was not lost. */
  forget(key: string): void {
    this.#grants.delete(key);
    this.#watched.delete(key);
  }

  /** Whether the cell has to run on the host's thread for now. */
  isWatched(key: string): boolean {
    const until = this.#watched.get(key);
    if (until === undefined) return false;
    if (this.#clocks.wallMs() < until) return true;
    this.#watched.delete(key);
    return false;
  }

  /** The part of its time on the wall's clock that a call elsewhere surely had a processor. */
  get surePart(): number {
    return 1 / this.#machineStretch(this.#clocks.wallMs());
  }

  #granted(key: string): number {
    if (this.#grants.size === 0) return 1;
    const grant = this.#grants.get(key);
    return grant === undefined ? 1 : this.#faded(grant, GRANT_HALF_LIFE_MS);
  }

  /** The less of the last two counts: threads of V8's that compile or collect run for a moment. */
  #crowding(): number {
    const before = this.#crowdingBefore;
    this.#crowdingBefore = this.#clocks.crowding();
    return Math.min(before, this.#crowdingBefore);
  }

  #machineStretch(now: number): number {
    if (now - this.#machine.at > CROWDING_MS) {
      const seen = this.#faded(this.#busy, BUSY_HALF_LIFE_MS);
      const crowding = this.#crowding();
      const isIdle = seen < IDLE_RATIO && crowding <= IDLE_CROWDING;
      const stretch = isIdle ? 1 : Math.min(limits.wallStretch, MARGIN * Math.max(seen, crowding));
      this.#machine = { stretch, at: now };
    }
    return this.#machine.stretch;
  }

  #note({ wallMs, cpuMs }: Taken): void {
    this.#wallMs += wallMs;
    this.#cpuMs += cpuMs;
    if (this.#wallMs < COMPARED_MS) return;
    const ratio = Math.max(1, this.#wallMs / Math.max(this.#cpuMs, 1));
    if (ratio >= this.#faded(this.#busy, BUSY_HALF_LIFE_MS)) {
      this.#busy = { stretch: ratio, at: this.#clocks.wallMs() };
      this.#machine = { stretch: 1, at: -Infinity };
    }
    this.#wallMs = 0;
    this.#cpuMs = 0;
  }

  #faded({ stretch, at }: Grant, halfLifeMs: number): number {
    return 1 + (stretch - 1) * 0.5 ** ((this.#clocks.wallMs() - at) / halfLifeMs);
  }
}
