/**
 * Flows: small platforms that are run twice, with a secret of 0 and of 1. Whatever units called `low…` log,
 * and whatever a subscriber at the edge without clearance sees, has to be the same.
 */

import type { PlatformOptions, Placement } from "../../src/index.ts";
import type { Platform } from "../../src/platform/platform.ts";
import { type LabDeployment, Lab } from "../platform/lab.ts";
import type { Build, Change } from "../property/two-run/build.ts";

export type Secret = 0 | 1;

/** Tags of every flow: what is secret, an endorsement, and what anybody may be cleared for. */
export type FlowTag = "s" | "i" | "a" | "b" | "c" | "d" | "e";

const tagNames: readonly FlowTag[] = ["s", "i", "a", "b", "c", "d", "e"];

export interface Flow {
  readonly title: string;
  /** The bound of `src/limits.ts` that the high side hits, if that is what the flow is about. */
  readonly bound?: string;
  /** Changes that bring the bound within reach. */
  readonly changes?: readonly Change[];
  readonly placements?: readonly Placement[];
  readonly clearance?: readonly FlowTag[];
  /** Whether somebody at the edge wants everything; so if left out. */
  readonly hasEdge?: boolean;
  /** Called twice. Whatever differs with the secret must stay at `s`. */
  readonly run: (stage: Stage, secret: Secret) => void;
  /** Whether the high side did its part in the run with a secret of 1. */
  readonly isReached: (stage: Stage) => boolean;
}

/** A laboratory that notes what low observers notice. */
export class Stage extends Lab<FlowTag> {
  readonly #edge: string[] = [];
  readonly #tagText: (tag: never) => string;

  constructor(build: Build, placement: Placement, { clearance = [], hasEdge = true }: Flow) {
    const create = (options: PlatformOptions): Platform =>
      new build.Platform(options, () => new build.HeapCell());
    super(tagNames, { placement }, create);
    this.#tagText = build.tagId as never;
    if (!hasEdge) return;
    this.platform.subscribe(
      { any: [{ part: "~", present: true }, { not: { part: "~", present: true } }] },
      (_, { time, publisher, parts }) => {
        const shown = parts.map(({ name, data, label }) => [name, data, label]);
        this.#edge.push(`${time} ${publisher} ${this.#text(shown)}`);
      },
      { clearance: this.label(clearance) },
    );
  }

  /** A unit that may raise itself, or its instances, to what is secret. */
  cleared(name: string, body: string, more: LabDeployment = {}): void {
    this.unit(name, body, { privileges: this.grants("s", "t+"), ...more });
  }

  /** A unit at the secrecy of what is secret. */
  high(name: string, body: string, more: LabDeployment = {}): void {
    this.unit(name, body, { input: this.label(["s"]), ...more });
  }

  /** An event of which only the cleared see anything. */
  secretEvent(part: string, data: number): void {
    this.event([this.part(part, data, this.label(["s"]))]);
  }

  get observed(): readonly string[] {
    const logged = this.records("log").filter(({ unit }) => unit.name.includes("low"));
    const byUnit = logged.map(({ unit, text }) => `${unit.name}: ${text}`);
    // Between cells, the order of records is no unit's to see.
    return [...byUnit.sort(), ...this.#edge.map((line) => `edge: ${line}`)];
  }

  get violations(): readonly string[] {
    return this.records("violation").map(({ problem }) => problem);
  }

  wasRefused(unit: string, code: string): boolean {
    return this.records("refused").some((it) => it.unit.name === unit && it.code === code);
  }

  #text(value: unknown): string {
    return JSON.stringify(value, (_, it: unknown) => {
      if (typeof it === "bigint") return `${it}n`;
      if (typeof it !== "object" || it === null || Array.isArray(it)) return it;
      if (Object.keys(it).length > 0) return it;
      return `#${this.#tagText(it as never)}`;
    });
  }
}

export const everywhere: readonly Placement[] = ["shared", "owner", "unit", { group: "g" }];
