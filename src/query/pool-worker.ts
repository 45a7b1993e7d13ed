/** What runs on a thread of the pool. */

import { CryptoError, type CryptoErrorCode } from "../crypto/index.ts";
import type { Outcome, Work } from "../operator/operator.ts";
import { Arithmetic } from "./arithmetic.ts";
import { readRegistration, type RegistrationBytes } from "./registration.ts";

/** What threads are to know of a registration, in memory that all of them see. */
export interface Shared {
  readonly id: string;
  readonly bytes: RegistrationBytes;
}

export interface Task {
  readonly registration: Shared;
  readonly work: Work;
}

/** Errors as data: what a thread throws loses its code on the way. */
export type Answer =
  | { readonly outcome: Outcome }
  | { readonly code: CryptoErrorCode; readonly problem: string };

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

export function compute({ registration, work }: Task): Answer {
  try {
    return { outcome: arithmeticOf(registration).do(work) };
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    return { code: error.code, problem: error.message.slice(error.code.length + 2) };
  }
}
