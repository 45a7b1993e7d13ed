/**
 * Privileges over tags: the four sets O+, O−, O+auth and O−auth of a unit (DEFCON, section 3.1.3),
 * with leases that expire in event time and revocation by the tag's creator.
 */

import type { Label } from "./label.ts";
import { isSubset, type TagSet } from "./tag-set.ts";
import type { Tag } from "./tag.ts";

/**
 * `t+` adds t to a label, `t-` removes it; `t+auth` and `t-auth` delegate them. Holding `t+` alone
 * delegates nothing: that separation is what forces topologies.
 */
export type Privilege = "t+" | "t-" | "t+auth" | "t-auth";

export const PRIVILEGES: readonly Privilege[] = Object.freeze(["t+", "t-", "t+auth", "t-auth"]);

export function isPrivilege(value: unknown): value is Privilege {
  return PRIVILEGES.includes(value as Privilege);
}

/** The privilege that one must hold to delegate `privilege`. */
export function delegatedBy(privilege: Privilege): "t+auth" | "t-auth" {
  return privilege === "t+" || privilege === "t+auth" ? "t+auth" : "t-auth";
}

/** One holding of one privilege over one tag. */
export interface Grant {
  readonly privilege: Privilege;
  /** Last event time (ms) at which it holds; `Infinity` when it does not expire. */
  readonly until: number;
  /** The round in which it was granted; `Infinity` for what a creator holds. */
  readonly since: number;
  /** The round in which the authority that it was delegated on was granted. */
  readonly authoritySince: number;
}

/** When and by whom a privilege is used: leases and revocations depend on both. */
export interface Use {
  /** Event time in ms. */
  readonly now: number;
  /** The generation that is being dispatched, counted over the life of the platform. */
  readonly round: number;
  /**
   * The secrecy that the holder has been able to read since before this generation: only revocations
   * by authors at this secrecy or below reach it. A unit that raises itself is not told at once what
   * it could not have read yet.
   */
  readonly secrecy: TagSet;
}

/** One withdrawal by a tag's creator of what had been delegated before round `at`. */
export interface Revocation {
  readonly privilege: Privilege;
  readonly at: number;
  /** The creator's output label then. */
  readonly by: Label;
}

type Withdrawal = Pick<Revocation, "privilege" | "by">;

const revocations = new WeakMap<Tag, readonly Revocation[]>();
const NO_REVOCATIONS: readonly Revocation[] = [];

/** All withdrawals over a tag. */
export function revocationsOf(tag: Tag): readonly Revocation[] {
  return revocations.get(tag) ?? NO_REVOCATIONS;
}

/** Gives a tag that is made anew what had been withdrawn over it. */
export function restoreRevocations(tag: Tag, all: readonly Revocation[]): void {
  revocations.set(tag, all);
}

/** Whether a later withdrawal, by an author at this secrecy, reaches as many holders. */
export function isCovered(earlier: Withdrawal, privilege: Privilege, secrecy: TagSet): boolean {
  return earlier.privilege === privilege && isSubset(secrecy, earlier.by.secrecy);
}

/**
 * Withdraws a privilege from everyone to whom it was delegated before round `at`, and with an
 * authority also what was delegated on it. Like an event, a revocation tells something: it reaches
 * only holders that may learn what its author had learnt.
 */
export function revokeDelegations(tag: Tag, privilege: Privilege, at: number, by: Label): void {
  const earlier = revocationsOf(tag);
  const kept = earlier.filter((other) => !isCovered(other, privilege, by.secrecy));
  revocations.set(tag, Object.freeze([...kept, Object.freeze({ privilege, at, by })]));
}

/**
 * Moments of a round: a creator may revoke and delegate again within it. A million of them leave room for
 * four billion rounds in one exact number.
 */
const MOMENT = 2 ** -20;

/** The last grant of each privilege. */
const lastGrants = new Map<Privilege, Grant>();

/** A grant; one that is like the last of its privilege is the same: a unit's are given it together. */
export function newGrant(
  privilege: Privilege,
  until: number,
  since: number,
  authoritySince: number,
): Grant {
  const last = lastGrants.get(privilege);
  if (
    last !== undefined &&
    last.until === until &&
    last.since === since &&
    last.authoritySince === authoritySince
  ) {
    return last;
  }
  const grant = Object.freeze({ privilege, until, since, authoritySince });
  lastGrants.set(privilege, grant);
  return grant;
}

