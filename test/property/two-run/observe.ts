/** What can be asked of a random platform; each answer is null if all is well, or says what is not. */

import type { Build } from "./build.ts";
import type { PlatformSpec } from "./platform-spec.ts";
import { Run, type RunOptions, type Trace } from "./run.ts";

export type Question = (build: Build, spec: PlatformSpec) => Promise<string | null>;

function observe(build: Build, spec: PlatformSpec, options: RunOptions): Promise<Trace> {
  return new Run(build, spec, options).trace();
}

/** Where the first observer that can tell the two runs apart can do so. */
export const difference: Question = async (build, spec) => {
  const first = await observe(build, spec, { variant: 0 });
  return firstDifference(first, await observe(build, spec, { variant: 1 }));
};

/** The same, without what a unit notes itself in the call in which it is raised. */
export const seenElsewhere: Question = async (build, spec) => {
  const first = await observe(build, spec, { variant: 0, isMutedByRaise: true });
  return firstDifference(first, await observe(build, spec, { variant: 1, isMutedByRaise: true }));
};

/** The same for those who believe only what the gate vouches for: what it does not vouch for differs. */
export const credulity: Question = async (build, spec) => {
  const observers = "believers";
  const first = await observe(build, spec, { variant: 0, observers });
  const second = await observe(build, spec, { variant: 1, observers });
  return firstDifference(withoutStartTimes(first), withoutStartTimes(second));
};

/** SECURITY.md says that what nobody vouches for shows in the time that a unit is told when it starts. */
function withoutStartTimes(trace: Trace): Trace {
  const lines = (of: readonly string[]): readonly string[] =>
    of.map((line) => (/^low \S+ start;/.test(line) ? line.replaceAll(/now=\d+/g, "now") : line));
  return new Map([...trace].map(([observer, of]) => [observer, lines(of)]));
}

/** What an honest kernel is accused of. */
export const accusation: Question = async (build, spec) => {
  const run = new Run(build, spec, { variant: 0 });
  await run.trace();
  return run.accusations[0] ?? null;
};

/** What a unit did after it was stopped. */
export const afterlife: Question = async (build, spec) => {
  const run = new Run(build, spec, { variant: 0 });
  await run.trace();
  return run.afterlife[0] ?? null;
};

export const questions = {
  difference,
  seenElsewhere,
  credulity,
  accusation,
  afterlife,
} as const;
export type QuestionName = keyof typeof questions;

export function firstDifference(first: Trace, second: Trace): string | null {
  for (const observer of new Set([...first.keys(), ...second.keys()])) {
    const [a, b] = [first.get(observer) ?? [], second.get(observer) ?? []];
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      if (a[i] === b[i]) continue;
      return `${observer} noticed, as number ${i + 1}, in run 1:\n  ${a[i] ?? "nothing"}\nand in run 2:\n  ${b[i] ?? "nothing"}`;
    }
  }
  return null;
}
