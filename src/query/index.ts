/**
 * Encrypted streams: an owner grants continuous queries, a cloud that can read nothing enforces them, users
 * read what they were granted (Streamforce, sections 2 and 4).
 */

export { QueryBuilder, type WindowOptions } from "./builder.ts";
export { Cloud } from "./cloud.ts";
export type { Granularity, Tuple } from "./encryption.ts";
export { QueryError, type QueryErrorCode } from "./errors.ts";
export { Grant } from "./grants.ts";
export type { Result } from "./intake.ts";
export { ParallelCloud, type ParallelCloudOptions } from "./parallel-cloud.ts";
export { type JoinTerms, Owner, type OwnerOptions } from "./owner.ts";
export { OwnerThread } from "./owner-thread.ts";
export {
  type Aggregate,
  type AggregateFunction,
  type AggregateMethod,
  checkQuery,
  describeQuery,
  type Join,
  type Query,
  readQuery,
  type StreamName,
} from "./query.ts";
export { type Row, User } from "./user.ts";
