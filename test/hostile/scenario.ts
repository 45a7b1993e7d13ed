/**
 * The scenario that every attack is made in: a hostile unit in a cell with units that have a secret,
 * a witness in another cell, and an operator who sees everything.
 *
 * | unit | program | cell | cleared for the secret |
 * |---|---|---|---|
 * | `twin` (if charged) | the hostile one | shared | yes |
 * | `hostile` | the hostile one | shared | no |
 * | `near`, `guard` | witness | shared | no |
 * | `victim` | witness | shared | yes |
 * | `far` | witness | its own | no |
 */

import {
  type AuditRecord,
  bytesOf,
  createPlatform,
  type EdgePart,
  type EventView,
  isBytes,
  isTag,
  type Platform,
  type Tag,
  type Value,
} from "cordon";
import type { Charge } from "./charge.ts";
import { leaseEnd } from "./given.ts";
import type { Prepared } from "./load.ts";
import { canary, canaryNumber } from "./secret.ts";

const all = { not: { part: "~", present: true } } as const;

/** Everything in a value as text. */
function textOf(value: Value): string {
  if (isTag(value)) return "tag";
  if (isBytes(value)) return Buffer.from(bytesOf(value)).toString("latin1");
  if (Array.isArray(value)) return (value as readonly Value[]).map(textOf).join(" ");
  if (typeof value === "object" && value !== null) {
    return Object.entries(value as { readonly [name: string]: Value })
      .map(([name, item]) => `${name} ${textOf(item)}`)
      .join(" ");
  }
  return String(value);
}

function viewText(event: EventView): string {
  return Object.entries(event)
    .map(([name, data]) => `${name} ${textOf(data)}`)
    .join(" ");
}

export class Scenario {
  readonly #platform: Platform;
  readonly #charge: Charge;
  readonly #secret: Tag;
  readonly #vouched: Tag;
  /** What the attacker published, as the operator sees it. */
  readonly emitted: string[] = [];
  /** What somebody without clearance saw. */
  readonly seen: string[] = [];

  /** @throws CordonError if the program does not compile */
  constructor(
    charge: Charge,
    { program, witness }: Prepared,
    onRecord: (record: AuditRecord) => void,
  ) {
    this.#charge = charge;
    this.#platform = createPlatform({
      seed: 7,
      placement: "shared",
      cell: { crossingMs: charge.crossingMs, memoryMiB: charge.memoryMiB },
      // The runner watches each process, and the platform's own watchdog has tests of its own.
      watchdog: false,
    });
    this.#platform.notifications.on("record", onRecord);
    this.#secret = this.#platform.createTag("secret");
    this.#vouched = this.#platform.createTag("vouched");
    this.#platform.addProgram(program);
    this.#platform.addProgram(witness);
    this.#watch();
    this.#deploy();
  }

  get records(): readonly AuditRecord[] {
    return this.#platform.auditLog;
  }

  /** Starts the units and lets the witnesses speak once, before anything happens. */
  begin(): void {
    this.#run([{ name: "type", data: "start" }], 0);
    this.#ping(1);
  }

  /** The secret, then what the attacker waits for. */
  provoke(): void {
    const label = { secrecy: [this.#secret] };
    const declassifier = { tag: this.#secret, privilege: "t-" } as const;
    const secretParts: readonly EdgePart[] = [
      { name: "secret", data: canary, label },
      { name: "number", data: canaryNumber, label, privileges: [declassifier] },
    ];
    this.#run([{ name: "type", data: "canary", label }, ...secretParts], 2);
    const attackParts: readonly EdgePart[] = [
      { name: "list", data: [1, 2, 3] },
      { name: "record", data: { a: { b: [4] }, text: "text" } },
      { name: "bytes", data: new Uint8Array([1, 2, 3]) },
      { name: "large", data: 2n ** 80n },
      { name: "tag", data: this.#secret },
      { name: "warrant", data: "operator", label: { integrity: [this.#vouched] } },
    ];
    this.#run([{ name: "type", data: "attack" }, ...attackParts, ...secretParts], 10);
    this.#run([{ name: "type", data: "again" }, ...attackParts, ...secretParts], 20);
    this.#run([{ name: "type", data: "late" }, ...attackParts, ...secretParts], 2 * leaseEnd);
  }

  /** Lets the witnesses speak again. */
  end(): void {
    this.#ping(3 * leaseEnd);
  }

  close(): void {
    this.#platform.close();
  }

  #ping(time: number): void {
    this.#run(
      [
        { name: "type", data: "ping" },
        { name: "list", data: [1, 2, 3] },
      ],
      time,
    );
  }

  #run(parts: readonly EdgePart[], time: number): void {
    this.#platform.publish(parts, time);
    this.#platform.settle();
  }

  #watch(): void {
    this.#platform.subscribe(all, (event) => this.seen.push(viewText(event)));
    this.#platform.subscribe(
      all,
      (event, { publisher }) => {
        if (publisher?.startsWith("hostile") === true) this.emitted.push(viewText(event));
      },
      { clearance: "everything" },
    );
  }

  #deploy(): void {
    const { name, twin } = this.#charge;
    const tags = {
      secret: this.#secret,
      vouched: this.#vouched,
      mine: this.#platform.createTag("mine"),
      delegable: this.#platform.createTag("delegable"),
      leased: this.#platform.createTag("leased"),
    };
    const cleared = { secrecy: [tags.secret] };
    const hostile = { program: name, owner: "mallory" };
    // First, so that whatever it leaves behind is there when the other one looks.
    if (twin) {
      const config = { ...tags, role: "high" };
      this.#platform.deploy({ ...hostile, name: "twin", input: cleared, config });
    }
    this.#platform.deploy({
      ...hostile,
      name: "hostile",
      config: { ...tags, role: "low" },
      privileges: [
        { tag: tags.mine, privilege: "t+" },
        { tag: tags.mine, privilege: "t-" },
        { tag: tags.delegable, privilege: "t+auth" },
        { tag: tags.leased, privilege: "t+", until: leaseEnd },
        { tag: tags.leased, privilege: "t-", until: leaseEnd },
      ],
    });
    this.#witness("near", {});
    this.#witness("victim", { input: cleared });
    this.#witness("guard", { input: { integrity: [tags.vouched] } });
    this.#witness("far", { placement: "unit" });
  }

  #witness(role: string, deployment: Partial<Parameters<Platform["deploy"]>[0]>): void {
    this.#platform.deploy({ program: "witness", name: role, config: role, ...deployment });
  }
}
