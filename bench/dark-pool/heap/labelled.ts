/**
 * Labels without isolation: the dispatcher and the calls of the platform, with programs that are
 * functions of this heap. Their events are frozen and shared (`labels-freeze`), or each receiver is
 * given a copy of its own (`labels-clone`).
 */

import type { Tick } from "../../../src/cli/feed.ts";
import {
  type Crowd,
  orderKey,
  RANKS_PER_UNIT,
  type Outside,
  type RevocationRequest,
  sortable,
  type SpawnRequest,
  type Subscription,
  type Unit,
  UnitDispatcher,
  type UnitId,
  type Fault,
  type Thrown,
  type UnitRuntime,
} from "../../../src/dispatch/index.ts";
import {
  copyValue,
  Event,
  type EventView,
  type Part,
  type Value,
  type Visibility,
} from "../../../src/event/index.ts";
import { operatorGrant } from "../../../src/label/index.ts";
import { limits } from "../../../src/limits.ts";
import type { Deployment } from "../../../src/platform/options.ts";
import type { Contender, Outcomes } from "../contender.ts";
import { unitSecret, type ScenarioOptions, venueOf } from "../scenario.ts";
import { LabelledUnitApi } from "./labelled-unit-api.ts";
import { childrenOf, programNamed } from "./programs.ts";
import { tellOutcome } from "./tell-outcome.ts";

/** A copy of an event for one receiver alone, as deep as its data. */
function cloneOf(event: Event): Event {
  const parts = event.parts.map((part): Part => ({ ...part, data: structuredCopy(part) }));
  return new Event(parts, event, event.previous);
}

function structuredCopy({ data, name }: Part): Value {
  return copyValue(data, name);
}

/** Gives each receiver an event of its own. */
class CloningDispatcher extends UnitDispatcher {
  override deliver(subscription: Subscription<Unit>, event: Event, visible: Visibility): void {
    super.deliver(subscription, cloneOf(event), visible);
  }

  override deliverInCrowd(crowd: Crowd<Unit>, at: number, event: Event): void {
    super.deliverInCrowd(crowd, at, cloneOf(event));
  }
}

function faultOf(thrown: unknown): Fault {
  return { message: thrown instanceof Error ? thrown.message : String(thrown), frames: "" };
}

export class LabelledHeap implements Contender, Outside, UnitRuntime {
  readonly #units: UnitDispatcher;
  readonly #seed: number;
  readonly #outcomes: Outcomes;
  readonly #feedLabel;
  #spawned: SpawnRequest[] = [];
  #revocations: RevocationRequest[] = [];
  #lastUnit = 0;
  #ingress = 0;

  constructor(options: ScenarioOptions, outcomes: Outcomes, copies: "freeze" | "clone") {
    const Kind = copies === "clone" ? CloningDispatcher : UnitDispatcher;
    this.#units = new Kind(this, this, childrenOf, Date.now);
    this.#seed = options.seed;
    this.#outcomes = outcomes;
    const { tags, deployments } = venueOf(options);
    this.#feedLabel = this.#units.dispatcher.labels.of({ integrity: [tags.feed] });
    this.#begin();
    for (const deployment of deployments) this.#deploy(deployment);
    this.settle();
  }

  get deliveries(): number {
    return this.#units.dispatcher.counts.deliveries;
  }

  get units(): number {
    return this.#lastUnit;
  }

  publish(ticks: readonly Tick[]): void {
    for (const tick of ticks) this.#ingest(tick);
    this.settle();
  }

  settle(): void {
    const { dispatcher } = this.#units;
    for (;;) {
      dispatcher.dispatch();
      this.#units.endGeneration();
      if (!dispatcher.queue.hasNext && this.#spawned.length === 0) return;
      this.#begin();
      const spawned = this.#spawned;
      this.#spawned = [];
      for (const request of spawned) this.#spawn(request);
    }
  }

  residentBytes(): number {
    return process.memoryUsage.rss();
  }

  close(): void {}

  // What programs run on

  start(unit: Unit): Fault | null {
    try {
      programNamed(unit.program)(new LabelledUnitApi(this.#units.calls, unit.config));
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  handle(handler: unknown, view: EventView): Thrown | null {
    try {
      (handler as (event: EventView) => void)(view);
      return null;
    } catch (error) {
      return { thrown: error };
    }
  }

  describe(_unit: Unit, { thrown }: Thrown): Fault {
    return faultOf(thrown);
  }

  // What leaves units

  published({ program, id }: Unit, event: Event): void {
    tellOutcome(event, program, id, this.#outcomes);
  }

  released(): boolean {
    return false;
  }

  spawn(request: SpawnRequest): void {
    this.#spawned.push(request);
  }

  revoke(_unit: Unit, request: RevocationRequest): void {
    this.#revocations.push(request);
  }

  subscribed(): void {}
  unsubscribed(): void {}
  changed(): void {}
  log(): void {}

  refused(unit: Unit, { message }: { readonly message: string }): void {
    throw new Error(`${unit.program} was refused: ${message}`);
  }

  fault(unit: Unit, { message }: { readonly message: string }): void {
    throw new Error(`${unit.program} failed: ${message}`);
  }

  #begin(): void {
    this.#units.dispatcher.beginGeneration();
    for (const revocation of this.#revocations) this.#units.revoke(revocation);
    this.#revocations = [];
  }

  #ingest({ symbol, price, time }: Tick): void {
    const label = this.#feedLabel;
    const parts: readonly Part[] = [
      { name: "type", data: "feed", label, privileges: null },
      { name: "symbol", data: symbol, label, privileges: null },
      { name: "price", data: price, label, privileges: null },
    ];
    const order = orderKey("event", "", sortable(this.#ingress++, 4));
    this.#units.floor = time;
    this.#units.dispatcher.enqueue(new Event(parts, { time, hops: 0, order }));
  }

  #deploy(deployment: Deployment): void {
    const { labels } = this.#units.dispatcher;
    const { name, program, input = {}, output = input, config = null } = deployment;
    const secret = unitSecret(this.#seed, name);
    this.#start({
      program,
      input: labels.of(input),
      output: labels.of(output),
      config: copyValue(config, "config"),
      secret,
      grants: (deployment.privileges ?? []).map(({ tag, privilege, until }) => ({
        tag,
        grant: operatorGrant(privilege, this.#units.dispatcher.round, until),
      })),
      cause: { order: orderKey("control", "", sortable(this.#lastUnit, 4)), time: 0, hops: 0 },
    });
  }

  #spawn({ parent, program, label, grants, config, cause, lineage }: SpawnRequest): void {
    const secret = (): ReturnType<Unit["secretFor"]> => parent.secretFor(`child${lineage}`);
    this.#start({ program, input: label, output: label, config, secret, grants, cause });
  }

  #start({
    program,
    input,
    output,
    config,
    secret,
    grants,
    cause,
  }: Pick<
    ConstructorParameters<typeof Unit>[0],
    "program" | "input" | "output" | "config" | "secret"
  > &
    Pick<SpawnRequest, "grants" | "cause">): void {
    const id = ++this.#lastUnit as UnitId;
    this.#units.start(
      {
        id,
        rank: id * RANKS_PER_UNIT,
        program,
        children: childrenOf(program),
        input,
        output,
        config,
        secret,
        lineage: "",
        born: this.#units.dispatcher.round,
        eventsPerDelivery: limits.eventsPerDelivery,
        stopOnFault: true,
        idleMs: Infinity,
        root: null,
        owner: null,
      },
      grants,
      cause,
    );
  }
}
