/**
 * Access trees: which sets of attributes satisfy a policy (Goyal, Pandey, Sahai and Waters, CCS 2006,
 * section 4). Attributes are texts here; what they mean is up to `schema.ts`.
 */

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

/** At least `threshold` of some; one alone needs no gate. */
export function atLeast(threshold: number, children: readonly AccessTree[]): AccessTree {
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
  return tree.kind === "leaf" ? [tree] : tree.children.flatMap(leavesOf);
}

/** Whether a set of attributes satisfies the tree. */
export function satisfies(tree: AccessTree, attributes: ReadonlySet<string>): boolean {
  if (tree.kind === "leaf") return attributes.has(tree.attribute);
  const count = tree.children.filter((child) => satisfies(child, attributes)).length;
  return count >= tree.threshold;
}
