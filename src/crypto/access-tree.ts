/**
 * Access trees: which sets of attributes satisfy a policy (Goyal, Pandey, Sahai and Waters, CCS 2006,
 * section 4). Attributes are texts here; what they mean is up to `schema.ts`.
 */

import { CryptoError } from "./errors.ts";

export interface Leaf {
  readonly kind: "leaf";
  readonly attribute: string;
}

/** Satisfied if at least `threshold` of its children are: all for AND, one for OR. */
export interface Gate {
  readonly kind: "gate";
  readonly threshold: number;
  readonly children: readonly AccessTree[];
}

export type AccessTree = Leaf | Gate;

export function leaf(attribute: string): Leaf {
  return { kind: "leaf", attribute };
}

/** Leaves of a policy: to read a key takes some tenths of a millisecond each. */
export const mostLeaves = 1_024;
/** Leaves and gates: twice as many as there are where each gate has two children. */
export const mostNodes: number = 4 * mostLeaves;
/** Gates within gates: far more than a policy's text has, far less than the stack holds. */
export const deepestGate = 256;

function malformed(problem: string): CryptoError {
  return new CryptoError("POLICY_TREE", problem);
}

function checkGate(threshold: number, count: number): void {
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > count) {
    throw malformed(`${threshold} of ${count}: from 1 to as many as there are`);
  }
}

/**
 * At least `threshold` of some; one alone needs no gate.
 *
 * @throws CryptoError POLICY_TREE
 */
export function atLeast(threshold: number, children: readonly AccessTree[]): AccessTree {
  checkGate(threshold, children.length);
  const [only] = children;
  if (only !== undefined && children.length === 1) return only;
  return { kind: "gate", threshold, children };
}

/** @example allOf([leaf("a"), leaf("b")]) */
export function allOf(children: readonly AccessTree[]): AccessTree {
  return atLeast(children.length, children);
}

export function anyOf(children: readonly AccessTree[]): AccessTree {
  return atLeast(1, children);
}

/** Its leaves from left to right: the order in which shares and key components are listed. */
export function leavesOf(tree: AccessTree): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (node: AccessTree): void => {
    if (node.kind === "leaf") leaves.push(node);
    else for (const child of node.children) visit(child);
  };
  visit(tree);
  return leaves;
}

/**
 * Checks a tree before keys are made of it: what is no threshold would share the secret in another way.
 *
 * @throws CryptoError POLICY_TREE
 */
export function checkTree(tree: AccessTree): void {
  let leaves = 0;
  let nodes = 0;
  const check = (node: AccessTree, depth: number): void => {
    if (depth > deepestGate) throw malformed(`gates go ${deepestGate} deep at most`);
    if (++nodes > mostNodes) throw malformed(`it has more than ${mostNodes} leaves and gates`);
    if (node.kind === "leaf") {
      if (++leaves > mostLeaves) throw malformed(`it has more than ${mostLeaves} leaves`);
      return;
    }
    checkGate(node.threshold, node.children.length);
    for (const child of node.children) check(child, depth + 1);
  };
  check(tree, 0);
}

/** Whether a set of attributes satisfies the tree. */
export function satisfies(tree: AccessTree, attributes: ReadonlySet<string>): boolean {
  if (tree.kind === "leaf") return attributes.has(tree.attribute);
  const count = tree.children.filter((child) => satisfies(child, attributes)).length;
  return count >= tree.threshold;
}
