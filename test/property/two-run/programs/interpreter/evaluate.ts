/** What a program computes from what its unit knows. */

import type { ValueInput } from "../../../../../src/unit/index.ts";
import type { Expression } from "../../program-spec.ts";
import { type Knowledge, weight } from "./knowledge.ts";
import { valueOf } from "./literal.ts";

/** What changes from call to call, or from run to run. */
export interface Moment {
  readonly count: number;
  readonly secret: number;
  readonly random: () => number;
}

export function evaluate(
  it: Expression,
  knowledge: Knowledge,
  { count, secret, random }: Moment,
): ValueInput {
  const { last, held, refused, parts, identity } = knowledge;
  switch (it.kind) {
    case "literal":
      return valueOf(it.value, knowledge.tagAt);
    case "tag":
      return knowledge.tagAt(it.tag);
    case "last":
      return last;
    case "forged":
      return { open: last };
    case "count":
      return count % 4;
    case "mix":
      return (weight(last) + count) % 3;
    case "random":
      return Math.floor(random() * 4);
    case "secret":
      return secret;
    case "held":
      return held;
    case "refused":
      return refused;
    case "parts":
      return parts;
    case "identity":
      return identity;
  }
}
