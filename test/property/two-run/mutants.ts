/** Rules of the platform, each broken by a small change to the source that keeps it. */

import type { Change } from "./build.ts";

export interface Mutant {
  /** What goes wrong. */
  readonly title: string;
  readonly changes: readonly Change[];
}

const activation = "src/dispatch/activation.ts";
const calls = "src/dispatch/calls.ts";
const changeLabel = "src/dispatch/change-label.ts";
const compose = "src/dispatch/compose.ts";
const deliver = "src/dispatch/deliver.ts";
const dispatcher = "src/dispatch/dispatcher.ts";
const event = "src/event/event.ts";
const label = "src/label/label.ts";
const managed = "src/dispatch/managed.ts";
const match = "src/dispatch/match.ts";
const privilege = "src/label/privilege.ts";
const tagSet = "src/label/tag-set.ts";
const unit = "src/dispatch/unit.ts";
const units = "src/dispatch/units.ts";

export const mutants: readonly Mutant[] = [
  {
    title: "addPart does not join the output label",
    changes: [
      {
        file: compose,
        from: 'union(tagSet(readTags(secrecy, "secrecy")), output.secrecy)',
        to: 'tagSet(readTags(secrecy, "secrecy"))',
      },
    ],
  },
  {
    title: "cloneEvent does not join the output label",
    changes: [
      {
        file: compose,
        from: "union(union(part.label.secrecy, secrecy), output.secrecy)",
        to: "union(part.label.secrecy, secrecy)",
      },
    ],
  },
  {
    title: "delivery does not look at labels",
    changes: [
      {
        file: event,
        from: "return this.visibleWhere((label) => table.canFlow(label, at));",
        to: "return this.visibleWhere((label) => table.canFlow(label, at) || true);",
      },
    ],
  },
  {
    title: "everybody is given the full view",
    changes: [
      { file: event, from: "if (visible === this.all) return", to: "if (visible !== 0) return" },
    ],
  },
  {
    title: "filters match parts that cannot be seen",
    changes: [
      {
        file: deliver,
        from: "if (position === -1) return subscription.filter.matches(event, visible);",
        to: "if (visible > 0) return subscription.filter.matches(event, event.all);",
      },
    ],
  },
  {
    title: "readPart, delPart and attachPrivilegeToPart find parts that cannot be seen",
    changes: [
      {
        file: compose,
        from: "return event.sees(position, visible) && (revision",
        to: "return visible !== 0 && (revision",
      },
    ],
  },
  {
    title: "a label reaches everybody who asked for the value",
    changes: [
      { file: match, from: "SMALL_BUCKET = 16", to: "SMALL_BUCKET = 0" },
      {
        file: match,
        from: "canFlowTo(label, endpoint.matchInput),",
        to: "label !== null || canFlowTo(label, endpoint.matchInput),",
      },
    ],
  },
  {
    title: "a release goes to everybody again",
    changes: [
      {
        file: deliver,
        from: "return visible !== 0 && subscription.filter.matches(previous, visible);",
        to: "return false && subscription.filter.matches(previous, visible);",
      },
    ],
  },
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
    title: "a child starts at the label that was asked for, without its parent's",
    changes: [
      {
        file: calls,
        from: "const label = compose.adjustedLabel(labels, unit, { secrecy, integrity });",
        to: "const label = compose.adjustedLabel(labels, { ...unit, output: labels.public, lastAdjusted: null } as never, { secrecy, integrity });",
      },
    ],
  },
  {
    title: "removing a tag from the output secrecy asks for no t-",
    changes: [
      {
        file: changeLabel,
        from: "if (!unit.privileges.holds(tag, privilege, use)) {",
        to: 'if (change === "add" && !unit.privileges.holds(tag, privilege, use)) {',
      },
      {
        file: changeLabel,
        from: "if (input.secrecy.includes(tag) && !output.secrecy.includes(tag)) {",
        to: "if (false) {",
      },
      {
        file: changeLabel,
        from: "if (until === undefined) secrecy = union(secrecy, tagSet([tag]));",
        to: "if (until === undefined) continue;",
      },
    ],
  },
  {
    title: "acquiring a privilege asks for no authority",
    changes: [
      {
        file: privilege,
        from: "        : this.delegate(tag, privilege, use);\n    if (grant",
        to: "        : { privilege, until: Infinity, since: use.round, authoritySince: Infinity };\n    if (grant",
      },
    ],
  },
  {
    title: "delegating a privilege asks for no authority",
    changes: [
      {
        file: privilege,
        from: "    if (authority === undefined) return undefined;\n    const authoritySince",
        to: "    if (authority === undefined) return { privilege, until, since: use.round, authoritySince: Infinity };\n    const authoritySince",
      },
    ],
  },
  {
    title: "integrity is not asked for: anybody can have the declassifier open things",
    changes: [
      {
        file: label,
        from: "isSubset(a.secrecy, b.secrecy) && isSubset(b.integrity, a.integrity)",
        to: "isSubset(a.secrecy, b.secrecy)",
      },
    ],
  },
  {
    title: "anybody may vouch for anything",
    changes: [
      {
        file: compose,
        from: 'intersection(tagSet(readTags(integrity, "integrity")), output.integrity)',
        to: 'tagSet(readTags(integrity, "integrity"))',
      },
    ],
  },
  {
    title: "a set is a subset if it is no larger",
    changes: [
      {
        file: tagSet,
        from: "  if (a.length > b.length) return false;\n  let j = 0;",
        to: "  if (a.length > b.length) return false;\n  if (b.length > 1) return true;\n  let j = 0;",
      },
    ],
  },
  {
    title: "the bound of the queue is shared between senders",
    changes: [
      {
        file: dispatcher,
        from: "sender !== null && sender.account.queued >= limits.queuedEventsPerUnit",
        to: "sender !== null && this.queue.depth >= limits.queuedEventsPerUnit",
      },
    ],
  },
  {
    title: "units draw from one sequence of random numbers",
    changes: [
      {
        file: unit,
        from: "this.#random ??= randomSequence(this.#ownSecret());\n    return this.#random();",
        to: "const shared = globalThis as { draws?: (() => number) };\n    shared.draws ??= randomSequence(this.#ownSecret());\n    return shared.draws();",
      },
    ],
  },
  {
    title: "time goes by the latest event of anybody",
    changes: [
      {
        file: activation,
        from: "    this.cause = cause;\n",
        to: "    this.cause = { ...cause, time: Math.max(cause.time, this.cause.time) };\n",
      },
    ],
  },
  {
    title: "an instance is raised as far as its owner can, not as far as it must",
    changes: [
      {
        file: managed,
        from: "  for (const secrecy of contaminations(filter, owner.input.secrecy, event, reach)) {",
        to: "  for (const secrecy of [reach.reduce<TagSet>((all, it) => union(all, it.secrecy), owner.input.secrecy)]) {",
      },
    ],
  },
  {
    title: "the secrets of instances count what others of the account have made",
    changes: [
      {
        file: units,
        from: "const count = handler.retiredCount(input);",
        to: "const count = owner.root.nextInstance;",
      },
    ],
  },
  {
    title: "a revocation reaches everybody, whatever its author had learnt",
    changes: [
      {
        file: privilege,
        from: "return hit && isSubset(by.secrecy, holder.secrecy);",
        to: "return hit;",
      },
    ],
  },
];
