/**
 * Privileges as the design tells them, without the arithmetic of rounds that makes them cheap: every
 * holding knows the holdings that it rests on, and every revocation is looked for in all of them.
 */

import { delegatedBy, type Privilege } from "../../src/label/index.ts";

/** Where a holder stands: a revocation by somebody who learnt a secret reaches only who may learn it. */
export type Level = "low" | "high";

interface Holding {
  readonly privilege: Privilege;
  readonly until: number;
  readonly round: number;
  /** The holding by which it was delegated or acquired; null for a creator's and an operator's. */
  readonly restsOn: Holding | null;
  /** What a creator holds, or takes on the strength of it, cannot be withdrawn. */
  readonly irrevocable: boolean;
}

interface Revocation {
  readonly privilege: Privilege;
  readonly round: number;
  readonly by: Level;
}

export class ModelWorld {
  now = 0;
  round = 0;
  readonly revocations: Revocation[] = [];

  revoke(privilege: Privilege, by: Level): void {
    this.revocations.push({ privilege, round: this.round, by });
  }

  isValid(holding: Holding, at: Level): boolean {
    for (let it: Holding | null = holding; it !== null; it = it.restsOn) {
      const { privilege, until, round, irrevocable } = it;
      if (this.now > until) return false;
      const withdrawn = this.revocations.some(
        (revocation) =>
          revocation.privilege === privilege &&
          round < revocation.round &&
          (revocation.by === "low" || at === "high"),
      );
      if (withdrawn && !irrevocable) return false;
    }
    return true;
  }
}

export class ModelHolder {
  readonly #world: ModelWorld;
  readonly level: Level;
  #holdings: Holding[] = [];

  constructor(world: ModelWorld, level: Level) {
    this.#world = world;
    this.level = level;
  }

  create(): void {
    const own = { until: Infinity, round: 0, restsOn: null, irrevocable: true };
    this.#holdings = [
      { privilege: "t+auth", ...own },
      { privilege: "t-auth", ...own },
    ];
  }

  holds(privilege: Privilege): boolean {
    return this.#longest(privilege) !== undefined;
  }

  delegate(privilege: Privilege, to: ModelHolder, until: number): boolean {
    const authority = this.#longest(delegatedBy(privilege));
    if (authority === undefined) return false;
    const { round } = this.#world;
    to.#take({ privilege, until, round, restsOn: authority, irrevocable: false });
    return true;
  }

  acquire(privilege: Privilege): boolean {
    const authority = this.#longest(delegatedBy(privilege));
    if (authority === undefined) return false;
    const { until, irrevocable } = authority;
    this.#take({ privilege, until, round: this.#world.round, restsOn: authority, irrevocable });
    return true;
  }

  drop(privilege: Privilege | undefined): void {
    this.#holdings = this.#holdings.filter(
      (holding) => privilege !== undefined && holding.privilege !== privilege,
    );
  }

  #take(holding: Holding): void {
    this.#holdings.push(holding);
  }

  #longest(privilege: Privilege): Holding | undefined {
    let best: Holding | undefined;
    for (const holding of this.#holdings) {
      if (holding.privilege !== privilege || !this.#world.isValid(holding, this.level)) continue;
      if (best === undefined || lastsLonger(holding, best)) best = holding;
    }
    return best;
  }
}

/** The longest lease; of equal ones that which was given last, and so fewest revocations reach. */
function lastsLonger(a: Holding, b: Holding): boolean {
  const [untilA, untilB] = [effectiveUntil(a), effectiveUntil(b)];
  return untilA > untilB || (untilA === untilB && oldestRound(a) > oldestRound(b));
}

function oldestRound({ round, restsOn, irrevocable }: Holding): number {
  const own = irrevocable ? Infinity : round;
  return restsOn === null ? own : Math.min(own, oldestRound(restsOn));
}

/** Nothing lives longer than what it rests on. */
function effectiveUntil({ until, restsOn }: Holding): number {
  return restsOn === null ? until : Math.min(until, effectiveUntil(restsOn));
}
