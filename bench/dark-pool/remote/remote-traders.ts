/**
 * Traders in workers or processes, the venue here: a message an event, as a competent user would
 * write it without Cordon. A tick goes to those agents only that have a monitor for its symbol.
 */

import { readFileSync } from "node:fs";
import type { Tick } from "../../../src/cli/feed.ts";
import type { Contender, Outcomes } from "../contender.ts";
import { Bus } from "../plain/bus.ts";
import type { PlainTrader, Report, TraderMessage } from "../plain/settings.ts";
import { openVenue } from "../plain/venue.ts";
import { plainSettings, type ScenarioOptions } from "../scenario.ts";
import type { AgentPort, FromAgent, ToAgent } from "./messages.ts";

/** When agents do not run in step they are asked how far they are after so many ticks … */
const ticksPerQuestion = 64;
/** … and so many questions may be open. */
const openQuestions = 4;

interface RemoteAgent {
  readonly port: AgentPort;
  deliveries: number;
  /** Whether it was sent anything since it was last asked for an answer. */
  touched: boolean;
}

interface Received {
  readonly message: TraderMessage;
  /** Of the tick that it answers. */
  readonly place: number;
  /** In the order of arrival of this agent's. */
  readonly at: number;
}

/** The answers of several agents to one question. */
interface Question {
  awaited: number;
  readonly resolve: () => void;
}

export class RemoteTraders implements Contender {
  readonly units: number;
  readonly #bus = new Bus();
  readonly #agents: RemoteAgent[] = [];
  readonly #questions = new Map<number, Question>();
  #lastQuestion = 0;
  #received: Received[] = [];
  /** Generations of ticks that agents have not answered yet, in order. */
  #ticksAt: readonly number[] = [];
  #inStep = true;
  #underWay: Promise<void>[] = [];
  #ticksSinceQuestion = 0;
  #ready = 0;
  #onReady: () => void = () => {};
  #failure: Error | null = null;

  private constructor(traders: number) {
    this.units = 3 + 2 * traders;
  }

