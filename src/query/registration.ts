/** What is registered with a cloud for one query and epoch: a grant, or two and a pair of tokens. */

import { hash } from "node:crypto";
import { Reader, Writer } from "../crypto/encoding.ts";
import { decodeJoinToken, encodeJoinScalar, type JoinToken } from "../crypto/index.ts";
import { lastNumber } from "./block.ts";
import { QueryError } from "./errors.ts";
import { type CloudGrant, longestQuery, readCloudGrant } from "./grants.ts";
import { isSameStream } from "./names.ts";
import type { Plan, Source } from "../operator/operator.ts";
import type { Query } from "./query.ts";

/** As bytes, so that a thread of its own can be given it: `[grant]` or `[left, right, tokens]`. */
export type RegistrationBytes = readonly Uint8Array[];

export interface Registration {
  /** A digest: what is registered twice is enforced once. */
  readonly id: string;
  readonly query: Query;
  readonly plan: Plan;
  readonly grants: readonly [CloudGrant] | readonly [CloudGrant, CloudGrant];
  /** Of the two streams of a join. */
  readonly tokens: readonly [JoinToken, JoinToken] | null;
}

const scalarBytes = 32;

export interface Tokens {
  readonly query: Query;
  readonly epochs: readonly [number, number];
  readonly tokens: readonly [JoinToken, JoinToken];
}

export function writeTokens({ query, epochs, tokens }: Tokens): Uint8Array {
  const writer = new Writer("joinTokens").text(JSON.stringify(query));
  for (const epoch of epochs) writer.count(epoch);
  for (const token of tokens) writer.fixed(encodeJoinScalar(token));
  return writer.finish();
}

function readTokens(
  bytes: Uint8Array,
  [left, right]: readonly CloudGrant[],
): Registration["tokens"] {
  const reader = new Reader(bytes, "joinTokens");
  const text = reader.text(longestQuery);
  const epochs = [reader.count(lastNumber, "as an epoch"), reader.count(lastNumber, "as an epoch")];
  const tokens = [
    decodeJoinToken(reader.fixed(scalarBytes)),
    decodeJoinToken(reader.fixed(scalarBytes)),
  ] as const;
  reader.end();
  const isTheirs = text === JSON.stringify(left?.query) && epochs[0] === left?.epoch;
  if (!isTheirs || epochs[1] !== right?.epoch) {
    throw new QueryError(
      "GRANT",
      "the tokens are for other grants: let the user make them of these",
    );
  }
  // With tokens for two epochs of one owner and one of the other, tuples of the two could be linked.
  if (epochs[0] === epochs[1]) return tokens;
  const problem = `a join is within one epoch, and these grants are of epochs ${epochs.join(" and ")}`;
  throw new QueryError("GRANT", `${problem}: let both owners begin the later one`);
}

function sourceOf({ of, epoch, items }: CloudGrant): Source {
  return { ...of, epoch, items };
}

function planOf({ join, aggregate }: Query, grants: readonly CloudGrant[]): Plan {
  const [first, second] = grants.map(sourceOf);
  if (join !== undefined) {
    return { kind: "join", sources: [first as Source, second as Source], within: join.within };
  }
  const sources = [first as Source] as const;
  if (aggregate === undefined || aggregate.method === "agg2") return { kind: "pass", sources };
  const areMasksShared = aggregate.method === "agg3";
  return { kind: "add", sources, over: aggregate.over, areMasksShared };
}

/** Grants of a join, of its query's stream and of the other. */
function checkPair(left: CloudGrant, right: CloudGrant | undefined): void {
  const { query } = left;
  if (query.join === undefined && right === undefined) return;
  const isPair =
    query.join !== undefined &&
    right !== undefined &&
    JSON.stringify(query) === JSON.stringify(right.query) &&
    isSameStream(left.of, query) &&
    isSameStream(right.of, query.join.with);
  if (isPair) return;
  const rule = "a join takes the grants of both streams, its own first; any other query takes one";
  throw new QueryError("GRANT", rule);
}

/** @throws CryptoError ENCODING; QueryError QUERY, GRANT */
export function readRegistration(bytes: RegistrationBytes): Registration {
  const [first, second, third] = bytes;
  if (first === undefined) throw new QueryError("GRANT", "register takes a grant");
  const left = readCloudGrant(first);
  const right = second === undefined ? undefined : readCloudGrant(second);
  checkPair(left, right);
  const digest = new Writer();
  for (const each of bytes) digest.bytes(each);
  const grants = right === undefined ? ([left] as const) : ([left, right] as const);
  if (right !== undefined && third === undefined) {
    throw new QueryError("GRANT", "a join takes the tokens that its user makes");
  }
  return {
    id: hash("sha256", digest.finish(), "base64url"),
    query: left.query,
    plan: planOf(left.query, grants),
    grants,
    tokens: third === undefined ? null : readTokens(third, grants),
  };
}
