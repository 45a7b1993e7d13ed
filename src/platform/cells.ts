/** Cells: which there are, what programs are in them, and whether they must take account of others. */

import { type Cell, type CellOptions, CellTimedOut, SETUP_MS } from "../../isolation/cell/cell.ts";
import { CordonError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { BundledProgram } from "../unit/program.ts";
import { placesOf } from "../unit/source.ts";
import type { Audit } from "./audit.ts";
import { CellLink } from "./cell-link.ts";
import type { HostTags } from "./host-tags.ts";
import { Patience, type Taken } from "./patience.ts";
import type { Router } from "./router.ts";
import { Shapes } from "./shapes.ts";
import type { PlatformWatch } from "./watchdog.ts";

/** How cells are made: isolates, but for tests and benches that compare with none. */
export type CellFactory = (options: CellOptions, onCatastrophe: (problem: string) => void) => Cell;

/** The parts that cells are made of, and those that they tell. */
export interface CellsParts {
  readonly factory: CellFactory;
  readonly router: Router;
  readonly tags: HostTags;
  readonly audit: Audit;
  readonly ingress: () => number;
  /** Null without a watchdog. */
  readonly watch: PlatformWatch | null;
}

export class Cells {
  readonly programs: Map<string, BundledProgram> = new Map();
  readonly #links = new Map<string, CellLink>();
  readonly #factory: CellFactory;
  readonly #router: Router;
  readonly #tags: HostTags;
  readonly #audit: Audit;
  readonly #shapes = new Shapes();
  readonly patience: Patience = new Patience();
  /** Events from the edge before the period that is under way. */
  readonly #ingress: () => number;
  readonly #watch: PlatformWatch | null;
  #shared = false;

  constructor({ factory, router, tags, audit, ingress, watch }: CellsParts) {
    this.#watch = watch;
    this.#factory = factory;
    this.#router = router;
    this.#tags = tags;
    this.#audit = audit;
    this.#ingress = ingress;
  }

  get hasWork(): boolean {
    for (const link of this.#links.values()) if (link.hasWork) return true;
    return false;
  }

  [Symbol.iterator](): IterableIterator<CellLink> {
    return this.#links.values();
  }

  get(key: string): CellLink | undefined {
    return this.#links.get(key);
  }

  /** The programs that units of a program, or their instances, may start: those that manifests name. */
  descendants(program: string): ReadonlySet<string> {
    const found = new Set<string>();
    const waiting = [program];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      for (const child of this.programs.get(name)?.children ?? []) {
        if (found.has(child)) continue;
        found.add(child);
        waiting.push(child);
      }
    }
    return found;
  }

  /** The cell of that key with a program in it. @throws CordonError PROGRAM_SOURCE, CELL_LOST */
  withProgram(key: string, options: CellOptions, program: string): CellLink {
    const link = this.#linkFor(key, options);
    this.#loadPrograms(link, program);
    return link;
  }

  /** Takes a cell away that was lost. */
  delete(link: CellLink): void {
    link.lose();
    this.#links.delete(link.key);
    this.#router.forget(link);
    this.#tags.forgetHolder(link);
  }

  /** Takes a cell away in which nothing can run. */
  forget(link: CellLink): void {
    this.patience.forget(link.key);
    this.delete(link);
  }

  /** Takes cells away in which nothing can run any more. @returns their keys */
  forgetEmpty(): readonly string[] {
    const empty = [...this.#links.values()].filter((link) => !link.canRun);
    for (const link of empty) this.forget(link);
    return empty.map(({ key }) => key);
  }

  dispose(): void {
    for (const link of this.#links.values()) link.lose();
    this.#links.clear();
    this.#watch?.close();
  }

  /** Names places in a program's text as its author would. */
  placesIn(program: string, frames: string): readonly string[] {
    const known = this.programs.get(program);
    return placesOf(known?.source ?? { files: [program], table: null, names: [] }, frames);
  }

  /** What the edge wants changed. */
  announceEdge(): void {
    for (const link of this.#links.values()) this.#announceEdge(link);
  }

  #linkFor(key: string, options: CellOptions): CellLink {
    const known = this.#links.get(key);
    if (known !== undefined) return known;
    const cell = this.#factory(options, (problem) => this.#catastrophe(key, problem));
    const link = new CellLink(key, cell, {
      options,
      tags: this.#tags,
      shapes: this.#shapes,
      patience: this.patience,
      ingress: this.#ingress(),
      watch: cell.blame === null ? null : (this.#watch?.cell(key, cell.blame.memory) ?? null),
    });
    this.#links.set(key, link);
    this.#shareAmongCells(link);
    return link;
  }

  /** As soon as there is a second cell, all of them must say what they want and what they publish. */
  #shareAmongCells(added: CellLink): void {
    if (this.#links.size > 1 && !this.#shared) {
      this.#shared = true;
      for (const link of this.#links.values()) link.share();
      return;
    }
    if (this.#shared) added.share();
    else this.#router.sole = added;
    this.#announceEdge(added);
  }

  #announceEdge(link: CellLink): void {
    // With other cells about, everything that is published is reported.
    if (this.#shared) return;
    link.setEdge([...this.#router.edgeInterests()]);
  }

  #loadPrograms(link: CellLink, name: string): void {
    if (link.programs.has(name)) return;
    const program = this.programs.get(name);
    if (program === undefined) {
      throw new CordonError("DEPLOY", { name, problem: `there is no program ${name}` });
    }
    this.#addProgram(link, program);
    link.programs.add(name);
    for (const child of program.children) this.#loadPrograms(link, child);
  }

  /** On a busy machine again and again, until the program has had its processor time. */
  #addProgram(link: CellLink, program: BundledProgram): void {
    const { patience } = this;
    for (;;) {
      const wallMs = patience.wallMs(limits.loadMs, link.key);
      const { taken, error } = this.#tryProgram(link, program, wallMs);
      if (error === null) return;
      if (!(error instanceof CellTimedOut) || taken.cpuMs >= limits.loadMs) throw error;
      patience.extend(link.key);
    }
  }

  #tryProgram(
    link: CellLink,
    program: BundledProgram,
    wallMs: number,
  ): { readonly taken: Taken; readonly error: unknown } {
    let error: unknown = null;
    this.patience.start();
    try {
      link.watched(wallMs + SETUP_MS, () => link.cell.addProgram(program, wallMs));
    } catch (thrown) {
      error = thrown;
    }
    return { taken: this.patience.stop(), error };
  }

  /** V8 has lost control of an isolate: nothing in this process can be relied on any more. */
  #catastrophe(cell: string, problem: string): void {
    this.#audit.add({ kind: "cellLost", cell, culprit: null, problem });
    process.abort();
  }
}
