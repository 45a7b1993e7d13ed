/** A cloud that computes on other threads. */

import { type Operator, operatorOf, type Outcome, type Work } from "../operator/operator.ts";
import { QueryError } from "./errors.ts";
import { Failures } from "./failures.ts";
import { admit, Enrolled, type Result } from "./intake.ts";
import { type PoolOptions, shareRegistration, WorkerPool } from "./pool.ts";
import type { Shared } from "./pool-worker.ts";
import { readRegistration, type Registration } from "./registration.ts";
import { encodeOutgoing } from "./results.ts";
import { Turns } from "./turns.ts";

export interface ParallelCloudOptions extends PoolOptions {
  /** Called with each result, in the order of the blocks that it comes of. */
  readonly deliver: (result: Result) => void;
}

class Enforced extends Enrolled {
  readonly shared: Shared;
  readonly operator: Operator;

  constructor(registration: Registration, shared: Shared, operator: Operator) {
    super(registration);
    this.shared = shared;
    this.operator = operator;
  }
}

export class ParallelCloud {
  readonly #pool: WorkerPool;
  readonly #deliver: (result: Result) => void;
  readonly #enforced = new Map<string, Enforced>();
  readonly #failures = new Failures();
  #isClosed = false;
  readonly #turns = new Turns();
  readonly #running = new Set<Promise<void>>();

  /** @throws QueryError QUERY */
  constructor({ deliver, ...options }: ParallelCloudOptions) {
    this.#pool = new WorkerPool(options);
    this.#deliver = deliver;
  }

  /** As {@link Cloud.register}. @throws CryptoError ENCODING; QueryError QUERY, GRANT */
  register(...grant: readonly Uint8Array[]): () => void {
    const registration = readRegistration(grant);
    const { id, query, plan } = registration;
    if (!this.#enforced.has(id)) {
      const shared = shareRegistration(id, grant);
      const operator = operatorOf(
        plan,
        (work, then) => {
          this.#run(this.#compute(shared, work).then(then));
        },
        (outgoing) => {
          this.#hand({ query, bytes: encodeOutgoing(query, outgoing) });
        },
      );
      this.#enforced.set(id, new Enforced(registration, shared, operator));
    }
    const enforced = this.#enforced.get(id);
    return () => {
      // What was registered again since is another's to end.
      if (this.#enforced.get(id) === enforced) this.#enforced.delete(id);
    };
  }

  /**
   * Takes a block in, as {@link Cloud.push}, when there is room for it: wait for that before the next one.
   *
   * @throws CryptoError ENCODING; QueryError REPLAY; BUSY if nobody waits; CLOSED
   */
  push(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return Promise.reject(new QueryError("CLOSED", "this cloud was closed"));
    return this.#turns.takeWithRoom(
      () => this.#pool.room(),
      () => this.#take(bytes),
    );
  }

  /**
   * Until all that was pushed is delivered.
   *
   * @throws CryptoError ENCODING if an owner has signed what is malformed: it is left out
   */
  async settled(): Promise<void> {
    await this.#turns.idle;
    // What is computed may have more computed.
    // oxlint-disable-next-line no-await-in-loop
    while (this.#running.size > 0) await Promise.all(this.#running);
    this.#failures.throwFirst();
  }

  /** Settles, then ends the threads. */
  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.settled();
    } finally {
      await this.#pool.close();
    }
  }

  // oxlint-disable-next-line typescript/require-await -- what it throws is to reject
  async #take(bytes: Uint8Array): Promise<void> {
    const { block, concerned, note } = admit(bytes, this.#enforced.values());
    note();
    for (const [{ operator }, side] of concerned) operator.take(block, side);
  }

  /** What a handler throws comes out of {@link settled}; what comes after is handed on, too. */
  #hand(result: Result): void {
    try {
      this.#deliver(result);
    } catch (error) {
      this.#failures.add(error);
    }
  }

  #run(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => {
        this.#failures.add(error);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What could not be computed is left out; the operator goes on. */
  async #compute(shared: Shared, work: Work): Promise<Outcome> {
    if (work.inputs.length === 0) return [];
    try {
      return await this.#pool.run(shared, work);
    } catch (error) {
      this.#failures.add(error);
      return [];
    }
  }
}
