/** Threads that compute for clouds: nothing else on the host's thread waits for arithmetic. */

import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import type { Outcome, Work } from "../operator/operator.ts";
import { QueryError } from "./errors.ts";
import type { Shared, Task } from "./pool-worker.ts";
import type { RegistrationBytes } from "./registration.ts";
import { type Answer, valueOf } from "./thread-errors.ts";
import { threadFile } from "./thread-file.ts";

export interface PoolOptions {
  /** As many as there are cores unless said otherwise. */
  readonly threads?: number;
  /** Pieces of work that may be under way or wait, for each thread; 4 unless said otherwise. */
  readonly ahead?: number;
}

const mostThreads = 1_024;
const usualAhead = 4;

function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

export function shareRegistration(id: string, bytes: RegistrationBytes): Shared {
  return { id, bytes: bytes.map(inSharedMemory) };
}

function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= mostThreads) return value;
  throw new QueryError("QUERY", `${name} is a whole number from 1 to ${mostThreads}, not ${value}`);
}

export class WorkerPool {
  readonly threads: number;
  readonly #pool: Tinypool;
  /** Pieces of work that may be under way or wait. */
  readonly most: number;
  /** Who waits for room. */
  readonly #waiting: (() => void)[] = [];
  #underWay = 0;
  #isClosed = false;

  /** @throws QueryError QUERY */
  constructor({ threads = availableParallelism(), ahead = usualAhead }: PoolOptions = {}) {
    this.threads = checkCount("threads", threads);
    this.most = threads * checkCount("ahead", ahead);
    this.#pool = new Tinypool({
      filename: threadFile("pool-worker"),
      name: "compute",
      minThreads: threads,
      maxThreads: threads,
    });
  }

  /** Pieces of work that were not finished yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Until there is room for more: who does not wait fills memory. */
  async room(): Promise<void> {
    while (this.#underWay >= this.most && !this.#isClosed) {
      // oxlint-disable-next-line no-await-in-loop -- who is woken may find that another was faster
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** @throws CryptoError ENCODING; Error if the pool was closed, or the thread ended */
  async run(registration: Shared, work: Work): Promise<Outcome> {
    this.#underWay++;
    try {
      const task: Task = { registration, work };
      return valueOf((await this.#pool.run(task)) as Answer<Outcome>);
    } finally {
      this.#underWay--;
      this.#waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
    await this.#pool.destroy();
  }
}
