/**
 * The bus of the contenders without labels: eventemitter3 behind a queue. Events wait for their turn
 * as they do in Cordon: what one generation publishes is emitted in the next.
 */

import { EventEmitter } from "eventemitter3";

export class Bus {
  readonly #emitter = new EventEmitter();
  #names: string[] = [];
  #events: unknown[] = [];
  /** Number of the event that caused each, by the order in which events are emitted; ascending. */
  #causes: number[] = [];
  /** The same for the generation that is emitted, or was last. */
  #emittedCauses: readonly number[] = [];
  /** Number of the event that is emitted, or was last, and of the one that caused it. */
  number = 0;
  cause = 0;
  deliveries = 0;
  /** The number of the generation that is emitted, or was last. */
  generation = 0;

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- callers say what comes
  on<Event>(name: string, handler: (event: Event) => void): void {
    this.#emitter.on(name, handler);
  }

  publish(name: string, event: unknown): void {
    this.#names.push(name);
    this.#events.push(event);
    this.#causes.push(this.number);
  }

  /**
   * Publishes what was caused elsewhere, by what the event of a number led to one generation ago: at its
   * place among what this generation published.
   */
  publishFor(number: number, name: string, event: unknown): void {
    const earlier = this.#emittedCauses.filter((cause) => cause <= number).length;
    const cause = this.number - this.#emittedCauses.length + earlier + 0.5;
    const after = this.#causes.findIndex((other) => other > cause);
    const at = after === -1 ? this.#causes.length : after;
    this.#names.splice(at, 0, name);
    this.#events.splice(at, 0, event);
    this.#causes.splice(at, 0, cause);
  }

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** Emits one generation. */
  emitGeneration(): void {
    const names = this.#names;
    const events = this.#events;
    this.#names = [];
    const causes = this.#causes;
    this.#events = [];
    this.#causes = [];
    this.#emittedCauses = causes;
    this.generation++;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      this.number++;
      this.cause = causes[i] as number;
      this.deliveries += this.#emitter.listenerCount(name);
      this.#emitter.emit(name, events[i]);
    }
  }

  /** Emits until nothing waits. */
  drain(): void {
    while (!this.isEmpty) this.emitGeneration();
  }
}
