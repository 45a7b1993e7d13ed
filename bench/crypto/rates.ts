/** How many tuples a second get from the owner to the user, on one thread that does the work of all three. */

import { Cloud, Owner, QueryBuilder, type Row, type Tuple, User } from "../../src/query/index.ts";
import { Choices } from "../dispatch/random.ts";
import { median, range } from "../statistics.ts";
import { timed } from "./costs.ts";

export interface EpochMapRate {
  /** Fields of a tuple. */
  readonly attributes: number;
  /** Tuples that the owner encrypts together. */
  readonly batch: number;
  /** Median of the rounds. */
  readonly tuplesPerSecond: number;
  /** Slowest and fastest round. */
  readonly spread: readonly [number, number];
  /** Of the time. */
  readonly ownerShare: number;
  readonly cloudShare: number;
  readonly userShare: number;
}

export interface Rates {
  /** Map of all fields, under one key a field and epoch. */
  readonly perEpochMap: EpochMapRate;
}

export interface RatesPlan {
  /** How long until it is measured, and how long it is (s). */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly rounds: number;
}

const fieldNames = ["hr", "spo2", "systolic", "diastolic", "steps"] as const;
const greatest = 1_000;
const batch = 256;
/** Of tuples that are not alike. */
const batches = 64;
const integer = { kind: "integer", min: 0, max: greatest } as const;
const schema = {
  owner: "alice",
  stream: "vitals",
  fields: Object.fromEntries(fieldNames.map((name) => [name, integer])),
};

function newBatches(): readonly (readonly Tuple[])[] {
  const choices = new Choices(1, "rates");
  const tuple = (): Tuple =>
    Object.fromEntries(fieldNames.map((name) => [name, choices.below(greatest + 1)]));
  return Array.from({ length: batches }, () => Array.from({ length: batch }, tuple));
}

/** What came in, and how long the owner, the cloud and the user took (ms). */
class Round {
  tuples = 0;
  readonly ms: [number, number, number] = [0, 0, 0];

  get totalMs(): number {
    return this.ms.reduce((a, b) => a + b, 0);
  }

  get tuplesPerSecond(): number {
    return (1_000 * this.tuples) / this.totalMs;
  }
}

class EpochMap {
  readonly #owner = new Owner({ schema, granularity: "per-epoch" });
  readonly #cloud = new Cloud();
  readonly #user: User;
  readonly #batches = newBatches();
  #next = 0;

  constructor() {
    const query = QueryBuilder.from(schema)
      .map(...fieldNames)
      .for("friend");
    const { forCloud, forUser } = this.#owner.grant(query);
    this.#cloud.register(forCloud);
    this.#user = new User(forUser);
  }

  /** At least one batch. */
  run(seconds: number): Round {
    const round = new Round();
    do this.#batch(round);
    while (round.totalMs < 1_000 * seconds);
    return round;
  }

  #batch(round: Round): void {
    const tuples = this.#batches[this.#next++ % batches] ?? [];
    const sent = timed(() => this.#owner.encrypt(tuples));
    const passed = timed(() => sent.value.flatMap((block) => this.#cloud.push(block)));
    const read = timed(() => passed.value.flatMap(({ bytes }) => this.#user.read(bytes)));
    for (const [i, { ms }] of [sent, passed, read].entries()) (round.ms[i] as number) += ms;
    round.tuples += read.value.length;
    if (!areSame(tuples, read.value)) throw new Error("what is read is not what was sent");
  }
}

function areSame(sent: readonly Tuple[], read: readonly Row[]): boolean {
  return (
    sent.length === read.length &&
    sent.every((tuple, i) => fieldNames.every((name) => tuple[name] === read[i]?.[name]))
  );
}

export function ratesSeconds({ warmUpSeconds, seconds }: RatesPlan): number {
  return warmUpSeconds + seconds;
}

export function measureRates({ warmUpSeconds, seconds, rounds }: RatesPlan): Rates {
  const bench = new EpochMap();
  bench.run(warmUpSeconds);
  const measured = Array.from({ length: rounds }, () => bench.run(seconds / rounds));
  const perSecond = measured.map(({ tuplesPerSecond }) => tuplesPerSecond);
  const total = measured.reduce((sum, { totalMs }) => sum + totalMs, 0);
  const share = (i: 0 | 1 | 2): number => measured.reduce((sum, { ms }) => sum + ms[i], 0) / total;
  return {
    perEpochMap: {
      attributes: fieldNames.length,
      batch,
      tuplesPerSecond: Math.round(median(perSecond)),
      spread: rounded(range(perSecond)),
      ownerShare: share(0),
      cloudShare: share(1),
      userShare: share(2),
    },
  };
}

function rounded([least, most]: readonly [number, number]): readonly [number, number] {
  return [Math.round(least), Math.round(most)];
}
