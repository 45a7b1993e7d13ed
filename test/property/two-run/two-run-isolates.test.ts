/** The same in real cells, where V8 itself could tell: few platforms, for each cell is an isolate. */

import { describe, expect, test } from "vitest";
import { platformOf } from "./arbitrary-platform.ts";
import { restful } from "./bounds.ts";
import { buildIsolated, type Change, type IsolatedBuild } from "./build.ts";
import { findProblem } from "./check.ts";
import { firstDifference, type Question } from "./observe.ts";
import { Run, type Trace } from "./run.ts";
import { warmed } from "./scenes/warmed.ts";

const isSoak = process.env["CORDON_TWO_RUN"] !== undefined;
const numRuns = isSoak ? 200 : 4;
const timeout = 60_000 + 2_000 * numRuns;
/** No clock is to decide anything here. */
const crossingMs = 60_000;

function inIsolates(build: IsolatedBuild): Question {
  const observe = (spec: Parameters<Question>[1], variant: 0 | 1): Promise<Trace> =>
    new Run(build, spec, {
      variant,
      mayExhaust: false,
      crossingMs,
      makeCell: (options, onCatastrophe) => new build.IsolateCell(options, onCatastrophe),
    }).trace();
  return async (_, spec) => firstDifference(await observe(spec, 0), await observe(spec, 1));
}

async function findLeak(
  changes: readonly Change[],
  among?: ReturnType<typeof platformOf>,
): Promise<string | null> {
  const build = await buildIsolated([...restful, ...changes]);
  const options = { numRuns, shrink: false, series: 5, ...(among && { among }) };
  return findProblem(build, inIsolates(build), options);
}

describe("no observer can tell two secrets apart", { timeout }, () => {
  test("by what V8 has compiled", async () => {
    expect(await findLeak([], platformOf(warmed))).toBeNull();
  });

  test("by anything else", async () => {
    expect(await findLeak([])).toBeNull();
  });
});

test(
  "it is found that float arrays share their memory, and NaNs are copied bit by bit",
  { timeout },
  async () => {
    const changes: readonly Change[] = [
      { file: "isolation/realm/harden.ts", from: 'import "./float-arrays.ts";', to: "" },
      {
        file: "src/event/value.ts",
        from: "return Number.isNaN(input) ? Number.NaN : input;",
        to: "return input;",
      },
    ];
    expect(await findLeak(changes, platformOf(warmed))).not.toBeNull();
  },
);
