/**
 * The stage for broken kernels: one platform with a real cell, to which broken ones come and from
 * which they go, and an operator who sees everything.
 */

import { fileURLToPath } from "node:url";
import { IsolateCell } from "../../../isolation/cell/isolate-cell.ts";
import type { AuditRecord } from "../../../src/platform/audit.ts";
import { loadPrograms } from "../../../src/loading/load-program.ts";
import { Platform } from "../../../src/platform/platform.ts";
import type { BundledProgram, EdgePart, LabelInput, Tag } from "../../../src/index.ts";
import { type Answer, FakeCell } from "./fake-cell.ts";

export const canary = "canary-3b8d02f6e7";

type TagName = "confined" | "secret" | "vouched" | "usable" | "delegable";

const programs = fileURLToPath(new URL("programs", import.meta.url));
const within = fileURLToPath(new URL("../../..", import.meta.url));
const [honest, bystander] = loadPrograms(
  ["honest", "bystander"].map((name) => `${programs}/${name}.ts`),
  { within },
) as [BundledProgram, BundledProgram];
const everything = { not: { part: "~", present: true } } as const;

export class Stage {
  readonly platform: Platform;
  readonly tags: Readonly<Record<TagName, Tag>>;
  /** Who published what the operator has seen since he was last asked. */
  #published: string[] = [];
  #next: FakeCell | null = null;
  #count = 0;
  #time = 0;

  constructor() {
    this.platform = new Platform({ seed: 7, placement: "unit" }, (limits, onCatastrophe) => {
      const fake = this.#next;
      this.#next = null;
      return fake ?? new IsolateCell(limits, onCatastrophe);
    });
    // Without a listener the process would be warned.
    this.platform.notifications.on("record", () => {});
    this.tags = {
      confined: this.platform.createTag("confined"),
      secret: this.platform.createTag("secret"),
      vouched: this.platform.createTag("vouched"),
      usable: this.platform.createTag("usable"),
      delegable: this.platform.createTag("delegable"),
    };
    this.platform.addProgram(honest);
    // The broken cells' program; it may instantiate itself, and nothing else.
    this.platform.addProgram({ ...bystander, children: ["bystander"] });
    this.platform.subscribe(
      everything,
      (_, { publisher }) => {
        if (publisher !== null) this.#published.push(publisher);
      },
      { clearance: "everything" },
    );
    this.platform.deploy({ program: "honest", name: "honest" });
    this.tick();
  }

  /** Another unit, in a cell of its own whose kernel answers so. What it says is confined, or not. */
  admit(answer: Answer, isConfined = true): { readonly name: string; readonly cell: FakeCell } {
    const name = `broken-${++this.#count}`;
    const cell = new FakeCell(answer);
    this.#next = cell;
    const { confined, usable, delegable } = this.tags;
    this.platform.deploy({
      program: "bystander",
      name,
      input: { secrecy: isConfined ? [confined] : [] },
      config: this.tags,
      privileges: [
        { tag: usable, privilege: "t+" },
        { tag: delegable, privilege: "t+auth", until: 1_000_000 },
      ],
    });
    return { name, cell };
  }

  label(...names: readonly TagName[]): LabelInput {
    return { secrecy: names.map((name) => this.tags[name]) };
  }

  publish(...parts: readonly EdgePart[]): void {
    this.platform.publish(parts, ++this.#time);
    this.platform.settle();
  }

  tick(): void {
    this.publish({ name: "type", data: "tick" });
  }

  /** How many of the operator's events were published by a unit, since last asked. */
  takePublished(name: string): number {
    const count = this.#published.filter((publisher) => publisher.startsWith(name)).length;
    this.#published = [];
    return count;
  }

  recordsOf(name: string): readonly AuditRecord[] {
    const unit = this.platform.statistics().units.find((it) => it.name === name);
    return this.platform.auditLog.filter(
      (record) =>
        ("unit" in record && record.unit.name === name) ||
        ("cell" in record && record.cell === unit?.cell),
    );
  }

  statusOf(name: string): string {
    const unit = this.platform.statistics().units.find((it) => it.name === name);
    return unit?.status ?? "unknown";
  }
}
