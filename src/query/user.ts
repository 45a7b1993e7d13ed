/** Users: open what the cloud lets pass. */

import {
  CryptoError,
  decodeJoinKey,
  DiscreteLog,
  type FieldValue,
  joinTokens,
  masksInGT,
  openMaskedSum,
  sumsInG1,
  sumsInGT,
  unmaskInG1,
} from "../crypto/index.ts";
import { unlock } from "../crypto/locking.ts";
import { decodeScalar, type GT, integerOf } from "../crypto/pairing.ts";
import type { Block } from "../operator/block.ts";
import type { BodyReader } from "./bodies.ts";
import { decodeResult, type Joinable, readJoinable } from "./block.ts";
import type { Tuple } from "./encryption.ts";
import { QueryError } from "./errors.ts";
import { readUserGrant, type UserGrant } from "./grants.ts";
import { Logarithms } from "./logarithms.ts";
import { isSameStream } from "./names.ts";
import { Opener } from "./opening.ts";
import type { Aggregate, Query } from "./query.ts";
import { Ascending, Met } from "./reading-order.ts";
import { writeTokens } from "./registration.ts";
import { decodePairs, decodeSharedWindow, decodeWindow } from "./results.ts";

/**
 * What a user reads, one a tuple, pair or window:
 *
 * - Map, Filter: the fields of a tuple;
 * - Join: `left` and `right`, a tuple of the query's stream and one of the other;
 * - Aggregate: `window`, its number in the epoch from 0 up, and `sum` or `average`.
 */
export type Row = { readonly [name: string]: FieldValue | Tuple };

export class User {
  readonly query: Query;
  readonly #own: Opener;
  /** Of the stream that is joined with. */
  readonly #other: Opener | null;
  readonly #blocks = new Ascending();
  readonly #windows = new Ascending();
  /** By the epochs of the two streams. */
  readonly #met = new Map<string, Met>();
  /** Of windows by `agg1`, by grant. */
  readonly #masks = new WeakMap<UserGrant, GT>();
  readonly #inG1 = new Logarithms((most) => new DiscreteLog(sumsInG1, 0, most));
  readonly #inGT = new Logarithms((most) => new DiscreteLog(sumsInGT, 0, most));

  /**
   * @param first of the query's stream
   * @param second of a join's other stream
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT
   */
  constructor(first: Uint8Array, second?: Uint8Array) {
    const grant = readUserGrant(first);
    this.query = grant.query;
    this.#own = new Opener(grant);
    const other = second === undefined ? null : readUserGrant(second);
    this.#other = other === null ? null : new Opener(other);
    this.#check(grant, other);
  }

