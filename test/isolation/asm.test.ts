/** V8 takes no function of a program for asm.js, also of a text that no loader has checked. */

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const script = `
import { createPlatform } from ${JSON.stringify(new URL("../../dist/src/index.js", import.meta.url).href)};
const statements = "if (x) { y = (y + x) | 0 } else { x = (x ^ y) | 0 }".repeat(4_000);
const body = \`"use strict"; return (unit) => {
  const valid = function () { "use asm"; function f(x, y) { x = x | 0; y = y | 0; \${statements} return y | 0 } return f; };
  const invalid = function (s) { "use asm"; var x = s.Math.zork; function f() { return 1 } return f; };
  try { invalid({ Math }); } catch {}
  unit.log(String(valid()(0, 0)));
};\`;
const platform = createPlatform({ seed: 1 });
platform.notifications.on("record", (record) => console.error(record.kind, record.text));
platform.addProgram({ name: "p", body, isShared: false, children: [] });
platform.deploy({ program: "p", name: "u" });
platform.settle();
platform.close();
console.error(process.resourceUsage().maxRSS < 600 * 1024 ? "small" : "large");
`;

test("V8 warns of none on standard output, and compiles none outside the limits", () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--no-node-snapshot", "--input-type=module", "-e", script],
    { encoding: "utf8" },
  );
  expect(stdout).toBe("");
  expect(stderr.trim().split("\n")).toEqual(["log 0", "small"]);
});
