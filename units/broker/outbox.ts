/**
 * The outbox: sends what the broker publishes, in order, within the platform's quotas. An event beyond
 * the quota of a generation would be lost in silence, and one beyond that of a delivery stops the unit.
 * So the rest waits for a delivery in the next generation, for which the broker tells itself to go on.
 *
 * A unit is not told when a generation begins. But a "go on" that comes back was published in an earlier
 * one, so that what was published since is at least all that belongs to the present one.
 */

import type { EventView, Filter, Tag, UnitApi } from "../../src/unit/index.ts";

/** Reports of one delivery: with a "go on" and an order's mark they stay below the platform's 256. */
const reportsPerDelivery = 200;
/** Events of one generation, below the platform's 4,096. */
const eventsPerGeneration = 4_000;
/** Events after which it asks for a sign that a generation has begun, so that reports seldom wait. */
const eventsBeforeSign = 1_000;
/** Reports that may wait before orders are no longer answered: bounds the memory that a flood takes. */
const waitingReports = 16_384;

/** A "go on" that was published. */
interface Sign {
  readonly number: number;
  /** Event time at which it was published: it comes back at the same, or is lost. */
  readonly time: number;
  /** How many events had been published then. */
  readonly published: number;
  isBack: boolean;
}

export class Outbox {
  readonly #unit: UnitApi;
  /** Whoever may read orders may see a "go on"; nobody else can. */
  readonly #inPool: { readonly secrecy: readonly Tag[] };
  /** Nobody else can name this tag, so nobody else can have the broker go on. */
  readonly tag: Tag;
  #waiting: (() => void)[] = [];
  /** Place in `#waiting` of what waits longest. */
  #next = 0;
  #reports = 0;
  #published = 0;
  /** How many of them certainly belong to earlier generations. */
  #publishedBefore = 0;
  #sign: Sign = { number: 0, time: -1, published: 0, isBack: true };

  constructor(unit: UnitApi, darkPool: Tag) {
    this.#unit = unit;
    this.#inPool = { secrecy: [darkPool] };
    this.tag = unit.createTag("go on");
  }

  /** Events that tell the broker to go on. */
  get filter(): Filter {
    return { part: "go_on", equals: this.tag };
  }

  /** Whether so much waits that nothing more should be answered. */
  get isFull(): boolean {
    return this.#waiting.length - this.#next >= waitingReports;
  }

  /** Whether this generation has room for one more event. */
  get hasRoom(): boolean {
    return this.#published - this.#publishedBefore < eventsPerGeneration;
  }

  /** To be called when a delivery begins. */
  begin(): void {
    this.#reports = 0;
  }

  /** Counts an event that the broker publishes by itself. */
  countEvent(): void {
    this.#published++;
  }

  /** Publishes a report now, or after those that wait. */
  send(publish: () => void): void {
    if (this.#next < this.#waiting.length || !this.#mayReport) this.#waiting.push(publish);
    else this.#report(publish);
  }

  /** Takes a "go on" that came back, and publishes what waits. */
  goOn(event: EventView): void {
    const sign = this.#sign;
    if (event.number === sign.number) {
      sign.isBack = true;
      this.#publishedBefore = sign.published;
    }
    while (this.#next < this.#waiting.length && this.#mayReport) {
      this.#report(this.#waiting[this.#next++] as () => void);
    }
    if (this.#next < this.#waiting.length && this.#next < waitingReports) return;
    this.#waiting = this.#waiting.slice(this.#next);
    this.#next = 0;
  }

  /**
   * To be called when a delivery ends.
   *
   * @param isNeeded whether the broker wants to be told to go on for reasons of its own
   */
  end(isNeeded: boolean): void {
    const isLong = this.#published - this.#publishedBefore >= eventsBeforeSign;
    if (!isNeeded && !isLong && this.#next === this.#waiting.length) return;
    const now = this.#unit.now();
    // The platform drops events too far from ingress: then a later event has to bring the next sign.
    if (!this.#sign.isBack && now <= this.#sign.time) return;
    const number = this.#sign.number + 1;
    this.#sign = { number, time: now, published: this.#published, isBack: false };
    const event = this.#unit.createEvent();
    this.#unit.addPart(event, this.#inPool, "go_on", this.tag);
    this.#unit.addPart(event, this.#inPool, "number", number);
    this.#unit.publish(event);
    this.#published++;
  }

  get #mayReport(): boolean {
    return this.#reports < reportsPerDelivery && this.hasRoom;
  }

  #report(publish: () => void): void {
    publish();
    this.#reports++;
    this.#published++;
  }
}
