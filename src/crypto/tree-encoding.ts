/** Access trees as bytes: a leaf is 0 and its attribute, a gate 1, its threshold, how many, and they. */

import { type AccessTree, deepestGate, leaf, mostLeaves, mostNodes } from "./access-tree.ts";
import { longestAttribute, type Reader, type Writer } from "./encoding.ts";
import { CryptoError } from "./errors.ts";

export function writeTree(writer: Writer, tree: AccessTree): void {
  if (tree.kind === "leaf") {
    writer.fixed(Uint8Array.of(0)).text(tree.attribute);
    return;
  }
  writer.fixed(Uint8Array.of(1)).count(tree.threshold).count(tree.children.length);
  for (const child of tree.children) writeTree(writer, child);
}

/** @throws CryptoError ENCODING */
export function readTree(reader: Reader): AccessTree {
  return new TreeReader(reader).node(0);
}

function malformed(problem: string): CryptoError {
  return new CryptoError("ENCODING", problem);
}

/** Counts while it reads: what is too large is refused before the rest of it is looked at. */
class TreeReader {
  readonly #reader: Reader;
  #leaves = 0;
  #nodes = 0;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  node(depth: number): AccessTree {
    if (depth > deepestGate) throw malformed(`gates go ${deepestGate} deep at most`);
    if (++this.#nodes > mostNodes) {
      throw malformed(`a policy has at most ${mostNodes} leaves and gates`);
    }
    const [kind] = this.#reader.fixed(1);
    if (kind === 1) return this.#gate(depth);
    if (kind !== 0) throw malformed("a node is a leaf or a gate");
    if (++this.#leaves > mostLeaves) throw malformed(`a policy has at most ${mostLeaves} leaves`);
    return leaf(this.#reader.text(longestAttribute));
  }

  #gate(depth: number): AccessTree {
    const threshold = this.#reader.count(mostLeaves, "of a gate");
    const count = this.#reader.count(mostLeaves, "children of a gate");
    if (threshold < 1 || threshold > count) {
      throw malformed(`${threshold} of ${count}: from 1 to as many as there are`);
    }
    const children: AccessTree[] = [];
    for (let i = 0; i < count; i++) children.push(this.node(depth + 1));
    return { kind: "gate", threshold, children };
  }
}
