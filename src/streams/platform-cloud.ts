/**
 * The cloud of encrypted streams on a platform: an operator for each query, as a unit that holds no
 * privileges; what has to be computed, on threads of a pool. Everything that passes between them is public.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CordonError } from "../errors.ts";
import type { EventView } from "../event/index.ts";
import type { Tag } from "../label/index.ts";
import { loadProgram } from "../loading/load-program.ts";
import { mostWorkOfBlock, type Outcome, type Work } from "../operator/operator.ts";
import type { Platform } from "../platform/platform.ts";
import type { EdgeContext, EdgeHandler } from "../platform/router.ts";
import type { Placement } from "../platform/units.ts";
import { QueryError } from "../query/errors.ts";
import { Failures } from "../query/failures.ts";
import { admit, type Result } from "../query/intake.ts";
import { type PoolOptions, shareRegistration, WorkerPool } from "../query/pool.ts";
import type { Shared } from "../query/pool-worker.ts";
import { readRegistration, type Registration } from "../query/registration.ts";
import { encodeOutgoing } from "../query/results.ts";
import { Turns } from "../query/turns.ts";
import type { BundledProgram } from "../unit/program.ts";
import { Deployed } from "./deployed.ts";
import { outgoingOf, type Parts, partsOfBlock, partsOfOutcome, workOf } from "./block-events.ts";

export interface PlatformCloudOptions extends PoolOptions {
  /** Settled by the cloud, asynchronously: who settles it besides may find that it is busy. */
  readonly platform: Platform;
  /** Called with each result, in the order of the blocks that it comes of. */
  readonly deliver: (result: Result) => void;
  /** Where operators run; the platform's unless said otherwise. */
  readonly placement?: Placement;
  /** Event time in ms; the clock's unless said otherwise. */
  readonly now?: () => number;
}

/** Pieces of work that one operator may wait for when another block is taken. */
const mostBacklog = 64;
const programName = "stream-operator";

/** Programs are shipped as sources, beside `src` and not in `dist`. */
function packageFolder(): string {
  const beside = fileURLToPath(new URL("../..", import.meta.url));
  const above = fileURLToPath(new URL("../../..", import.meta.url));
  return existsSync(join(beside, "units", programName, "manifest.json")) ? beside : above;
}

let operatorProgram: BundledProgram | undefined;

/** Loaded once: it is a part of this package, as the modules are that it shares with it. */
function loadOperator(): BundledProgram {
  const within = packageFolder();
  operatorProgram ??= loadProgram(join(within, "units", programName), { within });
  return operatorProgram;
}

/** How many operators there were on a platform: names of units are never given twice. */
const operators = new WeakMap<Platform, number>();

function newName(platform: Platform): string {
  const number = operators.get(platform) ?? 0;
  operators.set(platform, number + 1);
  return `${programName}-${number}`;
}

export class PlatformCloud {
  readonly #platform: Platform;
  readonly #options: PlatformCloudOptions;
  readonly #pool: WorkerPool;
  /** What operators read carries it, and nothing that units write: no unit can pass anything off on them. */
  readonly #vouched: Tag;
  /** What operators write carries it, too: the host hears nobody else. */
  readonly #spoken: Tag;
  /** By digest of what was registered. */
  readonly #deployed = new Map<string, Deployed>();
  readonly #byName = new Map<string, Deployed>();
  readonly #failures = new Failures();
  #isClosed = false;
  /** Operators that are heard no more, until the platform has stopped them. */
  readonly #lost: string[] = [];
  /** What is being computed, until operators are told. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #ends: (() => void)[] = [];
  /** Who waits for room. */
  readonly #forRoom: (() => void)[] = [];
  readonly #turns = new Turns();
  #pump: Promise<void> | null = null;
  /** Whether something was published that may not have been run. */
  #isDue = false;

