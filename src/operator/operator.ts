/**
 * What the cloud does for a query, block by block: which items concern it, what is to be computed of them,
 * and what comes of that. It computes nothing itself, and needs nothing but the language, so that it can
 * run in the cloud's own program, or as a unit that has no privileges.
 */

import { InOrder } from "./in-order.ts";
import { JoinTuples, pairsTogether } from "./join.ts";
import { Pass } from "./pass.ts";
import type { Ask, Operator, Outgoing, Plan } from "./plan.ts";
import { Add } from "./windows.ts";

export type { Ask, Operator, Outcome, Outgoing, Plan, Source, Work } from "./plan.ts";

/** Pieces of work that an honest operator asks for because of one block, at most. */
export function mostWorkOfBlock(plan: Plan): number {
  // Each value may end a window.
  const ofItems = 512;
  return plan.kind === "join" ? ofItems + Math.ceil(plan.within / pairsTogether) : ofItems;
}

/**
 * @param ask has something computed; what is done with it comes in the order in which it was asked
 * @param emit sends something to the user
 */
export function operatorOf(plan: Plan, ask: Ask, emit: (outgoing: Outgoing) => void): Operator {
  const inOrder = new InOrder(ask);
  switch (plan.kind) {
    case "pass":
      return new Pass(plan.sources[0], inOrder, emit);
    case "add":
      return new Add(plan, inOrder, emit);
    case "join":
      return new JoinTuples(plan, inOrder, emit);
  }
}
