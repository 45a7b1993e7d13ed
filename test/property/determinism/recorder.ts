/** Everything that an operator sees of a platform: the edge, in order, and the audit. */

import type { AuditRecord, EdgePart, Platform, Value } from "../../../src/index.ts";
import type { Tag } from "../../../src/label/index.ts";

/** What the operator does, while events are run, when it has seen so many. */
export interface Reaction {
  readonly after: number;
  readonly does: "stop" | "publish";
}

export class Recorder {
  readonly edge: string[] = [];
  readonly audit: AuditRecord[] = [];
  readonly #tagId: (tag: Tag) => string;

  constructor(tagId: (tag: Tag) => string) {
    this.#tagId = tagId;
  }

  watch(platform: Platform, reaction: Reaction | null = null): void {
    platform.notifications.on("record", (record) => {
      // Places are those of a realm; a program in the heap of the test has others.
      const isPlaced = record.kind === "fault" || record.kind === "refused";
      this.audit.push(isPlaced ? { ...record, stack: [] } : record);
    });
    let seen = 0;
    platform.subscribe(
      { any: [{ part: "p", present: true }, { not: { part: "p", present: true } }] },
      (_, { time, publisher, parts }) => {
        const shown = parts.map(({ name, data, label }) => [name, data, label] as const);
        this.edge.push(`${time} ${publisher} ${this.#text(shown)}`);
        if (++seen === reaction?.after) react(platform, reaction);
      },
      { clearance: "everything" },
    );
  }

  /** As text, in the order in which it was told. */
  get inOrder(): readonly string[] {
    return [...this.edge, ...this.audit.map((record) => this.#text(record))];
  }

  /** The same without what placements decide: in which order cells were heard. */
  get byUnit(): readonly string[] {
    const lines = this.audit.map((record) => {
      const unit = "unit" in record ? record.unit.name : "";
      return [unit, this.#text(record)] as const;
    });
    lines.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return [...this.edge, ...lines.map(([, text]) => text)];
  }

  #text(value: unknown): string {
    return JSON.stringify(value, (_, it: unknown) => {
      if (typeof it === "bigint") return `${it}n`;
      if (typeof it === "number" && !Number.isFinite(it)) return String(it);
      if (Object.is(it, -0)) return "-0";
      if (typeof it !== "object" || it === null || Array.isArray(it)) return it;
      return Object.keys(it).length > 0 ? it : `#${this.#tagId(it as Tag)}`;
    });
  }
}

function react(platform: Platform, { does }: Reaction): void {
  const part: EdgePart = { name: "p", data: 1 satisfies Value };
  if (does === "publish") platform.publish([part], platform.latestTime + 1);
  else platform.stop("u0");
}

/** The first line that differs; null if none does. */
export function firstDifference(a: readonly string[], b: readonly string[]): string | null {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    if (a[i] !== b[i])
      return `as number ${i + 1} of ${a.length} and ${b.length}:\n  ${a[i]}\n  ${b[i]}`;
  }
  return null;
}