  /**
   * Takes the grant of another epoch.
   *
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT
   */
  renew(bytes: Uint8Array): void {
    const grant = readUserGrant(bytes);
    const other = this.#other;
    const isOthers = other !== null && isSameStream(grant.of, other.of);
    (isOthers ? other : this.#own).admit(grant);
  }

  /**
   * For the cloud, which joins with them the tuples of one epoch of both streams.
   *
   * @param epoch the last that was granted, unless said otherwise
   * @throws CryptoError ENCODING; QueryError QUERY unless the query is a join; GRANT unless both owners have
   *   granted the epoch: with tokens for two epochs of one owner the cloud could link their tuples
   */
  tokens(epoch?: number): Uint8Array {
    const [own, other] = [this.#own, this.#other];
    if (other === null) {
      throw new QueryError("QUERY", "tokens are for joins, and this query is none");
    }
    const at = epoch ?? Math.max(own.latestEpoch, other.latestEpoch);
    const [left, right] = [own, other].map((it) => it.grantOf(at));
    if (left === undefined || right === undefined) {
      const { owner, stream } = (left === undefined ? own : other).of;
      const problem = `a join is within one epoch, and nothing was granted of ${owner}'s ${stream} in epoch ${at}`;
      throw new QueryError("GRANT", `${problem}: let its owner begin it, and renew`);
    }
    checkVersions(left, right);
    return writeTokens({
      query: this.query,
      epochs: [at, at],
      tokens: joinTokens(decodeJoinKey(left.secret), decodeJoinKey(right.secret)),
    });
  }

  /**
   * Reads a result. Those of an epoch are read in the order in which the cloud sent them.
   *
   * @throws CryptoError ENCODING; DECRYPTION unless it is the owner's, and the cloud has changed nothing;
   *   WINDOW if a sum by `agg1` or `agg3` is none of its field. Whether the cloud has added what it should
   *   have, these do not tell.
   * @throws QueryError GRANT if it is of a stream or an epoch that was not granted; REPLAY
   */
  read(result: Uint8Array): readonly Row[] {
    const { join, aggregate } = this.query;
    if (join !== undefined) return this.#readPairs(result);
    if (aggregate === undefined) return this.#readTuples(decodeResult(result));
    switch (aggregate.method) {
      case "agg1":
        return [this.#readWindow(aggregate, result)];
      case "agg2":
        return this.#readSums(aggregate, decodeResult(result));
      case "agg3":
        return [this.#readSharedWindow(aggregate, result)];
    }
  }

  #check(own: UserGrant, other: UserGrant | null): void {
    const { join } = own.query;
    const isPair =
      join === undefined || other === null
        ? join === undefined && other === null
        : isSameStream(own.of, own.query) &&
          isSameStream(other.of, join.with) &&
          JSON.stringify(own.query) === JSON.stringify(other.query);
    if (isPair && other !== null) checkVersions(own, other);
    if (isPair) return;
    const rule = "a join takes the grants of both streams, its own first; any other query one";
    throw new QueryError("GRANT", rule);
  }

  // Map, Filter

  #readTuples(result: Block): readonly Tuple[] {
    const { head } = result;
    const { items, bodies } = this.#own.grantFor(head, head.epoch);
    this.#blocks.check(head.epoch, head.number);
    const opened = this.#own.open(result);
    if (opened.map(({ item }) => item.name).join() !== items.join()) {
      throw new CryptoError("DECRYPTION", `a result has columns of ${items.join(", ")}`);
    }
    const columns = opened.map(
      ({ item, message }) => [item.name, bodies.column(item.name, message, head.tuples)] as const,
    );
    this.#blocks.note(head.epoch, head.number);
    return Array.from({ length: head.tuples }, (_, i) =>
      Object.fromEntries(columns.map(([field, values]) => [field, values[i] as FieldValue])),
    );
  }

  // Join

  #readPairs(result: Uint8Array): readonly Row[] {
    const { side, one, others } = decodePairs(result);
    const [query, other] = [this.#own, this.#other as Opener] as const;
    const [mine, theirs] = side === 0 ? [query, other] : [other, query];
    const epochs = others.map(({ head }) => head.epoch);
    const key = `${side === 0 ? one.head.epoch : epochs[0]} ${side === 0 ? epochs[0] : one.head.epoch}`;
    if (new Set(epochs).size !== 1) {
      throw new CryptoError(
        "DECRYPTION",
        "pairs that come together are of one epoch, and there is one",
      );
    }
    const met = this.#met.get(key) ?? new Met();
    const numbers = others.map(({ head }) => head.number);
    met.check(side, one.head.number, numbers);
    const a = joinable(mine, one);
    const rows = others.map((it): Row => {
      const b = joinable(theirs, it);
      // Each has what opens the other: of two with unlike values neither is opened.
      const tuples = [
        a.bodies.tuple(unlock(b.partner, a.context, a.inner)),
        b.bodies.tuple(unlock(a.partner, b.context, b.inner)),
      ];
      const [left, right] = side === 0 ? tuples : tuples.toReversed();
      return { left: left as Tuple, right: right as Tuple };
    });
    met.note(side, one.head.number, numbers);
    this.#met.set(key, met);
    return rows;
  }

  // Aggregate

  #readSums(aggregate: Aggregate, result: Block): readonly Row[] {
    const { head } = result;
    const { bodies, range } = this.#own.grantFor(head, head.epoch);
    this.#blocks.check(head.epoch, head.number);
    const opened = this.#own.open(result);
    const rows = opened.map(({ item, message }) => {
      if (item.form !== "window") throw new CryptoError("DECRYPTION", "this is no window");
      return rowOf(aggregate, item.index, checkSum(bodies.sum(message), aggregate, range));
    });
    this.#blocks.note(head.epoch, head.number);
    return rows;
  }

  #readWindow(aggregate: Aggregate, result: Uint8Array): Row {
    const { of, epoch, index, sum } = decodeWindow(result);
    const grant = this.#own.grantFor(of, epoch);
    this.#windows.check(epoch, index);
    const masks = this.#masksOf(grant);
    const logarithm = this.#inGT.upTo(mostOffset(aggregate, grant));
    const offset = logarithm.of(openMaskedSum(grant.key, masks, sum));
    this.#windows.note(epoch, index);
    return rowOf(aggregate, index, offset + aggregate.over * grant.range[0]);
  }

  #readSharedWindow(aggregate: Aggregate, result: Uint8Array): Row {
    const { index, masks, sum } = decodeSharedWindow(result);
    const { epoch } = masks.head;
    const grant = this.#own.grantFor(masks.head, epoch);
    this.#windows.check(epoch, index);
    const [opened] = this.#own.open(masks);
    if (opened?.item.form !== "window" || opened.item.index !== index) {
      throw new CryptoError("DECRYPTION", "these are the masks of another window");
    }
    const logarithm = this.#inG1.upTo(mostOffset(aggregate, grant));
    const offset = logarithm.of(unmaskInG1(sum, opened.message));
    this.#windows.note(epoch, index);
    return rowOf(aggregate, index, offset + aggregate.over * grant.range[0]);
  }

  /** The same for all windows of an epoch. */
  #masksOf(grant: UserGrant): GT {
    const masks = this.#masks.get(grant) ?? masksInGT(integerOf(decodeScalar(grant.secret)));
    this.#masks.set(grant, masks);
    return masks;
  }
}

interface Half extends Joinable {
  readonly bodies: BodyReader;
}

function joinable(opener: Opener, block: Block): Half {
  const [opened] = opener.open(block);
  if (opened?.item.form !== "joinable") {
    throw new CryptoError("DECRYPTION", "a pair has two tuples that can be joined");
  }
  const { item, message } = opened;
  const { bodies } = opener.grantFor(block.head, block.head.epoch);
  return { ...readJoinable(block.head, item.name, message), bodies };
}

function rowOf({ function: what, over }: Aggregate, window: number, sum: number): Row {
  return what === "sum" ? { window, sum } : { window, average: sum / over };
}

/** How much a sum can be above the least. */
function mostOffset({ over }: Aggregate, { range: [min, max] }: UserGrant): number {
  return over * (max - min);
}

/** @throws CryptoError WINDOW, as the search for a sum does that the cloud has added up */
function checkSum(sum: number, { over }: Aggregate, [min, max]: readonly [number, number]): number {
  if (sum >= over * min && sum <= over * max) return sum;
  throw new CryptoError("WINDOW", "the sum is not within the bounds of its field");
}

/** Tags of one version mean nothing to the other. @throws QueryError GRANT */
function checkVersions(left: UserGrant, right: UserGrant): void {
  if (left.version === right.version) return;
  const problem = `the grants of a join are of one version, not of ${left.version} and ${right.version}`;
  throw new QueryError("GRANT", `${problem}: let both owners grant anew`);
}
