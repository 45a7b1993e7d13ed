/** A broker on a platform without isolates. Orders and ticks come from the edge, as their senders write them. */

import { join } from "node:path";
import { HeapCell } from "../../isolation/heap/heap-cell.ts";
import type { EdgePart, Tag, ValueInput } from "../../src/index.ts";
import { loadPrograms } from "../../src/loading/load-program.ts";
import { Platform } from "../../src/platform/platform.ts";
import type { SelfTrade } from "../../units/broker/config.ts";

/** What an order's sender, and nobody else, is told. */
export interface Report {
  readonly kind: "fill" | "done";
  readonly ref: Tag;
  readonly remaining: number;
  readonly quantity?: number;
  readonly price?: number;
  readonly reason?: string;
  readonly memo: string;
}

export interface OrderOptions {
  readonly ref?: Tag;
  readonly body?: Readonly<Record<string, unknown>> | string | null;
  readonly integrity?: readonly Tag[];
  /** Whether the order gives the broker `t+` over its tag; yes if left out. */
  readonly isGiven?: boolean;
}

const programs = loadPrograms(
  ["order-desk", "broker"].map((name) => join("units", name)),
  { within: "." },
);

export interface BrokerLabOptions {
  readonly selfTrade?: SelfTrade;
  readonly sharedIntegrity?: readonly Tag[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export class BrokerLab {
  readonly platform: Platform = new Platform(
    { placement: "shared", seed: 1, cell: { crossingMs: 60_000 } },
    () => new HeapCell(),
  );
  readonly exchange: Tag = this.platform.createTag("i-exchange");
  readonly broker: Tag = this.platform.createTag("i-broker");
  readonly darkPool: Tag = this.platform.createTag("dark-pool");
  /** What the operator's own eye saw of the broker: every report, in order. */
  readonly reports: Report[] = [];
  readonly prints: {
    readonly symbol: string;
    readonly price: number;
    readonly quantity: number;
  }[] = [];
  /** Tags of orders whose desks have written a name on a trade. */
  readonly named: unknown[] = [];
  /** What anybody without clearance sees of it. */
  readonly seenByAll: unknown[] = [];
  #time = 0;
  #tags = 0;

  constructor(deploy: (lab: BrokerLab) => BrokerLabOptions = () => ({})) {
    const { platform, exchange, broker, darkPool } = this;
    platform.notifications.on("record", () => {});
    for (const program of programs) platform.addProgram(program);
    const { config, ...more } = deploy(this);
    platform.deploy({
      program: "broker",
      name: "broker",
      input: { secrecy: [darkPool] },
      output: { integrity: [broker] },
      privileges: [
        { tag: darkPool, privilege: "t-" },
        { tag: broker, privilege: "t+" },
      ],
      config: { exchange, broker, darkPool, ...more, ...config } as ValueInput,
    });
    platform.subscribe(
      { part: "report", present: true },
      (_, { publisher, parts }) => {
        if (publisher !== "broker") return;
        for (const { name, data } of parts) {
          if (name === "report") this.reports.push(data as unknown as Report);
        }
      },
      { clearance: "everything" },
    );
    platform.subscribe(
      { part: "identity", present: true },
      ({ identity }) => this.named.push((identity as unknown as Report).ref),
      { clearance: "everything" },
    );
    platform.subscribe({ part: "print", present: true }, ({ print }) => {
      this.prints.push(print as unknown as (typeof this.prints)[number]);
    });
    platform.subscribe({ not: { part: "\0", present: true } }, (view, { publisher }) => {
      if (publisher === "broker") this.seenByAll.push({ ...view });
    });
    platform.settle();
  }

  tag(name = `order ${++this.#tags}`): Tag {
    return this.platform.createTag(name);
  }

  tick(symbol: string, price: number): void {
    this.queueTick(symbol, price);
    this.platform.settle();
  }

  queueTick(symbol: string, price: number): void {
    const label = { integrity: [this.exchange] };
    this.#publish([
      { name: "type", data: "tick", label },
      { name: "symbol", data: symbol, label },
      { name: "price", data: price, label },
    ]);
  }

  order(body: Readonly<Record<string, unknown>>, options: OrderOptions = {}): Tag {
    const ref = this.queueOrder(body, options);
    this.platform.settle();
    return ref;
  }

  /** Without running it: events that are queued begin together. */
  queueOrder(given: Readonly<Record<string, unknown>>, options: OrderOptions = {}): Tag {
    const { ref = this.tag(), integrity = [], isGiven = true } = options;
    const usual = { symbol: "AAA", side: "buy", limit: null, quantity: 1, minimumQuantity: 0 };
    const body = { ...usual, timeInForce: "day", ref, memo: "m", ...given };
    this.queueBody(
      options.body === undefined ? body : options.body,
      isGiven ? [ref] : [],
      integrity,
    );
    return ref;
  }

  queueBody(body: unknown, given: readonly Tag[], integrity: readonly Tag[] = []): void {
    const label = { secrecy: [this.darkPool], integrity };
    const privileges = given.map((tag) => ({ tag, privilege: "t+" }) as const);
    this.#publish([
      { name: "type", data: "order" },
      { name: "body", data: body as ValueInput, label, privileges },
      { name: "trader_id", data: { trader: "x" }, label: { secrecy: [this.darkPool, ...given] } },
    ]);
  }

  cancel(cancel: unknown, integrity: readonly Tag[] = []): void {
    this.queueCancel(cancel, integrity);
    this.platform.settle();
  }

  queueCancel(cancel: unknown, integrity: readonly Tag[] = []): void {
    const label = { secrecy: [this.darkPool], integrity };
    this.#publish([
      { name: "type", data: "cancel" },
      { name: "cancel", data: cancel as ValueInput, label },
    ]);
  }

  /** What was said of an order, such as "fill 2 of 5" or "quantity 0". */
  said(ref: Tag): readonly string[] {
    return this.reports
      .filter((report) => report.ref === ref)
      .map(({ kind, reason, quantity, remaining }) =>
        kind === "fill" ? `fill ${quantity}, ${remaining} left` : `${reason} ${remaining}`,
      );
  }

  /** How many orders the operator was told of, by reason. */
  get refused(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const line of this.lines) {
      for (const [, reason = "", count] of line.slice(line.indexOf(":")).matchAll(/(\w+) (\d+)/g)) {
        counts[reason] = (counts[reason] ?? 0) + Number(count);
      }
    }
    return counts;
  }

  /** What the broker wrote for the operator. */
  get lines(): readonly string[] {
    return this.platform.auditLog.flatMap((record) => (record.kind === "log" ? [record.text] : []));
  }

  /** What went wrong on the platform. */
  get troubles(): readonly string[] {
    return this.platform.auditLog.flatMap((record) => {
      if (record.kind === "log") return [];
      return ["message" in record ? record.message : JSON.stringify(record)];
    });
  }

  event(parts: readonly EdgePart[]): void {
    this.#publish(parts);
    this.platform.settle();
  }

  #publish(parts: readonly EdgePart[]): void {
    this.platform.publish(parts, ++this.#time);
  }
}
