/** An agent: runs some traders and their monitors in a worker or a process. */

import { type Match, Monitor, Trader } from "../plain/trader.ts";
import type { PlainTrader } from "../plain/settings.ts";
import type { FromAgent, ReportMessage, TickMessage, ToAgent } from "./messages.ts";

interface Waiting {
  readonly generation: number;
  readonly place: number;
  /** What the broker says of a tick comes before what a monitor does. */
  readonly rank: number;
  readonly run: () => void;
}

interface Desk {
  readonly monitor: Monitor;
  readonly trader: Trader;
}

export class Agent {
  readonly #send: (message: FromAgent) => void;
  readonly #desks = new Map<number, Desk>();
  readonly #bySymbol = new Map<string, Desk[]>();
  #deliveries = 0;
  /** In step with the venue, or as messages come. */
  #inStep = true;
  #waiting: Waiting[] = [];
  /** Place of the tick that is answered. */
  #place = 0;

  constructor(send: (message: FromAgent) => void) {
    this.#send = send;
  }

  receive(message: ToAgent): void {
    switch (message.kind) {
      case "open":
        for (const trader of message.traders) this.#open(trader);
        this.#send({ kind: "ready" });
        return;
      case "tick":
        this.#tick(message);
        return;
      case "report":
        this.#report(message);
        return;
      case "step":
        this.#handleWaiting(message.generation);
        this.#answer(message.number);
        return;
      case "ping":
        this.#handleWaiting(Infinity);
        this.#inStep = false;
        this.#answer(message.number);
    }
  }

  #open(settings: PlainTrader): void {
    const monitor = new Monitor(settings);
    const trader = new Trader(settings, (message) =>
      this.#send({ kind: "message", message, place: this.#place }),
    );
    const desk = { monitor, trader };
    this.#desks.set(settings.index, desk);
    for (const symbol of [settings.pair.first, settings.pair.second]) {
      const desks = this.#bySymbol.get(symbol) ?? [];
      desks.push(desk);
      this.#bySymbol.set(symbol, desks);
    }
  }

  #tick({ symbol, price, time, generation, place }: TickMessage): void {
    for (const { monitor, trader } of this.#bySymbol.get(symbol) ?? []) {
      this.#deliveries++;
      const match = monitor.tick(symbol, price, time);
      if (match !== null) this.#match(trader, match, generation + 1, place);
    }
  }

  #match(trader: Trader, match: Match, generation: number, place: number): void {
    this.#deliveries++;
    const run = (): void => {
      this.#place = place;
      trader.match(match);
    };
    if (this.#inStep) this.#waiting.push({ generation, place, rank: 1, run });
    else run();
  }

  #report({ report, generation, place }: ReportMessage): void {
    this.#deliveries++;
    const run = (): void => this.#desks.get(report.trader)?.trader.report(report);
    if (this.#inStep) this.#waiting.push({ generation, place, rank: 0, run });
    else run();
  }

  #handleWaiting(upTo: number): void {
    const waiting = this.#waiting.filter(({ generation }) => generation <= upTo);
    this.#waiting = this.#waiting.filter(({ generation }) => generation > upTo);
    waiting.sort((a, b) => a.generation - b.generation || a.place - b.place || a.rank - b.rank);
    for (const { run } of waiting) run();
  }

  #answer(number: number): void {
    this.#send({ kind: "answer", number, deliveries: this.#deliveries });
  }
}
