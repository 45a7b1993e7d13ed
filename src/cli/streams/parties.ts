/** Who is granted what in the demonstration, and what a plain evaluation would have them read. */

import {
  type AggregateMethod,
  type Granularity,
  OwnerThread,
  type Query,
  QueryBuilder,
  type Row,
  type Tuple,
  User,
} from "../../query/index.ts";
import { newSharedKey, type Schema } from "../../crypto/index.ts";
import { type Day, fitness, zoneWidth } from "./day.ts";

/** Above it a friend is told. */
export const threshold = 120;
/** Minutes whose average another friend is told. */
export const windowMinutes = 60;

export interface Party {
  readonly name: string;
  readonly query: Query;
  readonly user: User;
  /** For the cloud. */
  readonly registration: readonly Uint8Array[];
  /** The user's secrets. */
  readonly grants: readonly Uint8Array[];
  readonly expected: readonly Row[];
}

export interface Parties {
  readonly owners: { readonly vitals: OwnerThread; readonly fitness: OwnerThread };
  readonly friend: Party;
  readonly other: Party;
  readonly institute: Party;
  /** Granted little, and after more. */
  readonly attacker: Party;
}

function above(vitals: Schema): Query {
  const zone = threshold / zoneWidth;
  return QueryBuilder.from(vitals).map("minute", "hr").where(`zone >= ${zone}`).for("friend");
}

interface Averages {
  readonly user: string;
  readonly over: number;
  readonly method: AggregateMethod;
}

function averages(vitals: Schema, { user, over, method }: Averages): Query {
  return QueryBuilder.from(vitals).average("hr", { over, method }).for(user);
}

function expectedAverages(tuples: readonly Tuple[], over: number): readonly Row[] {
  return Array.from({ length: Math.floor(tuples.length / over) }, (_, window) => {
    const values = tuples.slice(window * over, (window + 1) * over).map(({ hr }) => Number(hr));
    return { window, average: values.reduce((a, b) => a + b, 0) / over };
  });
}

async function grantTo(
  owner: OwnerThread,
  name: string,
  query: Query,
  expected: readonly Row[],
): Promise<Party> {
  const { forCloud, forUser } = await owner.grant(query);
  const user = new User(forUser);
  return { name, query, user, registration: [forCloud], grants: [forUser], expected };
}

export async function meetParties(
  day: Day,
  method: AggregateMethod,
  granularity: Granularity,
): Promise<Parties> {
  const { schema: vitals } = day;
  const [ofVitals, ofFitness] = await Promise.all([
    OwnerThread.start({ schema: vitals, filterable: ["zone"], granularity }),
    OwnerThread.start({ schema: fitness, granularity }),
  ]);
  const friend = await grantTo(
    ofVitals,
    "friend",
    above(vitals),
    day.vitals
      .filter(({ hr }) => Number(hr) >= threshold)
      .map(({ minute, hr }) => ({ hr, minute }) as Row),
  );
  const other = await grantTo(
    ofVitals,
    "other friend",
    averages(vitals, { user: "other friend", over: windowMinutes, method }),
    expectedAverages(day.vitals, windowMinutes),
  );
  const attacker = await grantTo(
    ofVitals,
    "attacker",
    averages(vitals, { user: "attacker", over: 2 * windowMinutes, method }),
    expectedAverages(day.vitals, 2 * windowMinutes),
  );
  const query = QueryBuilder.from(vitals).join(fitness, { on: "minute" }).for("institute");
  const sharedKey = newSharedKey();
  const [mine, theirs] = await Promise.all([
    ofVitals.grant(query, { other: fitness, sharedKey }),
    ofFitness.grant(query, { other: vitals, sharedKey }),
  ]);
  const user = new User(mine.forUser, theirs.forUser);
  const byMinute = new Map(day.fitness.map((tuple) => [tuple["minute"], tuple]));
  const institute: Party = {
    name: "institute",
    query,
    user,
    registration: [mine.forCloud, theirs.forCloud, user.tokens()],
    grants: [mine.forUser, theirs.forUser],
    expected: day.vitals.flatMap((left) => {
      const right = byMinute.get(left["minute"]);
      return right === undefined ? [] : [{ left, right }];
    }),
  };
  return {
    owners: { vitals: ofVitals, fitness: ofFitness },
    friend,
    other,
    institute,
    attacker,
  };
}
