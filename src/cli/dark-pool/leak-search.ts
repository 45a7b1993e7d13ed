/**
 * The search for leaks: whatever hostile units received, kept, published or logged, and whatever is
 * public, is searched for the canaries that were planted in secrets, and whatever is genuine for the
 * price of the forgeries. It goes by content; what the platform believes of itself plays no part.
 */

import type { AuditRecord } from "../../platform/audit.ts";
import type { EventView } from "../../event/index.ts";
import type { Finding } from "./canaries.ts";
import type { DarkPool } from "./dark-pool.ts";
import { colluder, type HostileUnit } from "./hostile.ts";
import { Spelling } from "./spelling.ts";

/** A secret, or a belief in a forgery, where it may not be. */
export interface Leak extends Finding {
  readonly where: string;
}

/** What became known of one hostile unit. */
export interface HostileResult {
  readonly name: string;
  readonly tries: string;
  readonly attempts: number;
  readonly refusals: number;
  readonly faults: number;
  readonly restarts: number;
  readonly cellsLost: number;
  readonly quarantined: boolean;
  /** Characters of what it received, logged and published that were searched. */
  readonly searched: number;
  readonly leaked: number;
  readonly leaks: readonly Leak[];
}

/** Parts that are never public: a version of an event that has one is looked at again for it. */
const secretParts: readonly string[] = [
  "body",
  "trader_id",
  "accepted",
  "order_ref",
  "report",
  "identity",
  "record",
  "loot",
];

interface Dossier {
  readonly unit: HostileUnit;
  readonly leaks: Map<string, Leak>;
  attempts: number;
  refusals: number;
  faults: number;
  restarts: number;
  cellsLost: number;
  quarantined: boolean;
  searched: number;
}

export class LeakSearch {
  readonly #pool: DarkPool;
  readonly #dossiers = new Map<string, Dossier>();
  readonly #publicLeaks = new Map<string, Leak>();
  readonly #spelling: Spelling;
  /** Searched after the tick, so that the search is no part of its latency. */
  #public: EventView[] = [];
  #hostile: { readonly dossier: Dossier; readonly view: EventView }[] = [];
  #genuine: { readonly view: EventView; readonly what: string }[] = [];

  constructor(pool: DarkPool) {
    this.#pool = pool;
    this.#spelling = new Spelling(pool.canaries.textOf(colluder));
    for (const unit of pool.hostile) {
      this.#dossiers.set(unit.name, {
        unit,
        leaks: new Map(),
        attempts: 0,
        refusals: 0,
        faults: 0,
        restarts: 0,
        cellsLost: 0,
        quarantined: false,
        searched: 0,
      });
    }
    pool.platform.notifications.on("record", (record) => this.#hear(record));
    this.#watchEvents();
  }

  /** Searches what came out since the last call. */
  search(): void {
    for (const view of this.#public) this.#searchPublic(textOf(view));
    for (const { dossier, view } of this.#hostile)
      this.#searchText(dossier, textOf(view), "published");
    for (const { view, what } of this.#genuine) this.#searchForgery(view, what);
    this.#public = [];
    this.#hostile = [];
    this.#genuine = [];
  }

  get results(): readonly HostileResult[] {
    return [...this.#dossiers.values()].map(({ unit, leaks, ...counts }) => ({
      name: unit.name,
      tries: unit.tries,
      ...counts,
      leaked: leaks.size,
      leaks: [...leaks.values()],
    }));
  }

  /** Secrets that came out where anybody can read them, whoever published them. */
  get publicLeaks(): readonly Leak[] {
    return [...this.#publicLeaks.values()];
  }

  #watchEvents(): void {
    const { platform, tags } = this.#pool;
    const anything = { not: { part: "\u0000", present: true } } as const;
    const everything = { clearance: "everything" } as const;
    platform.subscribe(anything, (view) => this.#public.push(view));
    platform.subscribe({ any: secretParts.map((part) => ({ part, present: true })) }, (view) =>
      this.#public.push(view),
    );
    platform.subscribe(
      anything,
      (view, { publisher }) => {
        if (publisher === null) return;
        const dossier = this.#dossiers.get(publisher);
        if (dossier === undefined)
          this.#genuine.push({ view, what: `what ${publisher} published` });
        else this.#hostile.push({ dossier, view });
      },
      everything,
    );
    platform.subscribe(
      { part: "type", equals: "tick" },
      (view) => this.#genuine.push({ view, what: "a tick of the exchange's integrity" }),
      { clearance: { integrity: [tags.exchange] } },
    );
    platform.subscribe(
      { part: "print", present: true },
      (view) => this.#genuine.push({ view, what: "a print of the broker's integrity" }),
      { clearance: { integrity: [tags.broker] } },
    );
  }

  #hear(record: AuditRecord): void {
    if (record.kind === "cellLost") {
      const dossier = this.#dossiers.get(record.culprit?.name ?? "");
      // What it logged on the way is lost with its cell, so this is the attempt, too.
      if (dossier !== undefined) {
        dossier.cellsLost++;
        dossier.attempts++;
      }
      return;
    }
    if (record.kind === "violation") return;
    const dossier = this.#dossiers.get(record.unit.name);
    if (dossier === undefined) return;
    switch (record.kind) {
      case "log":
        if (record.text.startsWith("attempt ")) dossier.attempts++;
        this.#searchText(dossier, record.text, "logged");
        if (this.#spelling.isIn(record.text)) {
          this.#note(dossier.leaks, { holder: colluder, kind: "secret, spelt", where: "logged" });
        }
        return;
      case "refused":
        dossier.refusals += record.count;
        this.#searchText(dossier, record.message, "refused");
        return;
      case "fault":
        dossier.faults++;
        this.#searchText(dossier, record.message, "threw");
        return;
      case "restarted":
        dossier.restarts++;
        return;
      case "quarantined":
        dossier.quarantined = true;
    }
  }

  #searchText(dossier: Dossier, text: string, where: string): void {
    dossier.searched += text.length;
    for (const finding of this.#pool.canaries.find(text)) {
      if (dossier.unit.mayKnow.includes(finding.holder)) continue;
      this.#note(dossier.leaks, { ...finding, where });
    }
  }

  #searchPublic(text: string): void {
    for (const finding of this.#pool.canaries.find(text)) {
      this.#note(this.#publicLeaks, { ...finding, where: "public" });
    }
  }

  #searchForgery(view: EventView, what: string): void {
    const forger = this.#dossiers.get("forger");
    if (forger === undefined || largestNumber(view) < this.#pool.marker / 2) return;
    this.#note(forger.leaks, { holder: "forger", kind: `price in ${what}`, where: what });
  }

  #note(leaks: Map<string, Leak>, leak: Leak): void {
    const key = `${leak.holder} ${leak.kind}`;
    if (!leaks.has(key)) leaks.set(key, leak);
  }
}

/** All that a view shows. A tag shows nothing. */
function textOf(view: EventView): string {
  return JSON.stringify(view, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

function largestNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null) return -Infinity;
  let largest = -Infinity;
  for (const item of Object.values(value)) largest = Math.max(largest, largestNumber(item));
  return largest;
}
