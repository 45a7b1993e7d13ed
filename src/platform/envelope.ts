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
  /** The last generation in which it was granted. */
  readonly since: number;
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
    const known = holdings?.get(tag);
    holdings?.set(tag, {
      until: Math.max(grant.until, known?.until ?? -Infinity),
      since: Math.max(grant.since, known?.since ?? 0),
    });
    if (grant.privilege === "t+" || grant.privilege === "t+auth") {
      this.#readable.add(tag);
      // While it holds, a unit may endorse its own state, which lasts longer than the privilege.
      this.#vouched.add(tag);
    }
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
  violation(part: Part, now: number, round: number): string | null {
    return (
      this.labelViolation(part.label) ?? this.#grantViolation(part.privileges ?? [], now, round)
    );
  }

  labelViolation(label: Label): string | null {
    for (const tag of this.#confining ?? []) {
      if (!label.secrecy.includes(tag)) return "a secrecy tag is missing";
    }
    for (const tag of label.integrity) {
      if (!this.#vouched.has(tag) && !this.#isOwn(tag)) {
        return "an integrity tag is not the cell's to give";
      }
    }
    return null;
  }

  /** Why a unit of the cell cannot start another one so; null if it can. */
  spawnViolation(
    label: Label,
    grants: readonly CarriedPrivilege[],
    now: number,
    round: number,
  ): string | null {
    if (!this.mayRead(label)) return "a child would read more than its cell";
    return this.labelViolation(label) ?? this.#grantViolation(grants, now, round);
  }

  #grantViolation(grants: readonly CarriedPrivilege[], now: number, round: number): string | null {
    for (const { tag, grant } of grants) {
      // What is delegated after a revocation counts from the generation in which that takes effect.
      if (grant.since > round + 1) return "a privilege from the future";
      if (this.#isOwn(tag)) continue;
      const { privilege, until, authoritySince } = grant;
      const authority = privilege === "t+" || privilege === "t+auth" ? "t+auth" : "t-auth";
      const held = this.#holdings.get(authority)?.get(tag);
      if (held === undefined || held.until < now) return "a privilege is not the cell's to give";
      if (until > held.until || authoritySince > held.since) {
        return "a privilege that outlasts its authority";
      }
    }
    return null;
  }
}
