/** bytes: what came in an event stays as it was; a program is given copies. */

import { expect, test } from "vitest";
import { Lab } from "../../platform/lab.ts";

test("bytes gives a copy: changing it changes nobody's event", () => {
  const lab = new Lab([]);
  const body = `on("x", (e) => {
    const copy = unit.bytes(e.x);
    say(e.x.length, copy instanceof Uint8Array, [...copy]);
    copy.fill(0);
    say([...unit.bytes(e.x)]);
  });`;
  lab.unit("first", body);
  lab.unit("second", body);
  lab.event({ x: new Uint8Array([1, 2, 3]) });
  for (const name of ["first", "second"]) {
    expect(lab.said(name)).toEqual(["3 true [1,2,3]", "[1,2,3]"]);
  }
});

test("bytes that a unit publishes are copied as they are then, also within other data", () => {
  const lab = new Lab([]);
  lab.unit(
    "sender",
    `on("go", () => {
       const bytes = new Uint8Array([1, 2, 3]);
       const event = draft({ x: { list: [bytes, bytes.subarray(1)] } });
       bytes.fill(0);
       unit.publish(event);
     });`,
  );
  lab.unit("reader", `on("x", (e) => say(e.x.list.map((it) => [...unit.bytes(it)])));`);
  lab.event({ go: 1 });
  expect(lab.said("reader")).toEqual(["[[1,2,3],[2,3]]"]);
});

test("bytes that came in an event may go on as they are", () => {
  const lab = new Lab([]);
  lab.unit("relay", `on("x", (e) => emit({ y: e.x }));`);
  lab.unit("reader", `on("y", (e) => say([...unit.bytes(e.y)]));`);
  lab.event({ x: new Uint8Array([1, 2, 3]) });
  expect(lab.said("reader")).toEqual(["[1,2,3]"]);
});

test("bytes is refused as VALUE_KIND for what did not come in an event", () => {
  const lab = new Lab([]);
  lab.unit(
    "subject",
    `const values = [undefined, null, 1, "bytes", {}, [1, 2], new Uint8Array(2), new ArrayBuffer(2)];
     say(values.map((it) => code(() => unit.bytes(it))));`,
  );
  expect(lab.said("subject")).toEqual([JSON.stringify(Array(8).fill("VALUE_KIND"))]);
});
