/** What runs on a thread of the pool. */

import type { Outcome, Work } from "../operator/operator.ts";
import { Arithmetic } from "./arithmetic.ts";
import { readRegistration, type RegistrationBytes } from "./registration.ts";
import { type Answer, answer } from "./thread-errors.ts";

/** What threads are to know of a registration, in memory that all of them see. */
export interface Shared {
  readonly id: string;
  readonly bytes: RegistrationBytes;
}

export interface Task {
  readonly registration: Shared;
  readonly work: Work;
}

/** Registrations whose keys are kept at the ready: each leaf of a policy takes 20 KiB. */
const mostKept = 256;

/** By id, the one that was used longest ago first. */
const kept = new Map<string, Arithmetic>();

function arithmeticOf({ id, bytes }: Shared): Arithmetic {
  const arithmetic =
    kept.get(id) ?? new Arithmetic(readRegistration(bytes.map((it) => new Uint8Array(it))));
  kept.delete(id);
  kept.set(id, arithmetic);
  for (const [oldest, unused] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
    unused[Symbol.dispose]();
  }
  return arithmetic;
}

export function compute({ registration, work }: Task): Answer<Outcome> {
  return answer(() => arithmeticOf(registration).do(work));
}