/** A grant by an authority above units (the operator). */
export function operatorGrant(
  privilege: Privilege,
  round: number,
  until: number = Infinity,
): Grant {
  return newGrant(privilege, until, round, Infinity);
}

const CREATOR_GRANTS: readonly Grant[] = (["t+auth", "t-auth"] as const).map((privilege) =>
  Object.freeze({ privilege, until: Infinity, since: Infinity, authoritySince: Infinity }),
);

function isValid(tag: Tag, grant: Grant, use: Use): boolean {
  if (use.now > grant.until) return false;
  const known = revocations.get(tag);
  return known === undefined || !known.some((it) => revokes(it, grant, use.secrecy));
}

function revokes(revocation: Revocation, grant: Grant, secrecy: TagSet): boolean {
  const { privilege, at, by } = revocation;
  const hit =
    (privilege === grant.privilege && grant.since < at) ||
    (privilege === delegatedBy(grant.privilege) && grant.authoritySince < at);
  return hit && isSubset(by.secrecy, secrecy);
}

/** At least as durable: whatever ends `a` also ends `b`. */
function outlasts(a: Grant, b: Grant): boolean {
  return (
    a.privilege === b.privilege &&
    a.until >= b.until &&
    a.since >= b.since &&
    a.authoritySince >= b.authoritySince
  );
}

/** Which of two holdings of one privilege to use: what is delegated on it lives no longer. */
function lastsLonger(a: Grant, b: Grant): boolean {
  return a.until > b.until || (a.until === b.until && a.since > b.since);
}

/** Of whoever holds nothing; never added to. */
const NO_GRANTS: Map<Tag, readonly Grant[]> = new Map();

/** What one unit may do with tags. */
export class PrivilegeSet {
  // Most units have few of these: an instance none at all.
  #grants: Map<Tag, readonly Grant[]> = NO_GRANTS;
  /** For a creator: the moment of its last revocation. */
  #rekeyed: Map<Tag, number> | null = null;
  /** For a creator: its withdrawals that none of its later ones covers. */
  #withdrawals: Map<Tag, readonly Withdrawal[]> | null = null;
  /** Tags that it knows only from parts, oldest first. */
  #bestowed: Set<Tag> | null = null;

  /** How many tags it holds anything over. */
  get size(): number {
    return this.#grants.size;
  }

  tags(): IterableIterator<Tag> {
    return this.#grants.keys();
  }

  holds(tag: Tag, privilege: Privilege, use: Use): boolean {
    return this.#best(tag, privilege, use) !== undefined;
  }

  /** Until when it holds a privilege, in event time; undefined if it does not. */
  validUntil(tag: Tag, privilege: Privilege, use: Use): number | undefined {
    return this.#best(tag, privilege, use)?.until;
  }

  /** Makes this the creator's set: `t+auth` and `t-auth`, for ever. */
  grantCreator(tag: Tag): void {
    this.#set(tag, CREATOR_GRANTS);
  }

  isCreator(tag: Tag): boolean {
    return this.#grants.get(tag)?.some((grant) => grant.since === Infinity) ?? false;
  }

  grant(tag: Tag, grant: Grant): void {
    const held = this.#grants.get(tag) ?? [];
    if (held.some((other) => outlasts(other, grant))) return;
    this.#set(tag, [...held.filter((other) => !outlasts(grant, other)), grant]);
  }

