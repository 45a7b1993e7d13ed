/** Rules about the labels of parts, each broken. */

import type { Mutant } from "./mutant.ts";

const compose = "src/dispatch/compose.ts";
const deliver = "src/dispatch/deliver.ts";
const event = "src/event/event.ts";
const label = "src/label/label.ts";
const match = "src/dispatch/match.ts";
const tagSet = "src/label/tag-set.ts";

export const labelMutants: readonly Mutant[] = [
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
    isRare: true,
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
    isRare: true,
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
    title: "integrity is not asked for: anybody can have the declassifier open things",
    isRare: true,
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
    isRare: true,
    changes: [
      {
        file: compose,
        from: 'intersection(tagSet(readTags(integrity, "integrity")), output.integrity)',
        to: 'tagSet(readTags(integrity, "integrity"))',
      },
    ],
  },
  {
    title: "delivery looks at secrecy alone",
    question: "credulity",
    changes: [
      {
        file: label,
        from: "isSubset(a.secrecy, b.secrecy) && isSubset(b.integrity, a.integrity)",
        to: "isSubset(a.secrecy, b.secrecy)",
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
];
