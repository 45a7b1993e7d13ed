/** An owner on a thread has what one beside has: the same members, which come to the same. */

import { expect, expectTypeOf, onTestFinished, test } from "vitest";
import { newSharedKey } from "../../src/crypto/index.ts";
import { Owner, OwnerThread, QueryBuilder } from "../../src/query/index.ts";
import { fitness, vitals } from "./roles.ts";

type Later<Member> = Member extends (...args: infer Args) => infer Result
  ? (...args: Args) => Promise<Result>
  : Member;

test("each member of an owner is one of the thread's: values as they are, calls as promises", async () => {
  expectTypeOf<{ [Name in keyof Owner]: OwnerThread[Name] }>().toEqualTypeOf<{
    [Name in keyof Owner]: Later<Owner[Name]>;
  }>();
  const owner = new Owner({ schema: vitals });
  const thread = await OwnerThread.start({ schema: vitals });
  onTestFinished(() => thread.close());
  const members = [
    ...Object.getOwnPropertyNames(Owner.prototype),
    ...Object.getOwnPropertyNames(owner),
  ];
  expect(members).toContain("epoch");
  for (const name of members) {
    expect([name, Reflect.has(thread, name)]).toEqual([name, true]);
    expect([name, typeof Reflect.get(thread, name)]).toEqual([
      name,
      typeof Reflect.get(owner, name),
    ]);
  }
  expect(thread.schema).toEqual(owner.schema);
});

test("its epoch is the one that was begun last", async () => {
  const thread = await OwnerThread.start({ schema: vitals });
  onTestFinished(() => thread.close());
  expect(thread.epoch).toBe(0);
  const begun = [thread.nextEpoch(), thread.nextEpoch()];
  await Promise.all(begun);
  expect(thread.epoch).toBe(2);
  const granted = await thread.grant(QueryBuilder.from(vitals).map("hr").for("a"));
  expect(granted.epoch).toBe(thread.epoch);
  const { masterKey } = thread;
  const next = await OwnerThread.start({
    schema: vitals,
    resume: { masterKey, lastEpoch: thread.epoch },
  });
  onTestFinished(() => next.close());
  expect(next.epoch).toBe(3);
  const last = await OwnerThread.start({
    schema: vitals,
    resume: { masterKey, lastEpoch: 2 ** 32 - 2 },
  });
  onTestFinished(() => last.close());
  await expect(last.nextEpoch()).rejects.toMatchObject({ code: "GRANT" });
  expect(last.epoch).toBe(2 ** 32 - 1);
  const query = QueryBuilder.from(vitals).join(fitness, { on: "time" }).for("a");
  const joined = await thread.grant(query, { other: fitness, sharedKey: newSharedKey() });
  expect(joined.epoch).toBe(2);
});
