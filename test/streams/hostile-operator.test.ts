/** An operator whose cell is no longer ours: the host takes nothing from it that no operator says. */

import { expect, onTestFinished, test } from "vitest";
import { createPlatform } from "../../src/platform/create.ts";
import { programFromSource } from "../../src/loading/load-program.ts";
import { Owner, QueryBuilder, type Result, User } from "../../src/query/index.ts";
import { PlatformCloud } from "../../src/streams/index.ts";
import { pushAll, vitals } from "../query/roles.ts";

const from = QueryBuilder.from(vitals);

/** A program in the operators' place, of which each publishes other parts for each block. */
function sayer(parts: readonly string[]): string {
  return `
    import { defineProgram } from "cordon/unit";
    export default defineProgram((unit) => {
      const label = { integrity: [unit.config.spoken] };
      const number = Number(unit.config.name.split("-").at(-1));
      unit.subscribe({ part: "type", equals: "block" }, (block) => {
        const event = unit.createEvent();
        const said = [${parts.join(",\n")}][number];
        for (const [name, data] of said) unit.addPart(event, label, name, data);
        unit.publish(event);
      });
    });
  `;
}

function lab(source: string) {
  const platform = createPlatform({ placement: "shared" });
  const results: Result[] = [];
  // In the place of the program that the cloud adds.
  const hostile = programFromSource("stream-operator", source);
  const addProgram = platform.addProgram.bind(platform);
  platform.addProgram = () => addProgram(hostile);
  const cloud = new PlatformCloud({ platform, threads: 1, deliver: (it) => results.push(it) });
  onTestFinished(async () => {
    await cloud.close().catch(() => {});
    platform.close();
  });
  return { platform, cloud, results };
}

const unlikely: Readonly<Record<string, string>> = {
  "an unknown task": `[["type", "work"], ["id", 0], ["task", "burn"], ["side", 0]]`,
  "no id": `[["type", "work"], ["task", "transform"], ["side", 0]]`,
  "inputs that are no bytes": `[["type", "work"], ["id", 0], ["task", "tag"], ["side", 0], ["inputs0", [1]]]`,
  "inputs that are no list": `[["type", "work"], ["id", 0], ["task", "tag"], ["side", 0], ["inputs0", 1]]`,
  "a side below": `[["type", "work"], ["id", 0], ["task", "tag"], ["side", -1]]`,
  "no form": `[["type", "result"]]`,
  "a result without a block": `[["type", "result"], ["form", "result"]]`,
  "a pair of one": `[["type", "result"], ["form", "pairs"], ["head", block.head]]`,
  "an item of another form": `[["type", "result"], ["form", "result"], ["head", block.head], ["signature", unit.bytes(block.signature)],
      ["items0", [{ form: "masked", digest: new Uint8Array(32), name: "x" }]]]`,
  "a window without a sum": `[["type", "result"], ["form", "window"], ["epoch", 0], ["index", 0]]`,
  "a window below": `[["type", "result"], ["form", "window"], ["epoch", 0], ["index", -1]]`,
};

test("who says what no operator says is heard no more; the host and the others go on", async () => {
  const honest = `[["type", "work"], ["id", 0], ["task", "transform"], ["side", 0], ["inputs0", []]]`;
  const { cloud, results, platform } = lab(sayer([...Object.values(unlikely), honest]));
  const owner = new Owner({ schema: vitals });
  const users = [...Object.keys(unlikely), "honest"];
  for (const user of users) {
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await cloud.register(owner.grant(from.map("hr").for(user)).forCloud);
  }
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  for (const user of Object.keys(unlikely)) {
    // One after the other.
    // oxlint-disable-next-line no-await-in-loop
    await expect(cloud.settled()).rejects.toMatchObject({
      code: "GRANT",
      message: expect.stringMatching(`operator of ${user}'s query on alice's vitals was stopped`),
    });
  }
  await cloud.settled();
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  await cloud.settled();
  expect(results).toEqual([]);
  const { units, audit } = platform.statistics();
  expect(audit.fault).toBe(0);
  const heard = units.filter(({ deliveries }) => deliveries === 2).map(({ name }) => name);
  expect(heard).toEqual([`stream-operator-${users.length - 1}`]);
});

test("what is malformed, but could be an operator's, is refused by the thread, with its code", async () => {
  const { cloud } = lab(
    sayer([
      `[["type", "work"], ["id", 7], ["task", "fold"], ["side", 1], ["inputs0", [new Uint8Array(3)]]]`,
    ]),
  );
  const owner = new Owner({ schema: vitals });
  await cloud.register(owner.grant(from.map("hr").for("friend")).forCloud);
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  await expect(cloud.settled()).rejects.toMatchObject({ code: "ENCODING" });
});

test("results that it makes up are refused by the user", async () => {
  const parts = `[["type", "result"], ["form", "result"], ["head", block.head],
    ["signature", unit.bytes(block.signature)], ["items0", [{ form: "column", name: "hr",
    wrap: new Uint8Array(16), key: new Uint8Array(99), body: new Uint8Array(9), digest: new Uint8Array(32) }]]]`;
  const { cloud, results } = lab(sayer([parts]));
  const owner = new Owner({ schema: vitals });
  const { forCloud, forUser } = owner.grant(from.map("hr").for("friend"));
  await cloud.register(forCloud);
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  await cloud.settled();
  expect(results).toHaveLength(1);
  for (const { bytes } of results) {
    expect(() => new User(forUser).read(bytes)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^(ENCODING|DECRYPTION)$/) }),
    );
  }
});

test("an operator that throws is gone, and said to be", async () => {
  const { cloud } = lab(`
    import { defineProgram } from "cordon/unit";
    export default defineProgram((unit) => {
      unit.subscribe({ part: "type", equals: "block" }, () => { throw new Error("no"); });
    });
  `);
  const owner = new Owner({ schema: vitals });
  await cloud.register(owner.grant(from.map("hr").for("friend")).forCloud);
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  await expect(cloud.settled()).rejects.toMatchObject({ code: "GRANT" });
});

test("who asks for ever is heard no more; the others' blocks pass, and the cloud settles", async () => {
  // It asks for as much as it may, and again for each outcome.
  const greedy = `
    import { defineProgram } from "cordon/unit";
    export default defineProgram((unit) => {
      const label = { integrity: [unit.config.spoken] };
      let id = 0;
      const ask = () => {
        const event = unit.createEvent();
        const parts = [["type", "work"], ["id", id++], ["task", "tag"], ["side", 0], ["inputs0", []]];
        for (const [name, data] of parts) unit.addPart(event, label, name, data);
        unit.publish(event);
      };
      unit.subscribe({ part: "type", equals: "block" }, () => {
        for (let i = 0; i < 100; i++) ask();
      });
      unit.subscribe({ part: "operator", equals: unit.config.name }, ask);
    });
  `;
  const { cloud } = lab(greedy);
  const owner = new Owner({ schema: vitals });
  await cloud.register(owner.grant(from.map("hr").for("friend")).forCloud);
  await pushAll(cloud, owner.encrypt([{ time: 1, hr: 2 }]));
  await expect(cloud.settled()).rejects.toMatchObject({
    code: "GRANT",
    message: expect.stringMatching(/asked for more than is due/),
  });
  await cloud.settled();
}, 30_000);
