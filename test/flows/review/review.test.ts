/** Findings of a reviewer: each flow is expected to leak (the test fails once it does not any more). */
import { expect, test } from "vitest";
import { all } from "./flows.ts";
import { seen } from "./try.ts";

const short = (lines: readonly string[]): string =>
  lines.map((it) => it.replaceAll('{"secrecy":[],"integrity":[]}', "")).join(" ; ");

test.each(all.map((flow) => ({ flow, title: flow.title })))("$title", async ({ flow }) => {
  const results = await seen(flow);
  for (const { placement, low, high, violations } of results) {
    const differs = JSON.stringify(low) !== JSON.stringify(high);
    console.log(
      `${flow.title}\n  ${placement}: ${differs ? "DIFFERS" : "same"}\n    0: ${short(low)}\n    1: ${short(high)}` +
        (violations.length > 0 ? `\n    violations: ${violations.join()}` : ""),
    );
  }
  expect(results.some(({ low, high }) => JSON.stringify(low) !== JSON.stringify(high))).toBe(true);
});
