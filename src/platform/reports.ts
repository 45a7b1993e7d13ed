/**
 * Reports: what a cell says about itself, checked for form and against its envelope before anything
 * of it is acted on. A report that fails either check is a `Violation`: the kernel is broken.
 */

import {
  insistBoolean,
  insistCount,
  insistList,
  insistNumber,
  insistString,
  insistTuple,
  type Tuple,
} from "../../isolation/wire/insist.ts";
import { longestFrames } from "../../isolation/wire/messages.ts";
import {
  type CarriedPrivilege,
  decodeGrant,
  decodeLabel,
  decodeParts,
  decodeValue,
  type EventOrigin,
  malformed,
  type Part,
  type Value,
} from "../event/index.ts";
import {
  type Grant,
  isPrivilege,
  isTagId,
  type Label,
  type LabelTable,
  type Privilege,
  type Tag,
  type TagId,
} from "../label/index.ts";
import {
  type CompiledFilter,
  decodeFilter,
  type FaultMoment,
  type FilterTable,
  longestOrderKey,
} from "../dispatch/index.ts";
import { limits } from "../limits.ts";
import type { CellLink } from "./cell-link.ts";
import type { HostTags } from "./host-tags.ts";
import type { HostEvent } from "./receiver.ts";
import type { UnitRecord } from "./units.ts";

/** A cell claimed what the host knows it cannot. */
export class Violation extends Error {
  override readonly name = "Violation";
}

export type Report =
  | { readonly kind: "tag"; readonly id: TagId; readonly name: string }
  | { readonly kind: "forget"; readonly ids: readonly TagId[] }
  | {
      readonly kind: "event";
      readonly reference: number;
      readonly unit: UnitRecord;
      readonly cause: EventOrigin;
      readonly parts: readonly Part[];
      /** The version before, if the host was told of it. */
      readonly previous: HostEvent | null;
    }
  | {
      /** Was seen in its cell alone; a version of it follows. */
      readonly kind: "earlier";
      readonly reference: number;
      readonly unit: UnitRecord;
      readonly cause: EventOrigin;
      readonly parts: readonly Part[];
    }
  | {
      readonly kind: "version";
      readonly reference: number;
      readonly unit: UnitRecord;
      readonly cause: EventOrigin;
      readonly previous: HostEvent;
      readonly removed: ReadonlySet<number>;
      readonly unseen: readonly { readonly name: string; readonly label: Label }[];
      readonly added: readonly Part[];
    }
  | {
      readonly kind: "spawn";
      readonly unit: UnitRecord;
      readonly program: string;
      readonly label: Label;
      readonly grants: readonly CarriedPrivilege[];
      readonly config: Value;
      readonly cause: EventOrigin;
      /** Tells the child from all others of the same unit. */
      readonly lineage: string;
    }
  | {
      readonly kind: "revoke";
      readonly tag: Tag;
      readonly privilege: Privilege;
      readonly by: Label;
      readonly at: number;
    }
  | { readonly kind: "raised"; readonly unit: UnitRecord; readonly tags: readonly Tag[] }
  | {
      readonly kind: "endpoint";
      readonly rank: number;
      readonly unit: UnitRecord;
      readonly input: Label;
      readonly raise: ReadonlySet<Tag>;
    }
  | { readonly kind: "gone"; readonly rank: number }
  | {
      readonly kind: "subscribe";
      readonly rank: number;
      readonly subscription: number;
      readonly filter: CompiledFilter;
      readonly managed: boolean;
    }
  | { readonly kind: "unsubscribe"; readonly rank: number; readonly subscription: number }
  | {
      readonly kind: "fault";
      readonly unit: UnitRecord;
      readonly message: string;
      readonly frames: string;
      readonly moment: FaultMoment;
      readonly stopped: boolean;
      readonly raised: boolean;
      readonly cause: EventOrigin;
    }
  | {
      readonly kind: "refused";
      readonly unit: UnitRecord;
      readonly code: string;
      readonly message: string;
      readonly frames: string;
      readonly count: number;
    }
  | { readonly kind: "log"; readonly unit: UnitRecord; readonly text: string };

/** What a cell reports of its endpoints and what they want. */
export type EndpointReport = Extract<
  Report,
  { readonly kind: "endpoint" | "gone" | "subscribe" | "unsubscribe" }
>;

/** Reads the reports of one cell. */
export class ReportReader {
  readonly #link: CellLink;
  readonly #labels: LabelTable;
  readonly #filters: FilterTable;
  readonly #tags: HostTags;
  readonly #units: ReadonlyMap<number, UnitRecord>;
  readonly #resolve = (id: TagId): Tag => this.#tags.resolve(id);
  /** No cell can be ahead of the last event from the edge. */
  readonly #latest: number;
  /** The last generation that the cell has begun. */
  readonly #round: number;

