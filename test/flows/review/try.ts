/** Runs a flow with both secrets everywhere and says where what a low observer sees differs. */
import type { Placement } from "../../../src/index.ts";
import { type Build, buildPlatform, type Change } from "../../property/two-run/build.ts";
import { everywhere, type Flow, type Secret, Stage } from "../flow.ts";

const builds = new Map<string, Promise<Build>>();
export function buildWith(changes: readonly Change[] = []): Promise<Build> {
  const key = JSON.stringify(changes);
  const build = builds.get(key) ?? buildPlatform(changes);
  builds.set(key, build);
  return build;
}

export function run(build: Build, flow: Flow, placement: Placement, secret: Secret): Stage {
  const stage = new Stage(build, placement, flow);
  flow.run(stage, secret);
  stage.platform.settle();
  return stage;
}

export const name = (placement: Placement): string =>
  typeof placement === "string" ? placement : "group";

export interface Seen {
  readonly placement: string;
  readonly low: readonly string[];
  readonly high: readonly string[];
  readonly violations: readonly string[];
}

export async function seen(flow: Flow): Promise<readonly Seen[]> {
  const build = await buildWith(flow.changes ?? []);
  return (flow.placements ?? everywhere).map((placement) => {
    const low = run(build, flow, placement, 0);
    const high = run(build, flow, placement, 1);
    for (const stage of [low, high]) {
      const refused = stage.records("refused").map((it) => `${it.unit.name} ${it.message}`);
      const faults = stage.records("fault").map((it) => `${it.unit.name} ${it.message}`);
      if (process.env["SHOW"]) console.log(name(placement), refused, faults);
    }
    return {
      placement: name(placement),
      low: low.observed,
      high: high.observed,
      violations: [...low.violations, ...high.violations],
    };
  });
}
