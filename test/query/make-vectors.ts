/**
 * Makes `vectors-2.json`, by hand and once: `node test/query/make-vectors.ts`. What was granted and sent must be
 * readable for ever, so new vectors are for a new version of the encodings, beside the old ones.
 */

import { writeFileSync } from "node:fs";
import { newSharedKey } from "../../src/crypto/index.ts";
import { Cloud, Owner, QueryBuilder, User } from "../../src/query/index.ts";
import { fitness, vitals } from "./roles.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const from = QueryBuilder.from(vitals);
const tuples = [3, -1, 20, 7].map((hr, time) => ({ time, hr }));
const moves = [2, 9].map((time) => ({ time, speed: 4 * time }));

interface Vector {
  readonly query: string;
  readonly registration: readonly string[];
  readonly user: readonly string[];
  readonly blocks: readonly string[];
  readonly results: readonly string[];
  readonly rows: readonly unknown[];
}

function vectorOf(
  registration: readonly Uint8Array[],
  grants: readonly [Uint8Array, Uint8Array?],
  blocks: readonly Uint8Array[],
): Vector {
  const cloud = new Cloud();
  cloud.register(...registration);
  const user = new User(...grants);
  const results = blocks.flatMap((block) => cloud.push(block).map(({ bytes }) => bytes));
  return {
    query: JSON.stringify(user.query),
    registration: registration.map(hex),
    user: grants.flatMap((grant) => (grant === undefined ? [] : [hex(grant)])),
    blocks: blocks.map(hex),
    results: results.map(hex),
    rows: results.flatMap((result) => user.read(result)),
  };
}

const queries = [
  from.map("hr").for("friend"),
  from.where("hr >= 5").for("friend"),
  ...(["agg1", "agg2", "agg3"] as const).map((method) =>
    from.sum("hr", { over: 2, method }).for("friend"),
  ),
];

const vectors = queries.map((query) => {
  const owner = new Owner({ schema: vitals, filterable: ["hr"] });
  const { forCloud, forUser } = owner.grant(query);
  return vectorOf([forCloud], [forUser], owner.encrypt(tuples));
});

const join = from.join(fitness, { on: "time" }).for("institute");
const sharedKey = newSharedKey();
const [left, right] = [new Owner({ schema: vitals }), new Owner({ schema: fitness })];
const mine = left.grant(join, { other: fitness, sharedKey });
const theirs = right.grant(join, { other: vitals, sharedKey });
const tokens = new User(mine.forUser, theirs.forUser).tokens();
vectors.push(
  vectorOf(
    [mine.forCloud, theirs.forCloud, tokens],
    [mine.forUser, theirs.forUser],
    [...left.encrypt(tuples), ...right.encrypt(moves)],
  ),
);

const file = new URL("vectors-2.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`);
