/** The audit log: what the operator is told of, typed, newest last, bounded. */

import type { HostCode } from "./host-code.ts";
import { EventEmitter } from "eventemitter3";
import { limits } from "../limits.ts";
import { warn } from "./warning.ts";

/** A unit as reports name it. */
export interface UnitName {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
}

/**
 * Where a program was, innermost first: `file:line (function)`, as its author names them. Empty if that is
 * not known, as when a time limit ended it, or an author hid it.
 */
export type Places = readonly string[];

export type AuditRecord =
  /** A program threw. */
  | {
      readonly kind: "fault";
      readonly unit: UnitName;
      readonly message: string;
      readonly stack: Places;
    }
  /** A call was refused for want of a privilege or because its arguments were wrong. */
  | {
      readonly kind: "refused";
      readonly unit: UnitName;
      readonly code: string;
      readonly message: string;
      /** Of the first of them. */
      readonly stack: Places;
      readonly count: number;
    }
  | { readonly kind: "restarted"; readonly unit: UnitName; readonly restarts: number }
  | { readonly kind: "quarantined"; readonly unit: UnitName; readonly reason: string }
  /** A cell was stopped: time, memory, or a broken invariant. */
  | {
      readonly kind: "cellLost";
      readonly cell: string;
      readonly culprit: UnitName | null;
      readonly problem: string;
    }
  /** A cell said what it cannot have said: its kernel is broken. */
  | { readonly kind: "violation"; readonly cell: string; readonly problem: string }
  | { readonly kind: "log"; readonly unit: UnitName; readonly text: string };

export type AuditKind = AuditRecord["kind"];

/** One event for each kind of record, and `record` for all of them. */
export type AuditEvents = {
  [K in AuditKind]: [Extract<AuditRecord, { readonly kind: K }>];
} & { record: [AuditRecord] };

export class Audit {
  readonly #host: HostCode;
  readonly emitter: EventEmitter<AuditEvents> = new EventEmitter<AuditEvents>();
  readonly counts: Record<AuditKind, number> = {
    fault: 0,
    refused: 0,
    restarted: 0,
    quarantined: 0,
    cellLost: 0,
    violation: 0,
    log: 0,
  };
  #records: AuditRecord[] = [];
  /** Warnings that were given: a kind and a unit or cell each. */
  readonly #warned = new Set<string>();
  #characters = 0;

  constructor(host: HostCode) {
    this.#host = host;
  }

  get records(): readonly AuditRecord[] {
    return this.#records;
  }

  add(record: AuditRecord): void {
    this.counts[record.kind] += record.kind === "refused" ? record.count : 1;
    this.#records.push(Object.freeze(record));
    this.#characters += charactersOf(record);
    this.#forgetOldest();
    // The emitter's types cannot follow a union into its members.
    const emit = this.emitter.emit.bind(this.emitter) as (
      kind: string,
      record: AuditRecord,
    ) => boolean;
    this.#host.run(() => emit(record.kind, record));
    this.#host.run(() => emit("record", record));
    if (isSerious(record)) this.#warn(record);
  }

  /** Now and then, many at once. */
  #forgetOldest(): void {
    const { auditRecords, auditCharacters } = limits;
    const records = this.#records;
    if (records.length < 2 * auditRecords && this.#characters <= auditCharacters) return;
    let from = Math.max(0, records.length - auditRecords);
    let kept = 0;
    for (let at = records.length - 1; at >= from; at--) {
      kept += charactersOf(records[at] as AuditRecord);
      if (kept > auditCharacters / 2 && at < records.length - 1) from = at + 1;
    }
    this.#records = records.slice(from);
    this.#characters = this.#records.reduce((sum, record) => sum + charactersOf(record), 0);
  }

  /** An operator who listens to nothing still hears what was stopped: once a kind and unit, and a few in all. */
  #warn(record: SeriousRecord): void {
    const { kind } = record;
    if (this.emitter.listenerCount("record") + this.emitter.listenerCount(kind) > 0) return;
    const subject = "unit" in record ? `unit ${record.unit.id}` : `cell ${record.cell}`;
    const key = `${kind} ${subject}`;
    if (this.#warned.size >= limits.warnings || this.#warned.has(key)) return;
    this.#warned.add(key);
    warn(WARNING_CODES[kind], `${warningText(record)} (nobody listens to platform.notifications)`);
  }
}

/** Records of what was stopped. A fault that stops a unit is followed by one of them. */
type SeriousRecord = Extract<
  AuditRecord,
  { readonly kind: "restarted" | "quarantined" | "cellLost" | "violation" }
>;

const WARNING_CODES: Readonly<Record<SeriousRecord["kind"], string>> = {
  restarted: "UNIT_RESTARTED",
  quarantined: "UNIT_QUARANTINED",
  cellLost: "CELL_LOST",
  violation: "CELL_VIOLATION",
};

/** Of what units write, or faults say; the rest of a record is short. */
function charactersOf(record: AuditRecord): number {
  let characters = 0;
  for (const value of Object.values(record)) {
    if (typeof value === "string") characters += value.length;
    else if (Array.isArray(value)) characters += value.join("").length;
  }
  return characters;
}

function isSerious(record: AuditRecord): record is SeriousRecord {
  return record.kind in WARNING_CODES;
}

function warningText(record: SeriousRecord): string {
  switch (record.kind) {
    case "restarted":
      return `the unit ${nameOf(record.unit)} was at fault and starts again`;
    case "quarantined":
      return `the unit ${nameOf(record.unit)} was stopped for good: ${record.reason}`;
    case "cellLost": {
      const { cell, culprit, problem } = record;
      const who = culprit === null ? "nobody was blamed" : `${nameOf(culprit)} was running`;
      return `the cell ${JSON.stringify(cell)} was lost, ${who}: ${problem}`;
    }
    case "violation":
      return `the cell ${JSON.stringify(record.cell)} broke a rule: ${record.problem}`;
  }
}

function nameOf({ name, owner }: UnitName): string {
  return `${JSON.stringify(name)} of owner ${JSON.stringify(owner)}`;
}
