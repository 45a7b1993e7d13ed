/** Single rules of privileges, each with its grant and its refusal. */

import { describe, expect, test } from "vitest";
import {
  delegatedBy,
  type Grant,
  isPrivilege,
  LabelTable,
  operatorGrant,
  type Privilege,
  PRIVILEGES,
  PrivilegeSet,
  revokeDelegations,
  type Tag,
  type Use,
} from "../../src/label/index.ts";
import { makeTags } from "./arbitraries.ts";

const table = new LabelTable();

function freshTag(): Tag {
  return makeTags(1)[0] as Tag;
}

function use(now: number, round: number, secrecy: readonly Tag[] = []): Use {
  return { now, round, secrecy: table.of({ secrecy }).secrecy };
}

function holderOf(tag: Tag, ...grants: readonly (Grant | undefined)[]): PrivilegeSet {
  const set = new PrivilegeSet();
  for (const grant of grants) {
    if (grant === undefined) throw new Error("the privilege was not delegated");
    set.grant(tag, grant);
  }
  return set;
}

function creatorOf(tag: Tag): PrivilegeSet {
  const set = new PrivilegeSet();
  set.grantCreator(tag);
  return set;
}

test("there are four privileges and nothing else is one", () => {
  expect(PRIVILEGES.every(isPrivilege)).toBe(true);
  for (const other of ["t", "T+", "", null, 0, ["t+"], {}]) expect(isPrivilege(other)).toBe(false);
});

describe("delegation", () => {
  const authorities: readonly (readonly [Privilege, Privilege])[] = [
    ["t+", "t+auth"],
    ["t+auth", "t+auth"],
    ["t-", "t-auth"],
    ["t-auth", "t-auth"],
  ];

  test.each(authorities)("of %s takes %s and nothing else", (privilege, authority) => {
    expect(delegatedBy(privilege)).toBe(authority);
    const tag = freshTag();
    for (const held of PRIVILEGES) {
      const grant = holderOf(tag, operatorGrant(held, 0)).delegate(tag, privilege, use(0, 0));
      expect(grant !== undefined, `holding ${held}`).toBe(held === authority);
    }
  });

  test("holding t+ or t- delegates nothing", () => {
    const tag = freshTag();
    const set = holderOf(tag, operatorGrant("t+", 0), operatorGrant("t-", 0));
    for (const privilege of PRIVILEGES) {
      expect(set.delegate(tag, privilege, use(0, 0))).toBeUndefined();
      expect(set.acquire(tag, privilege, use(0, 0))).toBe(false);
    }
  });

  test("over one tag says nothing of another", () => {
    const set = creatorOf(freshTag());
    expect(set.delegate(freshTag(), "t+", use(0, 0))).toBeUndefined();
  });
});

describe("a creator", () => {
  test("holds the authorities, and t+ and t- only once it has acquired them", () => {
    const tag = freshTag();
    const set = creatorOf(tag);
    expect(set.isCreator(tag)).toBe(true);
    for (const privilege of ["t+auth", "t-auth"] as const) {
      expect(set.holds(tag, privilege, use(0, 0))).toBe(true);
    }
    for (const privilege of ["t+", "t-"] as const) {
      expect(set.holds(tag, privilege, use(0, 0))).toBe(false);
      expect(set.acquire(tag, privilege, use(0, 0))).toBe(true);
      expect(set.holds(tag, privilege, use(0, 0))).toBe(true);
    }
  });

  test("is beyond its own revocations, in what it holds and what it acquires", () => {
    const tag = freshTag();
    const set = creatorOf(tag);
    set.acquire(tag, "t+", use(0, 0));
    for (const privilege of PRIVILEGES) revokeDelegations(tag, privilege, 5, table.public);
    set.acquire(tag, "t-", use(0, 6));
    for (const privilege of PRIVILEGES) expect(set.holds(tag, privilege, use(0, 6))).toBe(true);
  });

  test("is nobody whom it delegated everything to", () => {
    const tag = freshTag();
    const creator = creatorOf(tag);
    const other = holderOf(tag, ...PRIVILEGES.map((it) => creator.delegate(tag, it, use(0, 0))));
    expect(other.isCreator(tag)).toBe(false);
  });
});

