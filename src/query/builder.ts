/** Queries, written step by step. */

import { parsePolicy, type Policy, type Schema } from "../crypto/index.ts";
import { composedRule, isComposed } from "../crypto/schema.ts";
import { QueryError } from "./errors.ts";
import {
  type AggregateFunction,
  type AggregateMethod,
  checkQuery,
  mostWithin,
  type Query,
  usualWithin,
} from "./query.ts";

type Draft = Omit<Query, "user">;

export interface WindowOptions {
  /** Tuples of a window. */
  readonly over: number;
  /** `agg2` unless said otherwise: it costs least. */
  readonly method?: AggregateMethod;
}

/** Every step makes a builder of its own: one can be gone on from twice. */
export class QueryBuilder {
  readonly #schema: Schema;
  readonly #other: Schema | undefined;
  readonly #draft: Draft;

  private constructor(schema: Schema, other: Schema | undefined, draft: Draft) {
    this.#schema = schema;
    this.#other = other;
    this.#draft = draft;
  }

  static from(schema: Schema): QueryBuilder {
    const { owner, stream } = schema;
    return new QueryBuilder(schema, undefined, { owner, stream });
  }

  /** Only these fields. */
  map(...fields: readonly string[]): QueryBuilder {
    return this.#with({ map: fields });
  }

  /**
   * Only tuples for which the policy holds.
   *
   * @param policy text or data
   * @throws PolicySyntaxError
   */
  where(policy: string | Policy): QueryBuilder {
    return this.#with({ where: typeof policy === "string" ? parsePolicy(policy) : policy });
  }

  /**
   * With the tuples of another stream that have the same value of a field.
   *
   * @param within how many of the other stream's latest tuples; 1,000 unless said otherwise
   */
  join(
    other: Schema,
    { on, within = usualWithin }: { readonly on: string; readonly within?: number },
  ): QueryBuilder {
    const { owner, stream } = other;
    if (!Number.isSafeInteger(within) || within < 1 || within > mostWithin) {
      throw new QueryError("QUERY", `tuples are joined within 1 to ${mostWithin}, not ${within}`);
    }
    return this.#with({ join: { with: { owner, stream }, on, within } }, other);
  }

  sum(field: string, options: WindowOptions): QueryBuilder {
    return this.#aggregate("sum", field, options);
  }

  average(field: string, options: WindowOptions): QueryBuilder {
    return this.#aggregate("average", field, options);
  }

  /**
   * The query.
   *
   * @param user whom it is granted to
   * @throws QueryError QUERY, QUERY_FIELD
   * @throws CryptoError POLICY_FIELD
   */
  for(user: string): Query {
    if (user.length === 0) throw new QueryError("QUERY", "a query is for somebody: name the user");
    if (!isComposed(user)) throw new QueryError("QUERY", `a user is a text ${composedRule}`);
    const query: Query = { ...this.#draft, user };
    checkQuery(query, this.#schema, this.#other);
    return query;
  }

  #aggregate(
    what: AggregateFunction,
    field: string,
    { over, method = "agg2" }: WindowOptions,
  ): QueryBuilder {
    if (!Number.isSafeInteger(over) || over < 2) {
      throw new QueryError("QUERY", `a window has 2 tuples or more, not ${over}`);
    }
    return this.#with({ aggregate: { function: what, field, over, method } });
  }

  #with(more: Partial<Draft>, other: Schema | undefined = this.#other): QueryBuilder {
    const [key] = Object.keys(more);
    if (key !== undefined && Object.hasOwn(this.#draft, key)) {
      throw new QueryError("QUERY", `${key} was said before: say it once`);
    }
    return new QueryBuilder(this.#schema, other, { ...this.#draft, ...more });
  }
}
