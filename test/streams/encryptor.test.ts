/** Declassification by encryption: what is secret on the platform leaves it as ciphertext, or not at all. */

import { expect, onTestFinished, test } from "vitest";
import { createPlatform } from "../../src/platform/create.ts";
import { Cloud, OwnerThread, QueryBuilder, type Row, User } from "../../src/query/index.ts";
import { Encryptor } from "../../src/streams/index.ts";
import { vitals } from "../query/roles.ts";

async function lab(batch: number) {
  const platform = createPlatform({ placement: "shared" });
  const alice = platform.createTag("s-alice");
  const owner = await OwnerThread.start({ schema: vitals, granularity: "per-epoch" });
  const { forCloud, forUser } = await owner.grant(
    QueryBuilder.from(vitals).map("hr").for("friend"),
  );
  const cloud = new Cloud();
  cloud.register(forCloud);
  const user = new User(forUser);
  const rows: Row[] = [];
  const label = { secrecy: [alice] };
  const encryptor = new Encryptor({
    platform,
    owner,
    filter: { part: "type", equals: "vitals" },
    part: "tuple",
    clearance: label,
    batch,
    // oxlint-disable-next-line typescript/require-await -- others wait for a network
    send: async (block) => {
      rows.push(...cloud.push(block).flatMap(({ bytes }) => user.read(bytes)));
    },
  });
  onTestFinished(async () => {
    await encryptor.close().catch(() => {});
    await owner.close();
    platform.close();
  });
  return {
    platform,
    encryptor,
    owner,
    rows,
    publish(tuple: Readonly<Record<string, string | number>>, at: object = label) {
      platform.publish(
        [
          { name: "type", data: "vitals", label: at },
          { name: "tuple", data: tuple, label: at },
        ],
        0,
      );
    },
  };
}

test("tuples under the owner's secrecy are encrypted in order; nobody without it sees one", async () => {
  const { platform, encryptor, rows, publish } = await lab(2);
  let seen = 0;
  platform.subscribe({ part: "type", present: true }, () => seen++);
  for (let i = 0; i < 5; i++) publish({ time: i, hr: i });
  platform.settle();
  await encryptor.settled();
  expect(rows).toEqual([0, 1, 2, 3, 4].map((hr) => ({ hr })));
  expect(seen).toBe(0);
});

test("what is no tuple of the stream is refused alone, with its code", async () => {
  const { platform, encryptor, rows, publish } = await lab(8);
  publish({ time: 0, hr: 1 });
  publish({ time: 0, hr: 999 });
  publish({ time: 0 });
  publish({ time: 0, hr: 2 });
  platform.settle();
  await expect(encryptor.settled()).rejects.toMatchObject({ code: "FIELD_VALUE" });
  expect(rows).toEqual([{ hr: 1 }, { hr: 2 }]);
});

test("an owner on a thread does what one beside does, and its errors keep their codes", async () => {
  const { owner } = await lab(1);
  const query = QueryBuilder.from(vitals).map("time").for("enemy");
  await owner.grant(query);
  await expect(owner.grant({ ...query, map: ["x"] })).rejects.toMatchObject({
    code: "QUERY_FIELD",
  });
  await expect(owner.encrypt([{ time: 1 }])).rejects.toMatchObject({ code: "QUERY_FIELD" });
  expect(await owner.revoke("enemy")).toBe(1);
  expect((await owner.nextEpoch()).map(({ epoch }) => epoch)).toEqual([1]);
  const work = owner.grant({ ...query, map: [() => 1] } as never);
  await expect(work).rejects.toMatchObject({ code: "QUERY" });
  const wrong = OwnerThread.start({ schema: vitals, filterable: ["x"] });
  await expect(wrong).rejects.toMatchObject({ code: "QUERY_FIELD" });
  const resume = { masterKey: owner.masterKey, lastEpoch: 1 };
  const second = await OwnerThread.start({ schema: vitals, resume });
  expect(second.masterKey.toBytes()).toEqual(owner.masterKey.toBytes());
  expect((await second.grant(query)).epoch).toBe(2);
  await second.close();
  await expect(second.revoke("a")).rejects.toMatchObject({ code: "CLOSED" });
});
