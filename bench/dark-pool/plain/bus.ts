/**
 * The bus of the contenders without labels: eventemitter3 behind a queue. Events wait for their turn
 * as they do in Cordon: what one generation publishes is emitted in the next.
 */

import { EventEmitter } from "eventemitter3";

export class Bus {
  readonly #emitter = new EventEmitter();
  #names: string[] = [];
  #events: unknown[] = [];
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
  }

  get isEmpty(): boolean {
    return this.#names.length === 0;
  }

  /** Emits one generation. */
  emitGeneration(): void {
    const names = this.#names;
    const events = this.#events;
    this.#names = [];
    this.#events = [];
    this.generation++;
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string;
      this.deliveries += this.#emitter.listenerCount(name);
      this.#emitter.emit(name, events[i]);
    }
  }

  /** Emits until nothing waits. */
  drain(): void {
    while (!this.isEmpty) this.emitGeneration();
  }
}
