/** An operator of a cloud on a platform, as the host sees it: what it may ask for, and is owed. */

import type { Source } from "../operator/operator.ts";
import { Enrolled } from "../query/intake.ts";
import type { Shared } from "../query/pool-worker.ts";
import type { Registration } from "../query/registration.ts";
import type { Parts } from "./block-events.ts";

/** By what operators know the blocks of a stream: also whose signature was looked at. */
function sourceName({ owner, stream, epoch }: Source, verifyingKey: string): string {
  return JSON.stringify([owner, stream, epoch, verifyingKey]);
}

export class Deployed extends Enrolled {
  /** How many it may still ask for. */
  allowance = 0;
  isLost = false;
  #asked = 0;
  #answered = 0;
  /** What was computed before what was asked for earlier. */
  readonly #held = new Map<number, Parts>();
  /** Of its backlog, what the pool has. */
  #inPool = 0;
  readonly #waiting: (() => void)[] = [];
  readonly name: string;
  readonly shared: Shared;

  constructor(registration: Registration, name: string, shared: Shared) {
    super(registration);
    this.name = name;
    this.shared = shared;
  }

  /** Pieces of work that it waits for. */
  get backlog(): number {
    return this.#asked - this.#answered;
  }

  /** @returns the place of a piece of work */
  asked(): number {
    return this.#asked++;
  }

  /**
   * Outcomes in the order in which they were asked for: one delivery of them goes on with one thing.
   *
   * @returns those that are due
   */
  answered(place: number, outcome: Parts): readonly Parts[] {
    this.#held.set(place, outcome);
    const due: Parts[] = [];
    for (;;) {
      const next = this.#held.get(this.#answered);
      if (next === undefined) return due;
      this.#held.delete(this.#answered++);
      due.push(next);
    }
  }

  /** Its share of the pool: who asks for much waits for itself. */
  async enter(share: number): Promise<void> {
    while (this.#inPool >= share && !this.isLost) {
      // oxlint-disable-next-line no-await-in-loop -- who is woken may find that another was faster
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#inPool++;
  }

  leave(): void {
    this.#inPool--;
    this.#waiting.shift()?.();
  }

  lose(): void {
    this.isLost = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  get sources(): readonly string[] {
    const { plan, grants } = this.registration;
    return plan.sources.map((source, side) =>
      sourceName(source, grants[side]?.verifyingKey.id ?? ""),
    );
  }
}
