/**
 * Envelopes: the most that the units of one cell, together, may read, and the privileges that they
 * hold, together. The host checks everything that leaves a cell against it, because it does not
 * believe a kernel that runs beside untrusted programs. Written without the kernel's own checks: it
 * knows no units' present labels, only what the host itself has given the cell.
 */

import type { CarriedPrivilege, Part } from "../event/index.ts";
import type { Label, Privilege, Tag } from "../label/index.ts";

interface Holding {
  /** Last event time at which it holds. */
  readonly until: number;
}

export class Envelope {
  readonly #holdings = new Map<Privilege, WeakMap<Tag, Holding>>([
    ["t+", new WeakMap()],
    ["t-", new WeakMap()],
    ["t+auth", new WeakMap()],
    ["t-auth", new WeakMap()],
  ]);
  readonly #readable = new WeakSet<Tag>();
  readonly #vouched = new WeakSet<Tag>();
  /** Tags over which the cell has ever held `t-`. */
  readonly #shed = new WeakSet<Tag>();
  readonly #isOwn: (tag: Tag) => boolean;
  /**
   * Tags that every unit was started with in its output secrecy, and that none could ever shed; null
   * before the first unit.
   */
  #confining: readonly Tag[] | null = null;

  /** @param isOwn whether a tag was made in this cell, which then holds every privilege over it */
  constructor(isOwn: (tag: Tag) => boolean) {
    this.#isOwn = isOwn;
  }

  /** A unit is started in the cell. */
  admit(input: Label, output: Label, grants: readonly CarriedPrivilege[]): void {
    for (const tag of input.secrecy) this.#readable.add(tag);
    for (const tag of output.integrity) {
      if (input.integrity.includes(tag)) this.#vouched.add(tag);
    }
    for (const grant of grants) this.bestow(grant);
    const { secrecy } = output;
    this.#confining = (this.#confining ?? secrecy).filter(
      (tag) => secrecy.includes(tag) && !this.#shed.has(tag),
    );
  }

  /** The cell is sent a part that carries a privilege. */
  bestow({ tag, grant }: CarriedPrivilege): void {
    if (grant.privilege === "t-" || grant.privilege === "t-auth") {
      // While it holds, a unit may shed the tag for good: from now on nothing has to carry it.
      this.#confining = this.#confining?.filter((other) => other !== tag) ?? null;
      this.#shed.add(tag);
    }
    const holdings = this.#holdings.get(grant.privilege);
    const known = holdings?.get(tag)?.until ?? -Infinity;
    if (grant.until > known) holdings?.set(tag, { until: grant.until });
    if (grant.privilege === "t+" || grant.privilege === "t+auth") this.#readable.add(tag);
  }

  /** The tag's creator, in another cell, withdrew a privilege from all who hold it. */
  withdraw(tag: Tag, privilege: Privilege): void {
    this.#holdings.get(privilege)?.delete(tag);
    if (privilege === "t+auth") this.#holdings.get("t+")?.delete(tag);
    if (privilege === "t-auth") this.#holdings.get("t-")?.delete(tag);
  }

  /** Whether the cell may be sent what has this label. */
  mayRead(label: Label): boolean {
    return label.secrecy.every((tag) => this.mayReadTag(tag));
  }

  mayReadTag(tag: Tag): boolean {
    return this.#readable.has(tag) || this.#isOwn(tag);
  }

  /** Why the cell cannot have said this at event time `now`; null if it can. */
  violation(part: Part, now: number): string | null {
    return this.labelViolation(part.label, now) ?? this.#grantViolation(part.privileges ?? [], now);
  }

  labelViolation(label: Label, now: number): string | null {
    for (const tag of this.#confining ?? []) {
      if (!label.secrecy.includes(tag)) return "a secrecy tag is missing";
    }
    for (const tag of label.integrity) {
      if (!this.#vouched.has(tag) && !this.#holds(tag, "t+", "t+auth", now)) {
        return "an integrity tag is not the cell's to give";
      }
    }
    return null;
  }

  /** Why a unit of the cell cannot start another one so; null if it can. */
  spawnViolation(label: Label, grants: readonly CarriedPrivilege[], now: number): string | null {
    if (!this.mayRead(label)) return "a child would read more than its cell";
    return this.labelViolation(label, now) ?? this.#grantViolation(grants, now);
  }

  #grantViolation(grants: readonly CarriedPrivilege[], now: number): string | null {
    for (const { tag, grant } of grants) {
      const authority =
        grant.privilege === "t+" || grant.privilege === "t+auth" ? "t+auth" : "t-auth";
      if (!this.#holds(tag, authority, authority, now))
        return "a privilege is not the cell's to give";
    }
    return null;
  }

  /** Whoever may delegate a privilege may take it, too. */
  #holds(tag: Tag, privilege: Privilege, authority: Privilege, now: number): boolean {
    if (this.#isOwn(tag)) return true;
    const until = (held: Privilege): number =>
      this.#holdings.get(held)?.get(tag)?.until ?? -Infinity;
    return until(privilege) >= now || until(authority) >= now;
  }
}
