/** Privileges behave as the reference model says, whatever units do with them and in which order. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LabelTable,
  type Privilege,
  PRIVILEGES,
  PrivilegeSet,
  revokeDelegations,
  type Tag,
  type Use,
} from "../../src/label/index.ts";
import { makeTags } from "./arbitraries.ts";
import { type Level, ModelHolder, ModelWorld } from "./privilege-model.ts";

const table = new LabelTable();
const [secret] = makeTags(1) as [Tag];
const labels = { low: table.public, high: table.of({ secrecy: [secret] }) } as const;

/** The first created the tag. */
const levels: readonly Level[] = ["low", "low", "high", "high"];

type Step =
  | {
      readonly kind: "delegate";
      readonly from: number;
      readonly to: number;
      readonly privilege: Privilege;
      readonly until: number;
    }
  | { readonly kind: "acquire" | "drop"; readonly who: number; readonly privilege: Privilege }
  | { readonly kind: "dropAll"; readonly who: number }
  | { readonly kind: "revoke"; readonly privilege: Privilege; readonly by: Level }
  | { readonly kind: "time" | "round"; readonly by: number };

const who = fc.nat(levels.length - 1);
const privilege = fc.constantFrom(...PRIVILEGES);

const common: readonly fc.Arbitrary<Step>[] = [
  fc.record({
    kind: fc.constant("delegate" as const),
    from: who,
    to: who,
    privilege,
    until: fc.oneof(fc.constant(Infinity), fc.nat(60)),
  }),
  fc.record({ kind: fc.constant("drop" as const), who, privilege }),
  fc.record({ kind: fc.constant("dropAll" as const), who: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant("revoke" as const),
    privilege,
    by: fc.constantFrom<Level>("low", "high"),
  }),
  fc.record({ kind: fc.constant("time" as const), by: fc.nat(10) }),
  fc.record({ kind: fc.constant("round" as const), by: fc.integer({ min: 1, max: 2 }) }),
];
const acquire = fc.record({ kind: fc.constant("acquire" as const), who, privilege });

/** The real thing, driven like the model. */
class World {
  readonly model: ModelWorld = new ModelWorld();
  readonly holders: readonly ModelHolder[] = levels.map((it) => new ModelHolder(this.model, it));
  readonly sets: readonly PrivilegeSet[] = levels.map(() => new PrivilegeSet());
  readonly tag: Tag;

  constructor() {
    [this.tag] = makeTags(1) as [Tag];
    this.holders[0]?.create();
    this.sets[0]?.grantCreator(this.tag);
  }

  use(at: number): Use {
    const { now, round } = this.model;
    return { now, round, secrecy: labels[levels[at] as Level].secrecy };
  }

  step(step: Step): void {
    switch (step.kind) {
      case "delegate": {
        const { from, to, privilege: what, until } = step;
        const grant = this.sets[from]?.delegate(this.tag, what, this.use(from), until);
        const done = this.holders[from]?.delegate(what, this.holders[to] as ModelHolder, until);
        expect(grant !== undefined, "delegating needs a valid authority").toBe(done);
        if (grant !== undefined) this.sets[to]?.grant(this.tag, grant);
        return;
      }
      case "acquire": {
        const done = this.holders[step.who]?.acquire(step.privilege);
        const taken = this.sets[step.who]?.acquire(this.tag, step.privilege, this.use(step.who));
        expect(taken, "acquiring needs a valid authority").toBe(done);
        return;
      }
      case "drop":
        this.holders[step.who]?.drop(step.privilege);
        this.sets[step.who]?.drop(this.tag, step.privilege);
        return;
      case "dropAll":
        this.holders[step.who]?.drop(undefined);
        this.sets[step.who]?.drop(this.tag);
        return;
      case "revoke":
        this.model.revoke(step.privilege, step.by);
        revokeDelegations(this.tag, step.privilege, this.model.round, labels[step.by]);
        return;
      case "time":
        this.model.now += step.by;
        return;
      case "round":
        this.model.round += step.by;
    }
  }

  expectAgreement(after: string): void {
    for (const [at, holder] of this.holders.entries()) {
      for (const what of PRIVILEGES) {
        const held = this.sets[at]?.holds(this.tag, what, this.use(at));
        if (held !== holder.holds(what)) {
          expect.fail(`holder ${at} ${held ? "holds" : "lacks"} ${what} after ${after}`);
        }
      }
    }
  }
}

function agreeAfter(steps: readonly Step[]): void {
  const world = new World();
  for (const step of steps) {
    world.step(step);
    world.expectAgreement(JSON.stringify(step));
  }
}

describe("privileges agree with the model after any", () => {
  test("delegations, leases, drops and revocations", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(...common), { maxLength: 25, size: "max" }), agreeAfter),
      { numRuns: 1_500 },
    );
  });

  test("of these and acquisitions", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(acquire, ...common), { maxLength: 25, size: "max" }),
        agreeAfter,
      ),
      { numRuns: 1_500 },
    );
  });
});
