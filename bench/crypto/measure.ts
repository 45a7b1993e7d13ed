/**
 * What the schemes cost, against what they are made of: both measured in turns, a round at a time, so that
 * a machine that slows down slows down both.
 */

import type { Security } from "../../src/crypto/sealing.ts";
import type { Progress } from "../progress.ts";
import { median } from "../statistics.ts";
import { type Count, type PrimitiveName, primitiveNames, primitives } from "./primitives.ts";
import { type Role, roles, type Scheme, scheme, type Universe } from "./schemes.ts";

export interface CryptoPlan {
  /** Leaves of policies. */
  readonly sizes: readonly number[];
  /** How long each scheme is measured. */
  readonly seconds: number;
}

export interface SchemeResult {
  readonly name: string;
  readonly params: Scheme["params"];
  readonly ownerMs: number;
  readonly cloudMs: number;
  readonly userMs: number;
  readonly bytes: Scheme["bytes"];
  /** Over the sum of the primitives that the role cannot do without; checks of elements of GT apart. */
  readonly ratioToPrimitives: Readonly<Record<Role, number>>;
}

export interface CryptoResults {
  readonly primitivesMs: Readonly<Record<PrimitiveName, number>>;
  readonly schemes: readonly SchemeResult[];
}

const universes: readonly Universe[] = ["small", "large"];
const securities: readonly Security[] = ["cpa", "rcca"];
const leastRounds = 5;
/** Until code is compiled (s); but no longer than is measured. */
const warmUpSeconds = 2;
/** Of each primitive in a round: one takes little. */
const repetitions = 3;

function msOf(work: () => unknown, times: number): number {
  const beganAt = performance.now();
  for (let i = 0; i < times; i++) work();
  return (performance.now() - beganAt) / times;
}

function sum(count: Count, ms: Readonly<Record<PrimitiveName, number>>): number {
  return primitiveNames.reduce((total, name) => total + (count[name] ?? 0) * ms[name], 0);
}

interface Round {
  readonly primitives: Readonly<Record<PrimitiveName, number>>;
  readonly roles: Readonly<Record<Role, number>>;
}

function round(subject: Scheme, works: ReturnType<typeof primitives>): Round {
  const ofPrimitives = Object.fromEntries(
    primitiveNames.map((name) => [name, msOf(works[name], repetitions)]),
  );
  const ofRoles = Object.fromEntries(roles.map((role) => [role, msOf(subject.run[role], 1)]));
  return { primitives: ofPrimitives, roles: ofRoles } as unknown as Round;
}

function resultOf(subject: Scheme, rounds: readonly Round[]): SchemeResult {
  const { name, params, bytes, least, apart } = subject;
  const ms = (role: Role): number => median(rounds.map((it) => it.roles[role]));
  const ratio = (role: Role): number =>
    median(
      rounds.map(({ primitives: of, roles: took }) => {
        const besides = sum(apart[role] ?? {}, of);
        return (took[role] - besides) / sum(least[role], of);
      }),
    );
  return {
    name,
    params,
    ownerMs: ms("owner"),
    cloudMs: ms("cloud"),
    userMs: ms("user"),
    bytes,
    ratioToPrimitives: { owner: ratio("owner"), cloud: ratio("cloud"), user: ratio("user") },
  };
}

function warmUpTime(seconds: number): number {
  return Math.min(warmUpSeconds, seconds);
}

export function cryptoSeconds({ sizes, seconds }: CryptoPlan): number {
  const each = seconds + warmUpTime(seconds);
  return universes.length * securities.length * sizes.length * each;
}

export function measureCrypto({ sizes, seconds }: CryptoPlan, progress: Progress): CryptoResults {
  const works = primitives();
  const all: Round[] = [];
  const schemes: SchemeResult[] = [];
  for (const universe of universes) {
    for (const security of securities) {
      for (const size of sizes) {
        const subject = scheme(universe, security, size);
        progress.step(`${subject.name}, ${size} leaves`, seconds + warmUpTime(seconds));
        const warm = performance.now() + 1_000 * warmUpTime(seconds);
        while (performance.now() < warm) round(subject, works);
        const rounds: Round[] = [];
        const until = performance.now() + 1_000 * seconds;
        while (rounds.length < leastRounds || performance.now() < until) {
          rounds.push(round(subject, works));
        }
        schemes.push(resultOf(subject, rounds));
        all.push(...rounds);
      }
    }
  }
  const entries = primitiveNames.map((name) => [
    name,
    median(all.map(({ primitives: of }) => of[name])),
  ]);
  return { primitivesMs: Object.fromEntries(entries) as CryptoResults["primitivesMs"], schemes };
}
