/** Shapes, as a cell is told of them: what some events are like apart from their data. */

import { checkPartName, malformed, type Part, type Value } from "../../src/event/index.ts";
import type { Label, LabelTable, TagSet } from "../../src/label/index.ts";
import { limits } from "../../src/limits.ts";
import { insistCount, insistList, insistTuple } from "../wire/insist.ts";

interface PartShape {
  readonly name: string;
  readonly secrecy: TagSet;
  readonly integrity: TagSet;
  label: Label;
}

function isPlain(value: unknown): value is Value {
  switch (typeof value) {
    case "string":
      return value.length <= limits.valueBytes;
    case "number":
    case "boolean":
      return true;
    default:
      return value === null;
  }
}

export class Shape {
  /** The whole event is here: its parts stand where they stood. */
  readonly positions: readonly number[];
  readonly #parts: readonly PartShape[];
  /** How often the labels had been swept when those of this shape were last looked up. */
  #sweeps = -1;

  /** @throws CordonError WIRE, PART_NAME */
  constructor(labelsInput: unknown, partsInput: unknown, decode: (label: unknown) => Label) {
    const labels = insistList(labelsInput, limits.eventParts, "labels").map(decode);
    this.#parts = insistList(partsInput, limits.eventParts, "parts").map((part) => {
      const [name, at] = insistTuple(part, 2, "part");
      checkPartName(name);
      const label = labels[insistCount(at, "label")];
      if (label === undefined) throw malformed("label");
      const { secrecy, integrity } = label;
      return { name, secrecy, integrity, label };
    });
    this.positions = [...this.#parts.keys()];
  }

  /** The parts of an event with these data. @throws CordonError WIRE */
  parts(data: unknown, labels: LabelTable): readonly Part[] {
    const values = insistTuple(data, this.#parts.length, "data");
    if (this.#sweeps !== labels.sweeps) this.#lookUp(labels);
    return this.#parts.map(({ name, label }, i) => {
      const value = values[i];
      if (!isPlain(value)) throw malformed("value");
      return { name, data: value, label, privileges: null };
    });
  }

  /** A sweep forgets labels that nothing else refers to. */
  #lookUp(labels: LabelTable): void {
    for (const part of this.#parts) part.label = labels.ofSets(part.secrecy, part.integrity);
    this.#sweeps = labels.sweeps;
  }
}
