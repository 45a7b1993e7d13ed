/**
 * The host believes of a kernel that lies exactly what its units, together, may read, say and give. The
 * rule is written here a third time: apart from the kernel's checks and from the envelope's.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { Tag } from "../../../src/label/index.ts";
import type { Platform as PlatformType } from "../../../src/platform/platform.ts";
import { type Crossing, FakeCell } from "../../hostile/broken-kernel/fake-cell.ts";
import { type Build, buildPlatform, type Change } from "../two-run/build.ts";
import type { GrantRef, LabelRef } from "../two-run/program-spec.ts";
import { type ForgedCell, forgedCell, isPossible } from "./forgery.ts";

const tagNames = ["t0", "t1", "t2", "t3", "t4", "t5"];
const numRuns = Math.min(20_000, Number(process.env["CORDON_TWO_RUN"] ?? 1_000));

class ForgedRun {
  readonly #platform: PlatformType;
  readonly #tags: readonly Tag[];
  readonly #spec: ForgedCell;
  #isLost = false;

  constructor({ Platform }: Build, spec: ForgedCell) {
    this.#spec = spec;
    let isDone = false;
    const cell = new FakeCell((crossing) => {
      const [event] = crossing.events();
      if (isDone || event === undefined) return crossing.answer();
      isDone = true;
      return crossing.answer(this.#report(crossing, event));
    });
    this.#platform = new Platform({ placement: "shared", seed: 1, watchdog: false }, () => cell);
    this.#platform.notifications.on("record", ({ kind }) => {
      this.#isLost ||= kind === "violation";
    });
    this.#tags = tagNames.map((name) => this.#platform.createTag(name));
    this.#platform.addProgram({ name: "liar", body: "", isShared: false, children: ["liar"] });
  }

  isBelieved(): boolean {
    const { units, forgery } = this.#spec;
    for (const [i, { input, output, privileges }] of units.entries()) {
      this.#platform.deploy({
        program: "liar",
        name: `liar-${i}`,
        input: this.#label(input),
        output: this.#label(output),
        privileges: privileges.map(({ tag, privilege, until }) => ({
          tag: this.#tag(tag),
          privilege,
          ...(until >= 0 && { until }),
        })),
        config: Object.fromEntries(tagNames.map((name, i) => [name, this.#tag(i)])),
      });
    }
    this.#platform.settle();
    this.#platform.publish(
      [
        { name: "seen", data: 0 },
        { name: "labelled", data: 0, label: this.#label(forgery.label) },
      ],
      0,
    );
    this.#platform.settle();
    this.#platform.close();
    return !this.#isLost;
  }

  #report(crossing: Crossing, event: readonly unknown[]): readonly unknown[] {
    const { kind, label, grants } = this.#spec.forgery;
    const wire = wireLabel(crossing, label);
    const given = grants.map((it) => wireGrant(crossing, it));
    const parts = [[wire], [["forged", 1, 0, given]]];
    const cause = crossing.cause();
    const version = (
      removed: readonly number[],
      unseen: readonly unknown[],
      added: unknown,
    ): readonly unknown[] => ["version", 0, crossing.unit, cause, event[1], removed, unseen, added];
    switch (kind) {
      case "event":
        return ["event", 0, crossing.unit, cause, parts, null];
      case "added":
        return version([], [], parts);
      case "unseen":
        return version([], [["labelled", wire]], [[], []]);
      case "removed":
        return version([1], [], [[], []]);
      case "spawn":
        return ["spawn", crossing.unit, "liar", wire, given, 0, cause, "1"];
      case "endpoint":
        return ["endpoint", 10 ** 9, crossing.unit, wire, []];
    }
  }

  #tag(at: number): Tag {
    return this.#tags[at] as Tag;
  }

  #label({ secrecy, integrity }: LabelRef): { secrecy: Tag[]; integrity: Tag[] } {
    const all = (tags: readonly number[]): Tag[] => [...new Set(tags)].map((it) => this.#tag(it));
    return { secrecy: all(secrecy), integrity: all(integrity) };
  }
}

function wireTag(crossing: Crossing, at: number): string {
  return crossing.tag(tagNames[at] ?? "");
}

function wireLabel(crossing: Crossing, { secrecy, integrity }: LabelRef): readonly unknown[] {
  return [secrecy, integrity].map((tags) => tags.map((it) => wireTag(crossing, it)));
}

function wireGrant(crossing: Crossing, { tag, privilege, until }: GrantRef): readonly unknown[] {
  return [privilege, wireTag(crossing, tag), until, 0, 0];
}

async function misjudged(changes: readonly Change[]): Promise<ForgedCell | null> {
  const build = await buildPlatform(changes);
  const isJudged = fc.property(
    forgedCell,
    (spec) => new ForgedRun(build, spec).isBelieved() === isPossible(spec),
  );
  const result = fc.check(isJudged, { numRuns, seed: 5 });
  if (
    result.errorInstance instanceof Error &&
    !result.errorInstance.message.startsWith("Property")
  ) {
    throw result.errorInstance;
  }
  return result.counterexample?.[0] ?? null;
}

test("a kernel that lies is believed what an honest one could say", async () => {
  expect(await misjudged([])).toBeNull();
});

const reports = "src/platform/reports.ts";
const envelope = "src/platform/envelope.ts";

test.each<{ readonly title: string; readonly changes: readonly Change[] }>([
  {
    title: "parts of events are not checked",
    changes: [
      {
        file: reports,
        from: "this.#demand(this.#link.envelope.violation(part, cause.time, this.#round));",
        to: "this.#demand(null);",
      },
    ],
  },
  {
    title: "parts that are added are not checked",
    changes: [
      {
        file: reports,
        from: "this.#demand(envelope.violation(fresh, cause.time, this.#round));",
        to: "this.#demand(fresh === null ? null : null);",
      },
    ],
  },
  {
    title: "parts that are removed are not checked",
    changes: [
      { file: reports, from: "this.#demand(envelope.labelViolation(part.label));", to: "" },
    ],
  },
  {
    title: "wishes are not checked",
    changes: [{ file: reports, from: "this.#demand(envelope.labelViolation(decoded));", to: "" }],
  },
  {
    title: "children may read anything",
    changes: [
      {
        file: envelope,
        from: 'if (!this.mayRead(label)) return "a child would read more than its cell";',
        to: "",
      },
    ],
  },
  {
    title: "integrity is not checked",
    changes: [
      {
        file: envelope,
        from: "for (const tag of label.integrity) {",
        to: "for (const tag of [] as Tag[]) {",
      },
    ],
  },
  {
    title: "privileges are not checked",
    changes: [
      {
        file: envelope,
        from: "for (const { tag, grant } of grants) {",
        to: "for (const { tag, grant } of grants.slice(0, 0)) {",
      },
    ],
  },
])("it is found that $title", async ({ changes }) => {
  expect(await misjudged(changes)).not.toBeNull();
});