  /** @param agents how many agents share the traders */
  static async start(
    options: ScenarioOptions,
    outcomes: Outcomes,
    agents: number,
    startAgent: () => AgentPort,
  ): Promise<RemoteTraders> {
    const settings = plainSettings(options);
    const remote = new RemoteTraders(settings.traders.length);
    openVenue(remote.#bus, settings, outcomes);
    const shares = Array.from({ length: agents }, (): PlainTrader[] => []);
    for (const trader of settings.traders) shares[trader.index % agents]?.push(trader);
    const ready = new Promise<void>((resolve) => {
      remote.#onReady = resolve;
    });
    for (const share of shares) remote.#open(startAgent(), share, shares.length);
    await ready;
    return remote;
  }

  get deliveries(): number {
    return this.#agents.reduce((sum, { deliveries }) => sum + deliveries, this.#bus.deliveries);
  }

  /** From now on a batch may begin before the one before is through. */
  runFreely(): void {
    this.#inStep = false;
  }

  async publish(ticks: readonly Tick[]): Promise<void> {
    for (const tick of ticks) this.#bus.publish("feed", tick);
    if (this.#inStep) return this.settle();
    this.#bus.drain();
    this.#ticksSinceQuestion += ticks.length;
    if (this.#ticksSinceQuestion >= ticksPerQuestion) {
      this.#ticksSinceQuestion = 0;
      this.#underWay.push(this.#ask("ping"));
      if (this.#underWay.length > openQuestions) await this.#underWay.shift();
    }
    this.#demandHealth();
  }

  async settle(): Promise<void> {
    if (this.#inStep) return this.#step();
    this.#underWay.push(this.#ask("ping"));
    while (this.#underWay.length > 0) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await this.#underWay.shift();
    }
    this.#demandHealth();
  }

  residentBytes(): number {
    const pids = this.#agents.flatMap(({ port }) => port.pid ?? []);
    return pids.reduce((sum, pid) => sum + residentOf(pid), process.memoryUsage.rss());
  }

  async close(): Promise<void> {
    await Promise.all(this.#agents.map(({ port }) => port.close()));
  }

  /** Generation by generation: what agents answer to a tick belongs to the second after it. */
  async #step(): Promise<void> {
    for (;;) {
      const [ticksAt] = this.#ticksAt;
      if (ticksAt === undefined && this.#bus.isEmpty) return;
      const { generation } = this.#bus;
      if (ticksAt !== undefined && generation > ticksAt) {
        this.#ticksAt = this.#ticksAt.filter((at) => at >= generation);
        // oxlint-disable-next-line no-await-in-loop -- generations come one after the other
        await this.#ask("step");
        this.#demandHealth();
        this.#publishReceived();
      }
      this.#bus.emitGeneration();
    }
  }

  #publishReceived(): void {
    const received = this.#received;
    this.#received = [];
    received.sort(
      (a, b) => a.place - b.place || a.message.trader - b.message.trader || a.at - b.at,
    );
    for (const { message, place } of received) {
      this.#bus.publishFor(place, message.kind, message);
    }
  }

  /** Asks every agent that was sent anything to answer when it has come so far. */
  #ask(kind: "step" | "ping"): Promise<void> {
    const touched = this.#agents.filter((agent) => agent.touched);
    if (touched.length === 0) return Promise.resolve();
    const number = ++this.#lastQuestion;
    return new Promise((resolve) => {
      this.#questions.set(number, { awaited: touched.length, resolve });
      const { generation } = this.#bus;
      for (const agent of touched) {
        // Some of what it was sent may be due later only.
        agent.touched = this.#ticksAt.length > 0;
        agent.port.post(kind === "step" ? { kind, number, generation } : { kind, number });
      }
    });
  }

  #open(port: AgentPort, traders: readonly PlainTrader[], agents: number): void {
    const agent: RemoteAgent = { port, deliveries: 0, touched: true };
    this.#agents.push(agent);
    port.onMessage((message) => this.#receive(agent, message, agents));
    port.onFailure((error) => this.#fail(error));
    port.post({ kind: "open", traders });
    const send = (message: ToAgent): void => {
      agent.touched = true;
      port.post(message);
    };
    for (const symbol of new Set(traders.flatMap(({ pair }) => [pair.first, pair.second]))) {
      this.#bus.on(`tick ${symbol}`, ({ price, time }: Tick) => {
        const { generation, number: place } = this.#bus;
        if (this.#inStep && this.#ticksAt.at(-1) !== generation) {
          this.#ticksAt = [...this.#ticksAt, generation];
        }
        send({ kind: "tick", symbol, price, time, generation, place });
      });
    }
    for (const { index } of traders) {
      this.#bus.on(`report ${index}`, (report: Report) =>
        send({
          kind: "report",
          report,
          generation: this.#bus.generation,
          place: this.#bus.cause,
        }),
      );
    }
  }

  #receive(agent: RemoteAgent, message: FromAgent, agents: number): void {
    switch (message.kind) {
      case "ready":
        if (++this.#ready === agents) this.#onReady();
        return;
      case "message":
        if (this.#inStep) {
          const { message: sent, place } = message;
          this.#received.push({ message: sent, place, at: this.#received.length });
        } else {
          this.#bus.publish(message.message.kind, message.message);
          this.#bus.drain();
        }
        return;
      case "answer": {
        agent.deliveries = message.deliveries;
        const question = this.#questions.get(message.number);
        if (question === undefined || --question.awaited > 0) return;
        this.#questions.delete(message.number);
        question.resolve();
      }
    }
  }

  /** Whoever waits goes on, and finds out. */
  #fail(error: Error): void {
    this.#failure ??= error;
    this.#onReady();
    for (const { resolve } of this.#questions.values()) resolve();
    this.#questions.clear();
  }

  #demandHealth(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}

/** NaN where there is no such file: not on Linux. */
function residentOf(pid: number): number {
  try {
    const [, kibibytes = "NaN"] =
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number(kibibytes) * 1_024;
  } catch {
    return NaN;
  }
}