describe("leases", () => {
  test("hold up to and at their last event time, not after", () => {
    const tag = freshTag();
    const set = holderOf(tag, operatorGrant("t-", 0, 100));
    expect(set.holds(tag, "t-", use(100, 0))).toBe(true);
    expect(set.holds(tag, "t-", use(100.001, 0))).toBe(false);
    expect(set.validUntil(tag, "t-", use(0, 0))).toBe(100);
    expect(set.validUntil(tag, "t-", use(101, 0))).toBeUndefined();
  });

  test("go by the time of the event in hand, not by the latest that was seen", () => {
    const tag = freshTag();
    const set = holderOf(tag, operatorGrant("t-", 0, 100));
    expect(set.holds(tag, "t-", use(200, 0))).toBe(false);
    expect(set.holds(tag, "t-", use(50, 0))).toBe(true);
  });

  test("what is delegated or acquired lives no longer than the authority", () => {
    const tag = freshTag();
    const set = holderOf(tag, operatorGrant("t+auth", 0, 100));
    expect(set.delegate(tag, "t+", use(0, 0))?.until).toBe(100);
    expect(set.delegate(tag, "t+", use(0, 0), 500)?.until).toBe(100);
    expect(set.delegate(tag, "t+", use(0, 0), 50)?.until).toBe(50);
    expect(set.delegate(tag, "t+", use(101, 0))).toBeUndefined();
    set.acquire(tag, "t+", use(0, 0));
    expect(set.holds(tag, "t+", use(101, 0))).toBe(false);
  });

  test("the longest counts, in whichever order they come", () => {
    const tag = freshTag();
    for (const untils of [
      [50, 100],
      [100, 50],
      [100, 100, 50],
    ]) {
      const set = holderOf(tag, ...untils.map((until) => operatorGrant("t+", 0, until)));
      expect(set.validUntil(tag, "t+", use(0, 0))).toBe(100);
    }
  });
});

describe("revocation", () => {
  test("covers what was delegated before and not what comes after", () => {
    const tag = freshTag();
    const creator = creatorOf(tag);
    const before = holderOf(tag, creator.delegate(tag, "t+", use(0, 4)));
    revokeDelegations(tag, "t+", 5, table.public);
    const after = holderOf(tag, creator.delegate(tag, "t+", use(0, 5)));
    expect(before.holds(tag, "t+", use(0, 5))).toBe(false);
    expect(after.holds(tag, "t+", use(0, 5))).toBe(true);
  });

  test("of an authority covers what was delegated on it, at any remove", () => {
    const tag = freshTag();
    const first = holderOf(tag, creatorOf(tag).delegate(tag, "t-auth", use(0, 0)));
    const second = holderOf(tag, first.delegate(tag, "t-auth", use(0, 1)));
    const third = holderOf(tag, second.delegate(tag, "t-", use(0, 2)));
    revokeDelegations(tag, "t-auth", 3, table.public);
    expect(second.holds(tag, "t-auth", use(0, 3))).toBe(false);
    expect(third.holds(tag, "t-", use(0, 3))).toBe(false);
  });

  test("of an authority covers what its holder acquired on it", () => {
    const tag = freshTag();
    const set = holderOf(tag, creatorOf(tag).delegate(tag, "t+auth", use(0, 0)));
    set.acquire(tag, "t+", use(0, 1));
    revokeDelegations(tag, "t+auth", 5, table.public);
    expect(set.holds(tag, "t+", use(0, 5))).toBe(false);
  });

  test("of an authority leaves what the creator itself delegated", () => {
    const tag = freshTag();
    const set = holderOf(tag, creatorOf(tag).delegate(tag, "t+", use(0, 0)));
    revokeDelegations(tag, "t+auth", 5, table.public);
    expect(set.holds(tag, "t+", use(0, 5))).toBe(true);
  });

  test("of t+ leaves the authority, on which its holder may acquire it again", () => {
    const tag = freshTag();
    const set = holderOf(tag, creatorOf(tag).delegate(tag, "t+auth", use(0, 0)));
    revokeDelegations(tag, "t+", 5, table.public);
    expect(set.acquire(tag, "t+", use(0, 6))).toBe(true);
    expect(set.holds(tag, "t+", use(0, 6))).toBe(true);
  });

  test("reaches only holders that may learn what its author had learnt", () => {
    const tag = freshTag();
    const secret = freshTag();
    const set = holderOf(tag, creatorOf(tag).delegate(tag, "t+", use(0, 0)));
    revokeDelegations(tag, "t+", 5, table.of({ secrecy: [secret] }));
    expect(set.holds(tag, "t+", use(0, 6))).toBe(true);
    expect(set.holds(tag, "t+", use(0, 6, [secret]))).toBe(false);
    expect(set.holds(tag, "t+", use(0, 6, [freshTag()]))).toBe(true);
  });

  test("once made, is not undone by a later one that reaches fewer", () => {
    const tag = freshTag();
    const secret = freshTag();
    const set = holderOf(tag, creatorOf(tag).delegate(tag, "t+", use(0, 0)));
    revokeDelegations(tag, "t+", 5, table.public);
    revokeDelegations(tag, "t+", 6, table.of({ secrecy: [secret] }));
    expect(set.holds(tag, "t+", use(0, 7))).toBe(false);
  });
});

test("drop: one privilege, or all over the tag, and nothing over others", () => {
  const [tag, other] = makeTags(2) as [Tag, Tag];
  const set = holderOf(tag, operatorGrant("t+", 0), operatorGrant("t-", 0));
  set.grant(other, operatorGrant("t+", 0));
  set.drop(tag, "t+");
  expect(set.holds(tag, "t+", use(0, 0))).toBe(false);
  expect(set.holds(tag, "t-", use(0, 0))).toBe(true);
  set.drop(tag);
  expect(set.holds(tag, "t-", use(0, 0))).toBe(false);
  expect([...set.tags()]).toEqual([other]);
});
