/** What can be wrong with a continuous query, or with who asks for it. */

export type QueryErrorCode =
  /** A query is malformed, or combines what cannot be combined. */
  | "QUERY"
  /** A query asks for a field that its stream does not have, or not in this way. */
  | "QUERY_FIELD"
  /** A grant, a block or a result is of another stream, or of another query. */
  | "GRANT"
  /** A result was read before, or is older than one that was. */
  | "REPLAY"
  /** The cloud has as much to do as it takes on. */
  | "BUSY"
  /** It was closed. */
  | "CLOSED";

export class QueryError extends Error {
  readonly code: QueryErrorCode;

  /** @param problem what was wrong and what would be right */
  constructor(code: QueryErrorCode, problem: string) {
    super(`${code}: ${problem}`);
    this.name = "QueryError";
    this.code = code;
  }
}
