/** Errors on their way between threads, where they would lose their codes. */

import { CryptoError, type CryptoErrorCode } from "../crypto/index.ts";
import { QueryError, type QueryErrorCode } from "./errors.ts";

export type ErrorData =
  | { readonly of: "crypto"; readonly code: CryptoErrorCode; readonly message: string }
  | { readonly of: "query"; readonly code: QueryErrorCode; readonly message: string };

export type Answer<Value> = { readonly value: Value } | { readonly error: ErrorData };

/** What a thread does, with its errors as data; others are thrown as they are. */
export function answer<Value>(work: () => Value): Answer<Value> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof CryptoError) {
      return { error: { of: "crypto", code: error.code, message: error.message } };
    }
    if (error instanceof QueryError) {
      return { error: { of: "query", code: error.code, message: error.message } };
    }
    throw error;
  }
}

/** @throws CryptoError, QueryError that were thrown on the other thread */
export function valueOf<Value>(received: Answer<Value>): Value {
  if ("value" in received) return received.value;
  const { of, code, message } = received.error;
  const problem = message.slice(code.length + 2);
  throw of === "crypto" ? new CryptoError(code, problem) : new QueryError(code, problem);
}
