/** Access trees as bytes: a leaf is 0 and its attribute, a gate 1, its threshold, how many, and they. */

import { type AccessTree, leaf, leavesOf } from "./access-tree.ts";
import { longestAttribute, mostItems, type Reader, type Writer } from "./encoding.ts";
import { CryptoError } from "./errors.ts";

/** Gates within gates: far more than a policy's text has, far less than the stack holds. */
const deepest = 256;

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
  const tree = readNode(reader, deepest);
  const count = leavesOf(tree).length;
  if (count > mostItems) {
    throw new CryptoError("ENCODING", `a policy of ${count} leaves: at most ${mostItems}`);
  }
  return tree;
}

function readNode(reader: Reader, depth: number): AccessTree {
  if (depth === 0) throw new CryptoError("ENCODING", `gates go ${deepest} deep at most`);
  const [kind] = reader.fixed(1);
  if (kind === 0) return leaf(reader.text(longestAttribute));
  if (kind !== 1) throw new CryptoError("ENCODING", "a node is a leaf or a gate");
  const threshold = reader.count(mostItems, "of a gate");
  const count = reader.count(mostItems, "children of a gate");
  if (threshold < 1 || threshold > count) {
    throw new CryptoError("ENCODING", `${threshold} of ${count}: from 1 to as many as there are`);
  }
  const children: AccessTree[] = [];
  for (let i = 0; i < count; i++) children.push(readNode(reader, depth - 1));
  return { kind: "gate", threshold, children };
}
