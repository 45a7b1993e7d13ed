/** Rules about what begins, fails, ends and goes on, each broken. */

import { vouched } from "../scenes/matched.ts";
import { failed } from "../scenes/raised.ts";
import type { Mutant } from "./mutant.ts";

const changeLabel = "src/dispatch/change-label.ts";
const managed = "src/dispatch/managed.ts";
const units = "src/dispatch/units.ts";
const unitRecords = "src/platform/units.ts";
const meter = "src/dispatch/meter.ts";
const supervisor = "src/platform/supervisor.ts";
const times = "src/platform/latest-times.ts";

export const lifeMutants: readonly Mutant[] = [
  {
    title: "managed instances emit at their owner's label",
    changes: [
      {
        file: managed,
        from: "union(secrecy, owner.output.secrecy),",
        to: "owner.output.secrecy,",
      },
      {
        file: changeLabel,
        from: "if (until === undefined) secrecy = union(secrecy, tagSet([tag]));",
        to: "if (until === undefined) continue;",
      },
    ],
  },
  {
    title: "an instance is raised as far as its owner can, not as far as it must",
    isRare: true,
    changes: [
      {
        file: managed,
        from: "const joins = new Contaminations(event, base, reach).leastOf(filter);",
        to: "const joins = [{ secrecy: reach.reduce<TagSet>((all, it) => union(all, it.secrecy), base) }];",
      },
    ],
  },
  {
    title: "the secrets of instances count what others of the account have made",
    isRare: true,
    changes: [
      {
        file: units,
        from: "const count = handler.countMade(input, event.time);",
        to: "const count = owner.root.nextInstance;",
      },
    ],
  },
  {
    title: "a managed subscription matches what its owner does not believe",
    scene: vouched,
    question: "credulity",
    changes: [
      {
        file: managed,
        from: "    isSubset(owner.input.integrity, label.integrity) &&\n    isSubset(owner.matchInput.integrity, label.integrity) &&\n",
        to: "",
      },
    ],
  },
  {
    title: "a raised owner that ends takes its low instances along",
    isRare: true,
    changes: [
      {
        file: units,
        from: "if (instance.active && !isNoticed) this.stop(instance);",
        to: "if (instance.active) this.stop(instance);",
      },
    ],
  },
  {
    title: "a raised unit that throws starts again at its old label",
    isRare: true,
    changes: [
      { file: supervisor, from: "    if (raised) {", to: "if (false) {" },
      {
        file: unitRecords,
        from: "const learnt = union(this.#learntBefore, fresh);",
        to: "const learnt = this.#learntBefore;",
      },
    ],
  },
  {
    title: "a raised unit whose cell is lost starts again at its old label",
    changes: [
      {
        file: unitRecords,
        from: "const learnt = union(this.#learntBefore, fresh);",
        to: "const learnt = this.#learntBefore;",
      },
    ],
  },
  {
    title: "children of a raised unit end when its cell is lost",
    scene: failed,
    changes: [
      {
        file: supervisor,
        from: "    if (unit.isRaised) {\n      this.#quarantineSilently(unit, reason);",
        to: "    if (false) {\n      this.#quarantineSilently(unit, reason);",
      },
      {
        file: supervisor,
        from: "this.#stopChildren(unit, unit.untold);",
        to: "this.#stopChildren(unit, NO_TAGS);",
      },
      {
        file: supervisor,
        from: 'this.stop(unit, "quarantined", unit.untold);',
        to: 'this.stop(unit, "quarantined");',
      },
    ],
  },
  {
    title: "instances above a contamination take the time of those below",
    changes: [
      {
        file: meter,
        from: "if (isSubset(below.secrecy, secrecy)) spent += below.account.spent;",
        to: "spent += below.account.spent;",
      },
    ],
  },
  {
    title: "instances of a raised owner that threw make no more children",
    scene: failed,
    changes: [
      {
        file: supervisor,
        from: 'const isAlive = parent.status === "running" || parent.hasInstances;',
        to: 'const isAlive = parent.status === "running";',
      },
    ],
  },
  {
    title: "a unit that starts is told the time of an event that it could not see",
    isRare: true,
    changes: [
      {
        file: times,
        from: "if (time > latest && isSubset(label.secrecy, input.secrecy)) latest = time;",
        to: "if (time > latest) latest = time;",
      },
    ],
  },
  {
    title: "a unit that the operator stops leaves instances behind",
    question: "afterlife",
    changes: [
      {
        file: supervisor,
        from: 'stop(unit, isTold && status === "stopped");',
        to: "stop(unit, false);",
      },
    ],
  },
];