  /**
   * Takes what a part carries. Beyond `limit` tags the oldest of what parts gave is let go: leases
   * that ended first, never what the unit created or was started with.
   */
  bestow(tag: Tag, grant: Grant, limit: number, now: number): void {
    if (!this.#grants.has(tag)) {
      this.makeRoom(limit, now);
      (this.#bestowed ??= new Set()).add(tag);
    }
    this.grant(tag, grant);
  }

  /** @returns whether there is room for one more tag, also after what parts gave was let go of */
  makeRoom(limit: number, now: number): boolean {
    if (this.#grants.size < limit) return true;
    this.prune(now);
    for (const oldest of this.#bestowed ?? []) {
      if (this.#grants.size < limit) break;
      this.drop(oldest);
    }
    return this.#grants.size < limit;
  }

  /**
   * What the holder would hand on if it delegated `privilege`: never longer-lived than the
   * authority it rests on. Undefined if it may not delegate it.
   */
  delegate(tag: Tag, privilege: Privilege, use: Use, until: number = Infinity): Grant | undefined {
    const authority = this.#best(tag, delegatedBy(privilege), use);
    if (authority === undefined) return undefined;
    const authoritySince = Math.min(authority.since, authority.authoritySince);
    const now = Math.max(use.round, this.#rekeyed?.get(tag) ?? 0);
    const since = privilege === authority.privilege ? Math.min(authority.since, now) : now;
    return newGrant(privilege, Math.min(until, authority.until), since, authoritySince);
  }

  /**
   * Takes `t+` or `t-` on the strength of holding the right to delegate it; a creator's own is
   * beyond revocation. Returns whether it could.
   */
  acquire(tag: Tag, privilege: Privilege, use: Use): boolean {
    const authority = this.#best(tag, delegatedBy(privilege), use);
    const grant =
      authority?.since === Infinity
        ? Object.freeze({ ...authority, privilege })
        : this.delegate(tag, privilege, use);
    if (grant !== undefined) this.grant(tag, grant);
    return grant !== undefined;
  }

  /**
   * Notes a revocation by the creator, which takes effect with the round after `round`.
   *
   * @returns the moment before which what was delegated is withdrawn: within the round, so that what
   * the creator delegates from now on is not, until it revokes again
   */
  noteRevocation(tag: Tag, round: number): number {
    const at = Math.max(round, this.#rekeyed?.get(tag) ?? 0) + MOMENT;
    (this.#rekeyed ??= new Map()).set(tag, at);
    return at;
  }

  /**
   * Counts a withdrawal by the creator, if there are not as many already at labels of which none holds
   * another: with those of this generation, which have not taken effect yet.
   *
   * @returns whether there was room
   */
  countWithdrawal(tag: Tag, privilege: Privilege, by: Label, limit: number): boolean {
    const earlier = this.#withdrawals?.get(tag) ?? [];
    const kept = earlier.filter((other) => !isCovered(other, privilege, by.secrecy));
    if (kept.length >= limit) return false;
    (this.#withdrawals ??= new Map()).set(tag, [...kept, { privilege, by }]);
    return true;
  }

  /** Gives up one privilege over a tag, or all of them. */
  drop(tag: Tag, privilege?: Privilege): void {
    const kept =
      privilege === undefined
        ? []
        : (this.#grants.get(tag) ?? []).filter((grant) => grant.privilege !== privilege);
    if (kept.length === 0) this.#forget(tag);
    else this.#set(tag, kept);
  }

  /** Forgets leases that ended before `now`. */
  prune(now: number): void {
    for (const [tag, grants] of this.#grants) {
      const kept = grants.filter((grant) => grant.until >= now);
      if (kept.length === 0) this.#forget(tag);
      else if (kept.length < grants.length) this.#set(tag, kept);
    }
  }

  /** Every grant held, for reports and copies. */
  *entries(): IterableIterator<readonly [Tag, Grant]> {
    for (const [tag, grants] of this.#grants) for (const grant of grants) yield [tag, grant];
  }

  #set(tag: Tag, grants: readonly Grant[]): void {
    if (this.#grants === NO_GRANTS) this.#grants = new Map();
    this.#grants.set(tag, grants);
  }

  #forget(tag: Tag): void {
    this.#grants.delete(tag);
    this.#bestowed?.delete(tag);
    this.#rekeyed?.delete(tag);
  }

  #best(tag: Tag, privilege: Privilege, use: Use): Grant | undefined {
    const grants = this.#grants.get(tag);
    if (grants === undefined) return undefined;
    let best: Grant | undefined;
    for (const grant of grants) {
      if (grant.privilege !== privilege || !isValid(tag, grant, use)) continue;
      if (best === undefined || lastsLonger(grant, best)) best = grant;
    }
    return best;
  }
}
