/**
 * The cloud of encrypted streams on a platform: an operator for each query, as a unit that holds no
 * privileges; what has to be computed, on threads of a pool. Everything that passes between them is public.
 */

import { existsSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CordonError } from "../errors.ts";
import type { EventView } from "../event/index.ts";
import type { Tag } from "../label/index.ts";
import type { Outcome, Source } from "../operator/operator.ts";
import { loadProgram } from "../platform/load-program.ts";
import type { Platform } from "../platform/platform.ts";
import type { EdgeContext, EdgeHandler } from "../platform/router.ts";
import type { Placement } from "../platform/units.ts";
import { QueryError } from "../query/errors.ts";
import { admit, Enrolled, type Result } from "../query/intake.ts";
import { type PoolOptions, shareRegistration, WorkerPool } from "../query/pool.ts";
import type { Shared } from "../query/pool-worker.ts";
import { readRegistration, type Registration } from "../query/registration.ts";
import { encodeOutgoing } from "../query/results.ts";
import { Turns } from "../query/turns.ts";
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

/** Pieces of work that one operator may wait for: it asks for some a block, and blocks wait for room. */
const mostUnderWay = 4_096;
const programName = "stream-operator";

/** Programs are shipped as sources, beside `src` and not in `dist`. */
function programFolder(): string {
  const beside = fileURLToPath(new URL(`../../units/${programName}`, import.meta.url));
  const above = fileURLToPath(new URL(`../../../units/${programName}`, import.meta.url));
  return existsSync(`${beside}/manifest.json`) ? beside : above;
}

/** By what operators know the blocks of a stream: also whose signature was looked at. */
function sourceName({ owner, stream, epoch }: Source, verifyingKey: string): string {
  return JSON.stringify([owner, stream, epoch, verifyingKey]);
}

class Deployed extends Enrolled {
  /** Pieces of work that it waits for. */
  underWay = 0;
  readonly name: string;
  readonly shared: Shared;

  constructor(registration: Registration, name: string, shared: Shared) {
    super(registration);
    this.name = name;
    this.shared = shared;
  }

  get sources(): readonly string[] {
    const { plan, grants } = this.registration;
    return plan.sources.map((source, side) =>
      sourceName(source, grants[side]?.verifyingKey.id ?? ""),
    );
  }
}

export class PlatformCloud {
  readonly #platform: Platform;
  readonly #options: PlatformCloudOptions;
  readonly #pool: WorkerPool;
  /** What operators read carries it, so that no other unit can pass anything off on them. */
  readonly #vouched: Tag;
  /** By digest of what was registered. */
  readonly #deployed = new Map<string, Deployed>();
  readonly #byName = new Map<string, Deployed>();
  readonly #errors: unknown[] = [];
  /** Operators that are heard no more, until the platform has stopped them. */
  readonly #lost: string[] = [];
  /** What is being computed, until operators are told. */
  readonly #running = new Set<Promise<unknown>>();
  readonly #ends: (() => void)[] = [];
  readonly #turns = new Turns();
  #operators = 0;
  #latest = 0;
  #pump: Promise<void> | null = null;
  /** Whether something was published that may not have been run. */
  #isDue = false;

  /** @throws QueryError QUERY */
  constructor(options: PlatformCloudOptions) {
    this.#options = options;
    this.#platform = options.platform;
    this.#pool = new WorkerPool(options);
    this.#platform.addProgram(loadProgram(programFolder()));
    this.#vouched = this.#platform.createTag("i-stream-cloud");
    const clearance = { integrity: [this.#vouched] };
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
      this.#deploy(registration, shareRegistration(registration.id, grant));
    });
    return () => {
      const deployed = this.#deployed.get(registration.id);
      if (deployed === undefined) return;
      this.#forget(deployed);
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
    return this.#turns.takeWithRoom(this.#pool, async () => {
      const { block, concerned } = admit(bytes, this.#deployed.values());
      const sources = new Set(concerned.map(([it, side]) => it.sources[side] as string));
      for (const source of sources) this.#publish(partsOfBlock(source, block));
      // For it to be run, and work to be asked for.
      await setImmediate();
    });
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
    const [error] = this.#errors.splice(0);
    if (error !== undefined) throw error;
  }

  /** Settles, then ends operators and threads; the platform goes on. */
  async close(): Promise<void> {
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
    const name = `${programName}-${this.#operators++}`;
    const deployed = new Deployed(registration, name, shared);
    const { placement } = this.#options;
    this.#platform.deploy({
      program: programName,
      name,
      owner: programName,
      input: { integrity: [this.#vouched] },
      config: {
        name,
        plan: planData(registration),
        sources: deployed.sources,
        vouched: this.#vouched,
      },
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
    this.#forget(deployed);
    this.#lost.push(deployed.name);
    const { query } = deployed.registration;
    const what = `the operator of ${query.user}'s query on ${query.owner}'s ${query.stream}`;
    const because = cause instanceof Error ? ` (${cause.message})` : "";
    const remedy = "register the grant again";
    this.#errors.push(new QueryError("GRANT", `${what} was stopped${because}: ${remedy}`));
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
      if (operator.underWay >= mostUnderWay) throw new QueryError("BUSY", "it asks for too much");
    } catch (error) {
      this.#lose(operator, error);
      return;
    }
    const { id, work } = asked;
    operator.underWay++;
    const running = this.#pool
      .run(operator.shared, work)
      .catch((error: unknown): Outcome => {
        this.#errors.push(error);
        return work.inputs.map(() => null);
      })
      .then((outcome) => {
        operator.underWay--;
        this.#publish(partsOfOutcome(operator.name, id, outcome));
        return null;
      })
      .catch((error: unknown) => {
        this.#errors.push(error);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
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
      this.#errors.push(error);
    }
  }

  // Running the platform

  #publish(parts: Parts): void {
    const label = { integrity: [this.#vouched] };
    const now = this.#options.now ?? Date.now;
    this.#latest = Math.max(this.#latest, now());
    this.#platform.publish(
      parts.map(([name, data]) => ({ name, data, label })),
      this.#latest,
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
          this.#errors.push(error);
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
