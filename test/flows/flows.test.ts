/** No observer without clearance can tell two secrets apart, whatever bound the secret makes others hit. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Placement } from "../../src/index.ts";
import { limits } from "../../src/limits.ts";
import { type Build, buildPlatform, type Change } from "../property/two-run/build.ts";
import { bounds, conceded, ownBounds } from "./bounds.ts";
import { everywhere, type Flow, type Secret, Stage } from "./flow.ts";
import { generations } from "./generations.ts";
import { labels } from "./labels.ts";
import { lives } from "./lives.ts";
import { neighbours } from "./neighbours.ts";

const builds = new Map<string, Promise<Build>>();

function buildWith(changes: readonly Change[]): Promise<Build> {
  const key = JSON.stringify(changes);
  const build = builds.get(key) ?? buildPlatform(changes);
  builds.set(key, build);
  return build;
}

function run(build: Build, flow: Flow, placement: Placement, secret: Secret): Stage {
  const stage = new Stage(build, placement, flow);
  flow.run(stage, secret);
  stage.platform.settle();
  return stage;
}

describe.each([
  ["labels", labels],
  ["lives", lives],
  ["neighbours", neighbours],
  ["generations", generations],
  ["bounds", bounds],
] as const)("%s", (_kind, flows) => {
  describe.each([...flows])("$title", (flow) => {
    test.each((flow.placements ?? everywhere).map((placement) => ({ placement })))(
      "$placement",
      async ({ placement }) => {
        const build = await buildWith(flow.changes ?? []);
        const low = run(build, flow, placement, 0);
        const high = run(build, flow, placement, 1);
        expect(flow.isReached(high), "the flow does what it is to do").toBe(true);
        expect(high.observed).toEqual(low.observed);
        expect([...low.violations, ...high.violations]).toEqual([]);
      },
    );
  });
});

test("each bound has a flow that hits it, is one of a caller's own, or is conceded", () => {
  const flows = bounds.flatMap(({ bound }) => (bound === undefined ? [] : [bound]));
  const known = new Set([...flows, ...ownBounds, ...conceded]);
  expect(Object.keys(limits).filter((name) => !known.has(name))).toEqual([]);
  expect([...known].filter((name) => !(name in limits))).toEqual([]);
});

test("SECURITY.md says of each bound who can tell that it was hit", () => {
  const text = readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8");
  expect(Object.keys(limits).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
