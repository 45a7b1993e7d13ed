/** Judges what became of an attack: the list of everything that should not have happened. */

import type { AuditRecord } from "cordon";
import type { Charge, Outcome } from "./charge.ts";
import { tellsSecret } from "./secret.ts";

interface Observed {
  readonly records: readonly AuditRecord[];
  readonly emitted: readonly string[];
  readonly seen: readonly string[];
}

interface Refused {
  readonly refusal: string;
}

/** Whether cell-mates may lose their state. */
function maySpill(expect: Outcome): boolean {
  return expect === "cell-lost" || expect === "contained";
}

/** What a witness logs at its n-th ping, before how many events it has seen. */
function testimony(role: string, ping: number): string {
  return `${role} ${ping} {"sum":10,"text":"a+b"} sum,text b 2 `;
}

function logsOf(records: readonly AuditRecord[], name: string): readonly string[] {
  return records.flatMap((record) =>
    record.kind === "log" && record.unit.name.startsWith(name) ? [record.text] : [],
  );
}

/** The witnesses, and at which of their pings they may be: those beside a lost cell begin anew. */
function testimonies({ expect }: Charge): readonly (readonly [string, readonly number[]])[] {
  const beside = maySpill(expect) ? [1, 2] : [2];
  return [
    ["near", beside],
    ["victim", beside],
    ["far", [2]],
  ];
}

function* leaks(charge: Charge, { records, emitted, seen }: Observed): IterableIterator<string> {
  for (const text of logsOf(records, "hostile")) if (tellsSecret(text)) yield `leaked: ${text}`;
  for (const text of [...emitted, ...seen]) if (tellsSecret(text)) yield `leaked: ${text}`;
  for (const record of records) {
    if (record.kind === "log" && record.text.startsWith("BROKEN")) yield record.text;
    if (record.kind === "violation") yield `violation: ${record.problem}`;
    if (record.kind === "cellLost" && !maySpill(charge.expect)) {
      yield `cell lost: ${record.problem}`;
    }
    if (record.kind === "fault" && charge.expect === "holds") yield `fault: ${record.message}`;
  }
}

/** Who may see the same has seen as many events, in whichever cell it is. */
function* disagreements(records: readonly AuditRecord[]): IterableIterator<string> {
  const [near, far] = ["near", "far"].map((role) =>
    logsOf(records, role).at(-1)?.split(" ").at(-1),
  );
  if (near !== far) yield `near has seen ${near} events, and far ${far}`;
}

function* omissions(charge: Charge, { records }: Observed): IterableIterator<string> {
  for (const [role, pings] of testimonies(charge)) {
    const last = logsOf(records, role).at(-1) ?? "nothing";
    if (!pings.some((ping) => last.startsWith(testimony(role, ping)))) {
      yield `the witness ${role} says: ${last}`;
    }
  }
  if (!maySpill(charge.expect)) yield* disagreements(records);
  const bystanders = ["near", "victim", "guard", "far"];
  for (const record of records) {
    if (record.kind === "quarantined" && bystanders.includes(record.unit.name)) {
      yield `the witness ${record.unit.name} was quarantined: ${record.reason}`;
    }
  }
  for (const record of records) {
    if (record.kind !== "cellLost" || record.culprit?.name.startsWith("hostile") === true) continue;
    // A busy machine can end a call before the attacker has had its time: then nobody is to blame.
    if (record.culprit === null && record.problem.includes("the machine was busy")) continue;
    yield `blamed ${record.culprit?.name ?? "nobody"}`;
  }
  const happened = {
    holds: logsOf(records, "hostile").includes("ok"),
    fault: records.some((it) => it.kind === "fault" && it.unit.name.startsWith("hostile")),
    "cell-lost": records.some(({ kind }) => kind === "cellLost"),
    contained: true,
    refused: false,
    "process-killed": false,
  }[charge.expect];
  if (!happened) yield `expected ${charge.expect} ${charge.code}, which did not happen`;
}

/** @returns what is wrong; nothing, if all is as it should be */
export function judge(charge: Charge, what: Observed | Refused): readonly string[] {
  if ("refusal" in what) {
    const expected = charge.expect === "refused" ? charge.code : "no refusal";
    return what.refusal === expected ? [] : [`refused ${what.refusal}, not ${expected}`];
  }
  return [...leaks(charge, what), ...omissions(charge, what)];
}
