/** The cloud: holds queries and the keys to enforce them, and nothing that decrypts. */

import { type Operator, operatorOf, type Outcome } from "../operator/operator.ts";
import { Arithmetic } from "./arithmetic.ts";
import { admit, Enrolled, type Result } from "./intake.ts";
import { readRegistration, type Registration } from "./registration.ts";
import { encodeOutgoing } from "./results.ts";

class Enforced extends Enrolled {
  readonly arithmetic: Arithmetic;
  readonly operator: Operator;

  constructor(
    registration: Registration,
    attempt: (work: () => Outcome) => Outcome,
    deliver: (result: Result) => void,
  ) {
    super(registration);
    const { query, plan } = registration;
    this.arithmetic = new Arithmetic(registration);
    this.operator = operatorOf(
      plan,
      (work, then) => {
        then(attempt(() => this.arithmetic.do(work)));
      },
      (outgoing) => {
        deliver({ query, bytes: encodeOutgoing(query, outgoing) });
      },
    );
  }
}

/** Computes on the thread that calls it; {@link ParallelCloud} has others do so. */
export class Cloud {
  /** By digest of what was registered. */
  readonly #enforced = new Map<string, Enforced>();
  readonly #results: Result[] = [];
  readonly #errors: unknown[] = [];

  /**
   * Begins to enforce a query.
   *
   * @param grant of the query's stream; to join, then that of the other stream, and the user's tokens
   * @returns how to end it
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT
   */
  register(...grant: readonly Uint8Array[]): () => void {
    const registration = readRegistration(grant);
    const { id } = registration;
    const known = this.#enforced.get(id);
    const enforced =
      known ??
      new Enforced(
        registration,
        (work) => this.#attempt(work),
        (result) => this.#results.push(result),
      );
    this.#enforced.set(id, enforced);
    return () => {
      // What was registered again since is another's to end.
      if (this.#enforced.get(id) !== enforced) return;
      this.#enforced.delete(id);
      enforced.arithmetic[Symbol.dispose]();
    };
  }

  /**
   * Takes a block in. Blocks that are not signed by the owner of their stream concern no query.
   *
   * @returns what the queries of its stream and epoch let pass, in the order of their registration
   * @throws CryptoError ENCODING; if the owner has signed what is malformed, results for other queries come
   *   with the next block's
   * @throws QueryError REPLAY unless it comes after all blocks of its stream and epoch that came before
   */
  push(bytes: Uint8Array): readonly Result[] {
    const { block, concerned, note } = admit(bytes, this.#enforced.values());
    note();
    for (const [{ operator }, side] of concerned) operator.take(block, side);
    const [error] = this.#errors.splice(0);
    if (error !== undefined) throw error;
    return this.#results.splice(0);
  }

  /** What could not be computed is left out; the operator goes on. */
  #attempt(work: () => Outcome): Outcome {
    try {
      return work();
    } catch (error) {
      this.#errors.push(error);
      return [];
    }
  }
}
