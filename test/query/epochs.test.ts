/** Joins are within an epoch: in whatever order owners advance, a cloud links no tuples of two epochs. */

import { ristretto255 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyToken,
  decodeJoinKey,
  decodeJoinToken,
  type JoinToken,
  joinTokens,
  newSharedKey,
} from "../../src/crypto/index.ts";
import { Reader } from "../../src/crypto/encoding.ts";
import { decodeBlock } from "../../src/query/block.ts";
import { readUserGrant } from "../../src/query/grants.ts";
import {
  Cloud,
  Owner,
  QueryBuilder,
  QueryError,
  type Row,
  type Tuple,
  User,
} from "../../src/query/index.ts";
import { codeOf, fitness, readAll, vitals } from "./roles.ts";

const query = QueryBuilder.from(vitals).join(fitness, { on: "time" }).for("institute");
const sides = ["left", "right"] as const;
type Side = (typeof sides)[number];

/** Two owners, their user, and all that a cloud is ever given. */
class Join {
  readonly owners: Record<Side, Owner> = {
    left: new Owner({ schema: vitals, granularity: "per-epoch" }),
    right: new Owner({ schema: fitness, granularity: "per-epoch" }),
  };
  readonly user: User;
  readonly sent: { readonly side: Side; readonly epoch: number; readonly tuple: Tuple }[] = [];
  readonly blocks: { readonly side: Side; readonly bytes: Uint8Array }[] = [];
  readonly tokens: Uint8Array[] = [];
  readonly forCloud: Record<Side, Uint8Array[]> = { left: [], right: [] };
  readonly forUser: Record<Side, Uint8Array[]> = { left: [], right: [] };

  constructor() {
    const sharedKey = newSharedKey();
    const left = this.owners.left.grant(query, { other: fitness, sharedKey });
    const right = this.owners.right.grant(query, { other: vitals, sharedKey });
    for (const [side, grant] of [
      ["left", left],
      ["right", right],
    ] as const) {
      this.forCloud[side].push(grant.forCloud);
      this.forUser[side].push(grant.forUser);
    }
    this.user = new User(left.forUser, right.forUser);
    this.askForTokens();
  }

  advance(side: Side): void {
    const [grant] = this.owners[side].nextEpoch();
    if (grant === undefined) throw new Error("granted again");
    this.forCloud[side].push(grant.forCloud);
    this.forUser[side].push(grant.forUser);
    this.user.renew(grant.forUser);
    this.askForTokens();
  }

  send(side: Side, time: number): void {
    const number = this.sent.length % 20;
    const tuple = side === "left" ? { hr: number, time } : { speed: number, time };
    const owner = this.owners[side];
    this.sent.push({ side, epoch: owner.epoch, tuple });
    for (const bytes of owner.encrypt([tuple])) this.blocks.push({ side, bytes });
  }

  /** What the user makes whenever somebody asks, and for each epoch at the end. */
  askForTokens(...epoch: readonly number[]): void {
    try {
      this.tokens.push(this.user.tokens(...epoch));
    } catch (error) {
      expect(error).toBeInstanceOf(QueryError);
      expect(error).toMatchObject({ code: "GRANT" });
    }
  }

  /** What the user reads of a cloud that tries every registration. */
  rows(): readonly Row[] {
    const cloud = new Cloud();
    for (const left of this.forCloud.left) {
      for (const right of this.forCloud.right) {
        const codes = this.tokens.map((tokens) =>
          codeOf(() => new Cloud().register(left, right, tokens)),
        );
        expect(codes.every((it) => it === null || it === "GRANT")).toBe(true);
        // Tokens that were made twice would join twice.
        const tokens = this.tokens[codes.indexOf(null)];
        if (tokens !== undefined) cloud.register(left, right, tokens);
      }
    }
    const blocks = this.blocks.map(({ bytes }) => bytes);
    return readAll(cloud, [this.user], blocks).get(this.user) ?? [];
  }

  expected(): readonly Row[] {
    const of = (side: Side) => this.sent.filter((it) => it.side === side);
    return of("left").flatMap(({ epoch, tuple: left }) =>
      of("right")
        .filter((it) => it.epoch === epoch && it.tuple["time"] === left["time"])
        .map(({ tuple: right }) => ({ left, right })),
    );
  }
}

function scalarsOf(tokens: Uint8Array): readonly JoinToken[] {
  const reader = new Reader(tokens, "joinTokens");
  reader.text(2 ** 20);
  reader.count(9, "as an epoch");
  reader.count(9, "as an epoch");
  return [decodeJoinToken(reader.fixed(32)), decodeJoinToken(reader.fixed(32))];
}

const { Fn } = ristretto255.Point;

/** The tokens, and what can be made of three of them: what leads from one epoch to another by a third. */
function derived(tokens: readonly JoinToken[]): readonly JoinToken[] {
  const all = new Set<bigint>(tokens);
  for (const a of tokens) {
    for (const b of tokens) for (const c of tokens) all.add(Fn.div(Fn.mul(a, b), c));
  }
  return [...all].map((it) => it as JoinToken);
}