  constructor(
    link: CellLink,
    { labels, filters }: { readonly labels: LabelTable; readonly filters: FilterTable },
    tags: HostTags,
    units: ReadonlyMap<number, UnitRecord>,
    latest: number,
    round: number,
  ) {
    this.#link = link;
    this.#labels = labels;
    this.#filters = filters;
    this.#tags = tags;
    this.#units = units;
    this.#latest = latest;
    this.#round = round;
  }

  /** @throws CordonError WIRE; Violation */
  read(report: Tuple): Report {
    switch (report[0]) {
      case "tag":
        return this.#tag(insistTuple(report, 3, "tag"));
      case "forget":
        return { kind: "forget", ids: this.#ids(report[1]) };
      case "event":
        return this.#event(insistTuple(report, 6, "event"));
      case "earlier": {
        const [, reference, unit, cause, parts] = insistTuple(report, 5, "earlier");
        return { kind: "earlier", ...this.#published(reference, unit, cause, parts) };
      }
      case "version":
        return this.#version(insistTuple(report, 8, "version"));
      case "spawn":
        return this.#spawn(insistTuple(report, 8, "spawn"));
      case "revoke":
        return this.#revoke(insistTuple(report, 6, "revoke"));
      case "raised":
        return this.#raised(insistTuple(report, 3, "raised"));
      case "endpoint":
        return this.#endpoint(insistTuple(report, 5, "endpoint"));
      case "gone":
        return { kind: "gone", rank: insistCount(report[1], "rank") };
      case "subscribe":
        return this.#subscribe(insistTuple(report, 5, "subscribe"));
      case "unsubscribe":
        return {
          kind: "unsubscribe",
          rank: insistCount(report[1], "rank"),
          subscription: insistCount(report[2], "subscription"),
        };
      case "fault":
        return this.#fault(insistTuple(report, 8, "fault"));
      case "refused":
        return this.#refused(insistTuple(report, 6, "refused"));
      case "log":
        return {
          kind: "log",
          unit: this.#unit(report[1]),
          text: insistString(report[2], limits.logLine, "log"),
        };
      default:
        throw malformed("unknown report");
    }
  }

  #tag([, id, name]: Tuple): Report {
    if (!isTagId(id)) throw malformed("tag");
    return { kind: "tag", id, name: insistString(name, limits.partName, "tag name") };
  }

  #ids(input: unknown): readonly TagId[] {
    return insistList(input, 10_000_000, "ids").map((id) => {
      if (!isTagId(id)) throw malformed("tag");
      return id;
    });
  }

  #unit(id: unknown): UnitRecord {
    const unit = this.#units.get(insistCount(id, "unit"));
    if (unit === undefined || unit.cell !== this.#link.key)
      throw new Violation("a unit of another cell");
    return unit;
  }

  #cause(input: unknown): EventOrigin {
    const [orderInput, time, hopsInput] = insistTuple(input, 3, "cause");
    // A unit that starts again and again adds to what its last event added.
    const hops = insistCount(hopsInput, "hops", limits.eventHops + limits.restarts + 1);
    const cause = {
      order: insistString(orderInput, longestOrderKey(hops), "order"),
      time: insistNumber(time, "time"),
      hops,
    };
    if (!(cause.time <= this.#latest)) throw new Violation("an event from the future");
    return cause;
  }

  #demand(problem: string | null): void {
    if (problem !== null) throw new Violation(problem);
  }

