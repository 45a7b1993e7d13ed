/**
 * Queue: events wait in generations. What a generation publishes is dispatched in the next one, so
 * that the order of events is the same whether units share a cell or not.
 */

import type { Event } from "../event/index.ts";

export class GenerationQueue {
  #current: Event[] = [];
  #at = 0;
  #next: Event[] = [];

  /** Events that wait, in this generation and the next. */
  get depth(): number {
    return this.#current.length - this.#at + this.#next.length;
  }

  get hasNext(): boolean {
    return this.#next.length > 0;
  }

  /** Adds to the next generation. */
  push(event: Event): void {
    this.#next.push(event);
  }

  /** Makes the next generation the current one, which must be exhausted. */
  advance(): void {
    this.#current = this.#next;
    this.#at = 0;
    this.#next = [];
  }

  /**
   * Puts the next generation in the order of its events' keys: needed where events of several cells
   * meet. Most of what one cell publishes is in order already, but for units that begin, and instances.
   */
  sortNext(): void {
    if (!this.#isSorted()) this.#next.sort(compareEvents);
  }

  #isSorted(): boolean {
    const next = this.#next;
    for (let i = 1; i < next.length; i++) {
      if (compareEvents(next[i - 1] as Event, next[i] as Event) > 0) return false;
    }
    return true;
  }

  /** The next event of the current generation; null when it is exhausted. */
  shift(): Event | null {
    const event = this.#current[this.#at];
    if (event === undefined) return null;
    this.#at++;
    return event;
  }

  *events(): IterableIterator<Event> {
    for (let i = this.#at; i < this.#current.length; i++) yield this.#current[i] as Event;
    yield* this.#next;
  }
}

/** By generation, then by key: a cell that works alone reports several generations at once. */
function compareEvents(a: Event, b: Event): number {
  if (a.hops !== b.hops) return a.hops - b.hops;
  return a.order < b.order ? -1 : a.order > b.order ? 1 : 0;
}