/** Of the tuples of one side with one value: by epoch, all that a cloud can make of their tags. */
function imagesOf(join: Join, side: Side, tokens: readonly JoinToken[]): Map<number, Set<string>> {
  const images = new Map<number, Set<string>>();
  for (const { side: its, bytes } of join.blocks) {
    if (its !== side) continue;
    const { head, items } = decodeBlock(bytes);
    for (const { item } of items) {
      if (item?.form !== "joinable") continue;
      const { tag } = item;
      const seen = images.get(head.epoch) ?? new Set();
      seen.add(Buffer.from(tag).toString("hex"));
      for (const token of tokens) {
        seen.add(Buffer.from(applyToken(tag, token)).toString("hex"));
      }
      images.set(head.epoch, seen);
    }
  }
  return images;
}

function common(images: ReadonlyMap<number, Set<string>>): number {
  const [first = new Set<string>(), ...others] = [...images.values()];
  return others.reduce((sum, it) => sum + it.intersection(first).size, 0);
}

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ advance: fc.constantFrom(...sides) }) },
  {
    weight: 2,
    arbitrary: fc.record({ send: fc.constantFrom(...sides), time: fc.integer({ min: 0, max: 1 }) }),
  },
);

test("in any order of advancing, what is joined is of one epoch of both, and all of that is", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 4, maxLength: 10 }), (steps) => {
      const join = new Join();
      for (const it of steps) {
        if ("advance" in it) join.advance(it.advance);
        else join.send(it.send, it.time);
      }
      const last = Math.max(join.owners.left.epoch, join.owners.right.epoch);
      for (let epoch = 0; epoch <= last; epoch++) join.askForTokens(epoch);
      const sorted = (rows: readonly Row[]) => rows.map((it) => JSON.stringify(it)).toSorted();
      expect(sorted(join.rows())).toEqual(sorted(join.expected()));
    }),
    { numRuns: 8 },
  );
});

describe.each([
  ["the left first", ["left", "right"]],
  ["the right first", ["right", "left"]],
  ["the left twice", ["left", "left", "right", "right"]],
] as const)("%s", (_what, order) => {
  test("no tuples of one owner can be linked across epochs, by any tokens and what is made of them", () => {
    const join = new Join();
    const send = () => {
      for (const side of sides) join.send(side, 7);
    };
    send();
    for (const side of order) {
      join.advance(side);
      send();
    }
    const tokens = derived(join.tokens.flatMap(scalarsOf));
    expect(tokens.length).toBeGreaterThan(6);
    for (const side of sides) {
      const images = imagesOf(join, side, tokens);
      expect(images.size).toBeGreaterThan(1);
      expect(common(images)).toBe(0);
    }
  });
});

test("nor with tokens that somebody makes for two epochs: tags of two have nothing in common", () => {
  const join = new Join();
  for (const side of sides) join.send(side, 7);
  join.advance("left");
  join.send("left", 7);
  const keys = [...join.forUser.left, ...join.forUser.right].map((grant) =>
    decodeJoinKey(readUserGrant(grant).secret),
  );
  const pairs = keys.flatMap((a) => keys.map((b) => joinTokens(a, b)));
  const tags = join.blocks.flatMap(({ bytes }) =>
    decodeBlock(bytes).items.flatMap(({ item }) => (item?.form === "joinable" ? [item.tag] : [])),
  );
  const [left0, right0, left1] = tags as [Uint8Array, Uint8Array, Uint8Array];
  const same = (a: Uint8Array, b: Uint8Array) =>
    pairs.some(([first, second]) =>
      Buffer.from(applyToken(a, first)).equals(applyToken(b, second)),
    );
  expect([same(left0, right0), same(left1, right0), same(left0, left1)]).toEqual([
    true,
    false,
    false,
  ]);
});

describe("refused", () => {
  test("tokens while one owner is behind, with who; for an earlier epoch they are made", () => {
    const join = new Join();
    join.advance("left");
    expect(() => join.user.tokens()).toThrow(
      expect.objectContaining({
        code: "GRANT",
        message: expect.stringMatching(/alice's fitness in epoch 1/),
      }),
    );
    expect(join.user.tokens(0)).toBeInstanceOf(Uint8Array);
    join.advance("right");
    expect(join.user.tokens()).toBeInstanceOf(Uint8Array);
  });

  test("grants of two epochs, whatever the tokens say", () => {
    const join = new Join();
    join.advance("left");
    const [tokens] = join.tokens as [Uint8Array];
    const crossed = new Uint8Array(tokens);
    // The first of the two epochs stands before the second and two scalars.
    crossed[crossed.length - 64 - 5] = 1;
    const [, ofLeft] = join.forCloud.left as [Uint8Array, Uint8Array];
    const [ofRight] = join.forCloud.right as [Uint8Array];
    expect(() => new Cloud().register(ofLeft, ofRight, crossed)).toThrow(
      expect.objectContaining({ code: "GRANT", message: expect.stringMatching(/epochs 1 and 0/) }),
    );
  });
});
