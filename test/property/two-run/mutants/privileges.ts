/** Rules about privileges, revocations and raises, each broken. */

import type { Mutant } from "./mutant.ts";

const calls = "src/dispatch/calls.ts";
const changeLabel = "src/dispatch/change-label.ts";
const compose = "src/dispatch/compose.ts";
const privilege = "src/label/privilege.ts";
const unit = "src/dispatch/unit.ts";

export const privilegeMutants: readonly Mutant[] = [
  {
    title: "a child starts at the label that was asked for, without its parent's",
    isRare: true,
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
    isRare: true,
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
    isRare: true,
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
    isRare: true,
    changes: [
      {
        file: privilege,
        from: "    if (authority === undefined) return undefined;\n    const authoritySince",
        to: "    if (authority === undefined) return { privilege, until, since: use.round, authoritySince: Infinity };\n    const authoritySince",
      },
    ],
  },
  {
    title: "a revocation reaches everybody, whatever its author had learnt",
    changes: [
      {
        file: privilege,
        from: "return hit && isSubset(by.secrecy, secrecy);",
        to: "return hit;",
      },
    ],
  },
  {
    title:
      "a revocation reaches a unit that raises itself, before it could have read its author's level",
    changes: [
      {
        file: unit,
        from: "return input === matchInput ? input.secrecy : intersection(input.secrecy, matchInput.secrecy);",
        to: "return input.secrecy;",
      },
    ],
  },
  {
    title: "what was composed low is published low, whatever the unit has learnt since",
    question: "seenElsewhere",
    changes: [
      {
        file: calls,
        from: "const parts = this.#activation.hasRelabelled",
        to: "const parts = false",
      },
      {
        file: unit,
        from: "return input === matchInput ? input.secrecy : intersection(input.secrecy, matchInput.secrecy);",
        to: "return input.secrecy;",
      },
    ],
  },
  {
    title: "what was added low is released low, whatever the unit has learnt since",
    isRare: true,
    question: "seenElsewhere",
    changes: [
      {
        file: compose,
        from: "added: joinParts(labels, own, output),",
        to: "added: own,",
      },
      {
        file: unit,
        from: "return input === matchInput ? input.secrecy : intersection(input.secrecy, matchInput.secrecy);",
        to: "return input.secrecy;",
      },
    ],
  },
  {
    title: "what was removed low is released without it, whatever the unit has learnt since",
    isRare: true,
    question: "seenElsewhere",
    changes: [
      {
        file: compose,
        from: "[...removed].filter((position) => isKept((event.parts[position] as Part).label)),",
        to: "removed,",
      },
      {
        file: compose,
        from: "unseen: unseen.filter(({ label }) => isKept(label)),",
        to: "unseen,",
      },
      {
        file: unit,
        from: "return input === matchInput ? input.secrecy : intersection(input.secrecy, matchInput.secrecy);",
        to: "return input.secrecy;",
      },
    ],
  },
];
