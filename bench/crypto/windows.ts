/** Windows by each method: what the owner, the cloud and the user do for one, all of its tuples together. */

import { DiscreteLog, sumsInG1, sumsInGT } from "../../src/crypto/index.ts";
import { type AggregateMethod, Cloud, Owner, QueryBuilder, User } from "../../src/query/index.ts";
import { Choices } from "../dispatch/random.ts";
import { median } from "../statistics.ts";
import {
  type Bytes,
  type Counts,
  type PrimitivesMs,
  type Round,
  summarise,
  timed,
} from "./costs.ts";
import type { Count } from "./primitives.ts";

/** Least and greatest value of the field. */
const valueRange = [0, 255] as const;
const schema = {
  owner: "alice",
  stream: "vitals",
  fields: { hr: { kind: "integer", min: valueRange[0], max: valueRange[1] } },
} as const;
/** Masked values of a block: the owner's and the cloud's parts take turns by so many tuples. */
const tuplesOfBlock = 32;
const tablesMade = 3;

export interface WindowParams {
  /** Tuples. */
  readonly window: number;
  readonly range: readonly [number, number];
  /** What the user's table of logarithms takes, once in an epoch; null without one. */
  readonly tableMs: number | null;
}

/** The items of windows are under two attributes, the epoch and the name, and policies ask for both. */
const sealing: Count = { g1Multiply: 2, g2Multiply: 1, gtPower: 1 };
/** The coefficients of two shares are 2 and −1, for which there need be no multiplication. */
const transforming: Count = {
  g1Decode: 2,
  precomputedMillerLoop: 2,
  millerLoop: 1,
  finalExponentiation: 1,
};

function times(count: Count, factor: number): Count {
  return Object.fromEntries(Object.entries(count).map(([name, each]) => [name, factor * each]));
}

/** The search for a logarithm is none of the primitives: what it takes is seen in the user's ratio. */
export function countsOf(method: AggregateMethod, window: number): Counts {
  switch (method) {
    // Each value is gT^(m + r) · Y^s; the sum is divided by T^z, and by masks that are always the same.
    case "agg1":
      return {
        least: {
          owner: times({ ...sealing, gtPower: 2 }, window),
          cloud: times(transforming, window),
          user: { gtPower: 1 },
        },
        apart: { user: { gtCheck: 2 } },
      };
    case "agg2":
      return {
        least: { owner: sealing, cloud: transforming, user: { gtPower: 1 } },
        apart: { user: { gtCheck: 1 } },
      };
    // Each value is g1^(m + r), and so are the window's masks.
    case "agg3":
      return {
        least: {
          owner: { ...sealing, g1Multiply: 2 + window + 1 },
          cloud: { ...transforming, g1Decode: 2 + window },
          user: { gtPower: 1, g1Decode: 2 },
        },
        apart: { user: { gtCheck: 1 } },
      };
  }
}

export interface WindowRound {
  readonly round: Round;
  readonly bytes: Bytes;
  /** All that were measured. */
  readonly primitives: readonly PrimitivesMs[];
}

/** An owner, a cloud and a user of windows of one size. */
export class Windows {
  readonly #method: AggregateMethod;
  readonly #over: number;
  readonly #owner = new Owner({ schema, granularity: "per-tuple" });
  readonly #cloud = new Cloud();
  readonly #user: User;
  readonly #choices: Choices;

  constructor(method: AggregateMethod, over: number) {
    this.#method = method;
    this.#over = over;
    this.#choices = new Choices(1, `${method} ${over}`);
    const query = QueryBuilder.from(schema).average("hr", { over, method }).for("friend");
    const { forCloud, forUser } = this.#owner.grant(query);
    this.#cloud.register(forCloud);
    this.#user = new User(forUser);
  }

  /** One window, from its first tuple to its average. */
  run(measurePrimitives: () => PrimitivesMs): WindowRound {
    const values = Array.from({ length: this.#over }, () => this.#choices.below(256));
    const primitives: PrimitivesMs[] = [];
    const results: Uint8Array[] = [];
    let [ownerMs, cloudMs, sealed] = [0, 0, 0];
    // Where a window costs the owner as much as one tuple does, there is nothing to take turns by.
    const together = this.#method === "agg2" ? this.#over : tuplesOfBlock;
    for (let from = 0; from < this.#over; from += together) {
      const tuples = values.slice(from, from + together).map((hr) => ({ hr }));
      primitives.push(measurePrimitives());
      const sent = timed(() => this.#owner.encrypt(tuples));
      const passed = timed(() => sent.value.flatMap((block) => this.#cloud.push(block)));
      ownerMs += sent.ms;
      cloudMs += passed.ms;
      sealed += bytesOf(sent.value);
      results.push(...passed.value.map(({ bytes }) => bytes));
    }
    const meanwhile = summarise(primitives, mean);
    const then = measurePrimitives();
    const read = timed(() => results.flatMap((result) => this.#user.read(result)));
    const average = values.reduce((a, b) => a + b, 0) / this.#over;
    if (read.value.length !== 1 || read.value[0]?.["average"] !== average) {
      throw new Error(`a window by ${this.#method} does not come to its average`);
    }
    return {
      round: {
        owner: { ms: ownerMs, primitives: meanwhile },
        cloud: { ms: cloudMs, primitives: meanwhile },
        user: { ms: read.ms, primitives: then },
      },
      bytes: { sealed, transformed: bytesOf(results) },
      primitives: [...primitives, then],
    };
  }
}

export function paramsOf(method: AggregateMethod, window: number): WindowParams {
  return { window, range: valueRange, tableMs: tableMs(method, window) };
}

function tableMs(method: AggregateMethod, window: number): number | null {
  if (method === "agg2") return null;
  const most = window * (valueRange[1] - valueRange[0]);
  const make = (): unknown =>
    method === "agg1" ? new DiscreteLog(sumsInGT, 0, most) : new DiscreteLog(sumsInG1, 0, most);
  return median(Array.from({ length: tablesMade }, () => timed(make).ms));
}

function bytesOf(all: readonly Uint8Array[]): number {
  return all.reduce((sum, { length }) => sum + length, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** About how long one window takes (s), with the primitives measured in between. */
export function secondsOfWindow(method: AggregateMethod, window: number): number {
  const ofTuple = { agg1: 0.02, agg2: 1e-5, agg3: 0.002 }[method];
  return 0.05 + window * ofTuple;
}
