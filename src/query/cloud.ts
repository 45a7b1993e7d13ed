/** The cloud: holds queries and the keys to enforce them, and nothing that decrypts. */

import { Arithmetic } from "./arithmetic.ts";
import { admit, Enforced, type Result } from "./intake.ts";
import type { Outcome, Work } from "./operator.ts";
import { readRegistration } from "./registration.ts";

interface Registered {
  readonly enforced: Enforced;
  readonly arithmetic: Arithmetic;
}

export class Cloud {
  readonly #registered = new Map<string, Registered>();
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
    if (!this.#registered.has(id)) {
      const arithmetic = new Arithmetic(registration);
      const enforced = new Enforced(
        registration,
        (work, then) => {
          then(this.#do(arithmetic, work));
        },
        (result) => this.#results.push(result),
      );
      this.#registered.set(id, { enforced, arithmetic });
    }
    return () => {
      this.#registered.get(id)?.arithmetic[Symbol.dispose]();
      this.#registered.delete(id);
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
    const all = [...this.#registered.values()].map(({ enforced }) => enforced);
    const { block, concerned } = admit(bytes, all);
    for (const [enforced, side] of concerned) enforced.take(block, side);
    const [error] = this.#errors.splice(0);
    if (error !== undefined) throw error;
    return this.#results.splice(0);
  }

  /** What could not be computed is left out; the operator goes on. */
  #do(arithmetic: Arithmetic, work: Work): Outcome {
    try {
      return arithmetic.do(work);
    } catch (error) {
      this.#errors.push(error);
      return work.inputs.map(() => null);
    }
  }
}
