/**
 * The outbox: sends what the broker publishes, in order, within the platform's quotas. An event beyond
 * the quota of a generation would be lost in silence, and one beyond that of a delivery stops the unit.
 * So the rest waits for a delivery in the next generation, for which the broker tells itself to go on.
 *
 * A unit is not told when a generation begins. But a "go on" that comes back was published in an earlier
 * one, so that what was published since is at least all that belongs to the present one.
 *
 * Nor is it told how far from ingress it is: there the platform drops what it publishes. So reports that
 * had to wait are kept until a "go on" of the same delivery has come back, and sent anew if a later one
 * comes first: those of one generation come back in order.
 */

import type { EventView, Filter, Tag, UnitApi } from "../../src/unit/index.ts";

/** Reports of one delivery: with those and an order's mark they stay below the platform's 256. */
const reportsPerDelivery = 200;
/** Deliveries of one generation for what waits: all reports are out few generations later. */
const deliveriesAtOnce = 16;
/** Events of one generation, below the platform's 4,096. */
const eventsPerGeneration = 4_000;
/** Events after which it asks for a sign that a generation has begun, so that reports seldom wait. */
const eventsBeforeSign = 1_000;
/** Reports that may wait before orders are no longer answered: bounds the memory that a flood takes. */
const waitingReports = 16_384;

export class Outbox {
  readonly #unit: UnitApi;
  /** Whoever may read orders may see a "go on"; nobody else can. */
  readonly #inPool: { readonly secrecy: readonly Tag[] };
  /** Nobody else can name this tag, so nobody else can have the broker go on. */
  readonly tag: Tag;
  /** What waits, and before it what may have to be sent anew. */
  #waiting: (() => void)[] = [];
  /** How many of them have been published. */
  #sent = 0;
  /** The "go on" of which deliveries have published them, and the one that tells whether that counted. */
  #sentBy = 0;
  #sentWith: number | null = null;
  #reports = 0;
  #published = 0;
  /** How many of them certainly belong to earlier generations. */
  #publishedBefore = 0;
  #lastSign = 0;
  /** Event time of the last "go on". */
  #signTime = -1;
  /** How many events had been published before each "go on" that has not come back, by its number. */
  readonly #underWay = new Map<number, number>();
  /** Later events since the last "go on". */
  #laterEvents = 0;

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
    return this.#waiting.length >= waitingReports;
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
    if (this.#waiting.length > 0 || !this.#mayReport) this.#waiting.push(publish);
    else this.#report(publish);
  }

  /** Takes a "go on" that came back, and publishes what waits. */
  goOn({ number }: EventView): void {
    if (typeof number !== "number") return;
    this.#noteBack(number);
    // Until it is known whether what was sent counted, only the deliveries that sent it go on.
    if (this.#sentWith !== null && this.#sentBy !== number) return;
    const before = this.#sent;
    while (this.#sent < this.#waiting.length && this.#mayReport) {
      this.#report(this.#waiting[this.#sent++] as () => void);
    }
    if (this.#sent === before || this.#sentWith !== null) return;
    this.#sentBy = number;
    this.#sentWith = this.#sign();
  }

  /**
   * To be called when a delivery ends.
   *
   * @param isNeeded whether the broker wants to be told to go on for reasons of its own
   */
  end(isNeeded: boolean): void {
    const isLong = this.#published - this.#publishedBefore >= eventsBeforeSign;
    if (!isNeeded && !isLong && this.#waiting.length === 0) return;
    if (!this.#isUnderWay) this.#sign();
  }

  #noteBack(number: number): void {
    for (const [sign, published] of this.#underWay) {
      if (sign > number) break;
      this.#underWay.delete(sign);
      // Those before it were lost.
      if (sign === number) this.#publishedBefore = published;
    }
    if (this.#sentWith === null || number < this.#sentWith) return;
    if (number === this.#sentWith) this.#waiting = this.#waiting.slice(this.#sent);
    this.#sent = 0;
    this.#sentWith = null;
  }

  /**
   * Whether a "go on" will come back, as far as can be told. If it was lost, a later event brings another
   * one: soon at first, then ever more seldom, for many events of one generation may be later.
   */
  get #isUnderWay(): boolean {
    const signs = this.#underWay.size;
    if (signs === 0) return false;
    return this.#unit.now() <= this.#signTime || ++this.#laterEvents < 2 ** (signs - 1);
  }

  get #mayReport(): boolean {
    return this.#reports < reportsPerDelivery && this.hasRoom;
  }

  /** Tells the broker to go on, in so many deliveries of the next generation as it needs. */
  #sign(): number {
    const number = ++this.#lastSign;
    this.#underWay.set(number, this.#published);
    this.#signTime = this.#unit.now();
    this.#laterEvents = 0;
    const needed = Math.ceil((this.#waiting.length - this.#sent) / reportsPerDelivery);
    const deliveries = Math.min(Math.max(1, needed), deliveriesAtOnce);
    for (let i = 0; i < deliveries; i++) {
      const event = this.#unit.createEvent();
      this.#unit.addPart(event, this.#inPool, "go_on", this.tag);
      this.#unit.addPart(event, this.#inPool, "number", number);
      this.#unit.publish(event);
      this.#published++;
    }
    return number;
  }

  #report(publish: () => void): void {
    publish();
    this.#reports++;
    this.#published++;
  }
}