  /** @throws QueryError QUERY */
  constructor(options: PlatformCloudOptions) {
    this.#options = options;
    this.#platform = options.platform;
    this.#pool = new WorkerPool(options);
    this.#platform.addProgram(loadOperator());
    this.#vouched = this.#platform.createTag("i-stream-cloud");
    this.#spoken = this.#platform.createTag("i-stream-operators");
    const handlers: Readonly<Record<string, EdgeHandler>> = {
      work: (event, context) => {
        this.#compute(event, context);
      },
      result: (event, context) => {
        this.#deliver(event, context);
      },
    };
    for (const [type, handler] of Object.entries(handlers)) {
      const filter = { part: "type", equals: type };
      const clearance = { integrity: [this.#spoken] };
      this.#ends.push(this.#platform.subscribe(filter, handler, { clearance }));
    }
    const onLost = ({ unit }: { readonly unit?: { readonly name: string } }): void => {
      const lost = this.#byName.get(unit?.name ?? "");
      if (lost !== undefined) this.#lose(lost);
    };
    this.#platform.notifications.on("quarantined", onLost);
    this.#ends.push(() => this.#platform.notifications.off("quarantined", onLost));
  }

  /**
   * Begins to enforce a query, once the blocks that were pushed before are taken.
   *
   * @param grant of the query's stream; to join, then that of the other stream, and the user's tokens
   * @returns how to end it
   * @throws CryptoError ENCODING; QueryError QUERY, GRANT; CordonError
   */
  async register(...grant: readonly Uint8Array[]): Promise<() => void> {
    const registration = readRegistration(grant);
    await this.#turns.take(async () => {
      if (this.#deployed.has(registration.id)) return;
      await this.#quiet();
      if (this.#isClosed) throw new QueryError("CLOSED", "this cloud was closed");
      this.#deploy(registration, shareRegistration(registration.id, grant));
    });
    const deployed = this.#deployed.get(registration.id);
    return () => {
      // What was registered again since is another's to end.
      if (deployed === undefined || this.#byName.get(deployed.name) !== deployed) return;
      this.#forget(deployed);
      deployed.lose();
      this.#platform.stop(deployed.name);
    };
  }

  /**
   * Takes a block in when there is room for it: wait for that before the next one. Blocks that are not
   * signed by the owner of their stream concern no query.
   *
   * @throws CryptoError ENCODING; QueryError REPLAY; BUSY if nobody waits; CordonError VALUE_SIZE,
   *   PART_COUNT for blocks that no event can hold: encrypt fewer tuples at a time
   */
  push(bytes: Uint8Array): Promise<void> {
    if (this.#isClosed) return Promise.reject(new QueryError("CLOSED", "this cloud was closed"));
    const take = async (): Promise<void> => {
      const { block, concerned, note } = admit(bytes, this.#deployed.values());
      const sources = new Set(concerned.map(([it, side]) => it.sources[side] as string));
      // This refuses a block that no event can hold, before its number is used up.
      for (const source of sources) this.#publish(partsOfBlock(source, block));
      for (const [it] of concerned) it.allowance += mostWorkOfBlock(it.registration.plan);
      note();
      // For it to be run, and work to be asked for.
      await setImmediate();
    };
    return this.#turns.takeWithRoom(() => this.#room(), take);
  }

  /**
   * Until all that was pushed is delivered.
   *
   * @throws QueryError GRANT if an operator was lost; what could not be computed, or delivered
   */
  async settled(): Promise<void> {
    await this.#turns.idle;
    await this.#quiet();
    for (const name of this.#lost.splice(0)) this.#platform.stop(name);
    this.#failures.throwFirst();
  }

  /** Settles, then ends operators and threads; the platform goes on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    try {
      await this.settled();
    } finally {
      for (const name of [...this.#byName.keys(), ...this.#lost.splice(0)]) {
        this.#platform.stop(name);
      }
      for (const end of this.#ends.splice(0)) end();
      await this.#pool.close();
    }
  }

  #deploy(registration: Registration, shared: Shared): void {
    const name = newName(this.#platform);
    const deployed = new Deployed(registration, name, shared);
    const { placement } = this.#options;
    this.#platform.deploy({
      program: programName,
      name,
      owner: programName,
      input: { integrity: [this.#vouched, this.#spoken] },
      output: { integrity: [this.#spoken] },
      config: {
        name,
        plan: planData(registration),
        sources: deployed.sources,
        spoken: this.#spoken,
      },
      eventsPerDelivery: mostWorkOfBlock(registration.plan),
      // With fresh state it would take what was computed for its former life for its own.
      onFault: "quarantine",
      ...(placement !== undefined && { placement }),
    });
    this.#deployed.set(registration.id, deployed);
    this.#byName.set(name, deployed);
    this.#startPump();
  }

  #forget({ name, registration }: Deployed): void {
    this.#deployed.delete(registration.id);
    this.#byName.delete(name);
  }

  /** It has failed, or said what no operator says: it is heard no more. */
  #lose(deployed: Deployed, cause?: unknown): void {
    if (deployed.isLost) return;
    this.#forget(deployed);
    deployed.lose();
    this.#lost.push(deployed.name);
    const { query } = deployed.registration;
    const what = `the operator of ${query.user}'s query on ${query.owner}'s ${query.stream}`;
    const because = cause instanceof Error ? ` (${cause.message})` : "";
    const remedy = "register the grant again";
    this.#failures.add(new QueryError("GRANT", `${what} was stopped${because}: ${remedy}`));
  }

  // What operators ask for, and send

  /** Of units that are the cloud's; the edge knows who has published. */
  #operatorOf({ publisher }: EdgeContext): Deployed | undefined {
    return publisher === null ? undefined : this.#byName.get(publisher);
  }

  #compute(event: EventView, context: EdgeContext): void {
    const operator = this.#operatorOf(context);
    if (operator === undefined) return;
    let asked: ReturnType<typeof workOf>;
    try {
      asked = workOf(event);
      if (--operator.allowance < 0) throw new QueryError("BUSY", "it asked for more than is due");
    } catch (error) {
      this.#lose(operator, error);
      return;
    }
    const running = this.#answer(operator, asked).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #answer(operator: Deployed, { id, work }: ReturnType<typeof workOf>): Promise<void> {
    const place = operator.asked();
    await operator.enter(Math.max(this.#pool.threads, Math.floor(this.#pool.most / 2)));
    try {
      if (operator.isLost) return;
      const outcome = await this.#outcomeOf(operator, work);
      for (const parts of operator.answered(place, partsOfOutcome(operator.name, id, outcome))) {
        this.#publish(parts);
      }
    } catch (error) {
      // Without it, it would wait for ever.
      this.#lose(operator, error);
    } finally {
      operator.leave();
      for (const resolve of this.#forRoom.splice(0)) resolve();
    }
  }

  async #outcomeOf({ shared }: Deployed, work: Work): Promise<Outcome> {
    if (work.inputs.length === 0) return [];
    try {
      return await this.#pool.run(shared, work);
    } catch (error) {
      this.#failures.add(error);
      return [];
    }
  }

  /** In the pool, and in what operators wait for. */
  async #room(): Promise<void> {
    await this.#pool.room();
    while ([...this.#byName.values()].some(({ backlog }) => backlog >= mostBacklog)) {
      // oxlint-disable-next-line no-await-in-loop -- until there is
      await new Promise<void>((resolve) => {
        this.#forRoom.push(resolve);
      });
    }
  }

  #deliver(event: EventView, context: EdgeContext): void {
    const operator = this.#operatorOf(context);
    if (operator === undefined) return;
    const { query } = operator.registration;
    let bytes: Uint8Array;
    try {
      bytes = encodeOutgoing(query, outgoingOf(event));
    } catch (error) {
      this.#lose(operator, error);
      return;
    }
    try {
      this.#options.deliver({ query, bytes });
    } catch (error) {
      this.#failures.add(error);
    }
  }

  // Running the platform

  #publish(parts: Parts): void {
    const label = { integrity: [this.#vouched, this.#spoken] };
    const now = this.#options.now ?? Date.now;
    // Others publish, too: event time never goes back.
    this.#platform.publish(
      parts.map(([name, data]) => ({ name, data, label })),
      Math.max(this.#platform.latestTime, now()),
    );
    this.#startPump();
  }

  #startPump(): void {
    this.#isDue = true;
    this.#pump ??= this.#settle();
  }

  /** Until nothing was published since it was settled last. */
  async #settle(): Promise<void> {
    // What is published together is run together.
    await setImmediate();
    while (this.#isDue) {
      this.#isDue = false;
      try {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await this.#platform.settleAsync();
      } catch (error) {
        if (error instanceof CordonError && error.code === "PLATFORM_BUSY") {
          // Somebody else settles it.
          this.#isDue = true;
          // oxlint-disable-next-line no-await-in-loop
          await setImmediate();
        } else {
          this.#failures.add(error);
        }
      }
    }
    this.#pump = null;
  }

  /** Until nothing is computed, and nothing is left to be run. */
  async #quiet(): Promise<void> {
    while (this.#pump !== null || this.#running.size > 0) {
      // oxlint-disable-next-line no-await-in-loop -- what is computed may have more computed
      await (this.#pump ?? Promise.all(this.#running));
    }
  }
}

/** The plan as event data. */
function planData({ plan }: Registration) {
  const sources = plan.sources.map((source) => ({ ...source, items: [...source.items] }));
  return { ...plan, sources };
}