  #event([, reference, unit, cause, parts, before]: Tuple): Report {
    return {
      kind: "event",
      ...this.#published(reference, unit, cause, parts),
      previous: before === null ? null : this.#link.known(insistNumber(before, "previous")),
    };
  }

  #published(
    reference: unknown,
    unit: unknown,
    causeInput: unknown,
    partsInput: unknown,
  ): Omit<Extract<Report, { kind: "earlier" }>, "kind"> {
    const cause = this.#cause(causeInput);
    const parts = decodeParts(partsInput, this.#labels, this.#resolve);
    for (const part of parts) {
      this.#demand(this.#link.envelope.violation(part, cause.time, this.#round));
    }
    return {
      reference: insistCount(reference, "reference"),
      unit: this.#unit(unit),
      cause,
      parts,
    };
  }

  #version([, reference, unit, causeInput, before, removed, unseen, added]: Tuple): Report {
    const { envelope } = this.#link;
    const cause = this.#cause(causeInput);
    const previous = this.#link.known(insistNumber(before, "previous"));
    const { parts } = previous;
    const positions = insistList(removed, limits.versionParts, "removed").map((at) => {
      const part = parts[insistCount(at, "position", limits.versionParts)];
      if (part === undefined) throw malformed("position");
      this.#demand(envelope.labelViolation(part.label));
      return parts.indexOf(part);
    });
    const replaced = positions.map((at) => parts[at]);
    const addedParts = decodeParts(added, this.#labels, this.#resolve);
    for (const part of addedParts) {
      const fresh = withoutGrantsOf(part, replaced);
      this.#demand(envelope.violation(fresh, cause.time, this.#round));
    }
    const unseenParts = insistList(unseen, limits.eventParts, "unseen").map((it) => {
      const [name, label] = insistTuple(it, 2, "unseen");
      const decoded = decodeLabel(label, this.#labels, this.#resolve);
      this.#demand(envelope.labelViolation(decoded));
      return { name: insistString(name, limits.partName, "name"), label: decoded };
    });
    return {
      kind: "version",
      reference: insistCount(reference, "reference"),
      unit: this.#unit(unit),
      cause,
      previous,
      removed: new Set(positions),
      unseen: unseenParts,
      added: addedParts,
    };
  }

  #grants(input: unknown): readonly CarriedPrivilege[] {
    return insistList(input, limits.labelTags, "grants").map((grant) =>
      decodeGrant(grant, this.#resolve),
    );
  }

  #spawn([, unit, program, labelInput, grantInput, config, causeInput, lineage]: Tuple): Report {
    const cause = this.#cause(causeInput);
    const label = decodeLabel(labelInput, this.#labels, this.#resolve);
    const grants = this.#grants(grantInput);
    this.#demand(this.#link.envelope.spawnViolation(label, grants, cause.time, this.#round));
    return {
      kind: "spawn",
      unit: this.#unit(unit),
      program: insistString(program, 256, "program"),
      label,
      grants,
      config: decodeValue(config, this.#resolve),
      cause,
      lineage: insistString(lineage, 100_000, "lineage"),
    };
  }

  #revoke([, unit, id, privilege, by, at]: Tuple): Report {
    this.#unit(unit);
    if (!isTagId(id) || !isPrivilege(privilege)) throw malformed("revoke");
    const tag = this.#tags.resolve(id);
    if (!this.#tags.isCreator(tag, this.#link)) throw new Violation("a tag of another cell");
    return {
      kind: "revoke",
      tag,
      privilege,
      by: decodeLabel(by, this.#labels, this.#resolve),
      at: insistNumber(at, "round"),
    };
  }

  #raised([, unit, ids]: Tuple): Report {
    const tags = this.#ids(ids).map(this.#resolve);
    if (!tags.every((tag) => this.#link.envelope.mayReadTag(tag))) {
      throw new Violation("a unit that reads more than its cell may");
    }
    return { kind: "raised", unit: this.#unit(unit), tags };
  }

  #endpoint([, rank, unit, inputLabel, raiseInput]: Tuple): Report {
    const { envelope } = this.#link;
    const input = decodeLabel(inputLabel, this.#labels, this.#resolve);
    const raise = this.#ids(raiseInput).map(this.#resolve);
    if (!envelope.mayRead(input) || !raise.every((tag) => envelope.mayReadTag(tag))) {
      throw new Violation("an endpoint that reads more than its cell may");
    }
    return {
      kind: "endpoint",
      rank: insistCount(rank, "rank"),
      unit: this.#unit(unit),
      input,
      raise: new Set(raise),
    };
  }

  #subscribe([, rank, subscription, filter, managed]: Tuple): Report {
    return {
      kind: "subscribe",
      rank: insistCount(rank, "rank"),
      subscription: insistCount(subscription, "subscription"),
      filter: decodeFilter(filter, this.#filters, this.#resolve),
      managed: insistBoolean(managed, "managed"),
    };
  }

  #fault([, unit, message, frames, moment, stopped, raised, cause]: Tuple): Report {
    if (moment !== "start" && moment !== "delivery" && moment !== "overtime") {
      throw malformed("moment");
    }
    return {
      kind: "fault",
      unit: this.#unit(unit),
      message: insistString(message, limits.faultMessage, "fault"),
      frames: insistString(frames, longestFrames, "frames"),
      moment,
      stopped: insistBoolean(stopped, "stopped"),
      raised: insistBoolean(raised, "raised"),
      cause: this.#cause(cause),
    };
  }

  #refused([, unit, code, message, frames, count]: Tuple): Report {
    return {
      kind: "refused",
      unit: this.#unit(unit),
      code: insistString(code, 64, "code"),
      message: insistString(message, 1_000, "message"),
      frames: insistString(frames, longestFrames, "frames"),
      count: insistCount(count, "count"),
    };
  }
}

/** A part with only those grants that no part which it may replace carried already. */
function withoutGrantsOf(part: Part, replaced: readonly (Part | undefined)[]): Part {
  const carried = replaced.flatMap((it) =>
    it?.name === part.name && it.label === part.label ? (it.privileges ?? []) : [],
  );
  const fresh = (part.privileges ?? []).filter(
    ({ tag, grant }) => !carried.some((it) => it.tag === tag && isSameGrant(it.grant, grant)),
  );
  return { ...part, privileges: fresh };
}

function isSameGrant(a: Grant, b: Grant): boolean {
  return (
    a.privilege === b.privilege &&
    a.until === b.until &&
    a.since === b.since &&
    a.authoritySince === b.authoritySince
  );
}
