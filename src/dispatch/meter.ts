/**
 * Meters processor time: what a unit takes of its cell in deliveries that all return. The time limit of a
 * crossing stops a delivery that does not return; the meter stops a unit that returns and takes too much
 * in all.
 *
 * Each account works like a bucket. Deliveries fill it; each event from the edge and the time that passes
 * outside empty it. A unit is at fault when its account is above the limit.
 *
 * The kernel can read the wall's clock alone, so a charge counts only once the host has told what part of
 * the crossing was processor time: a busy machine charges nobody.
 *
 * Instances of a root's managed subscriptions have an account a contamination. An instance is stopped for
 * what was taken at its own contamination and below, never for what was taken above it: a unit below
 * cannot tell what is above. All accounts of a root together are bounded, too, or incomparable labels would
 * multiply the allowance: when that bound is hit, the root is at fault.
 *
 * Looking at the clock costs as much as a delivery. So deliveries are measured at the beginning of each
 * crossing, on while they take long, and all of them once all units of the cell together have taken half of
 * the limit.
 */

import { isSubset, type TagSet } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { Unit } from "./unit.ts";

/** The host's terms for a crossing that begins. */
export interface CrossingTerms {
  /** Another number than before if everything had settled. */
  readonly period: number;
  /** Processor time (ms) that an account may hold. */
  readonly limit: number;
  /** Time (ms) that events from the edge have given back since the cell began. */
  readonly refunded: number;
  /** The share of it that is for this period: a unit may take it in advance. */
  readonly credit: number;
  /** The part of the crossing before that was processor time, from 0 to 1. */
  readonly part: number;
}

/** Deliveries without a millisecond after which a crossing is no longer measured. */
const FAST_DELIVERIES = 4;

/** Times in ms. */
class Account {
  spent = 0;
  /** Taken in the crossing that is under way, on the wall's clock. */
  fresh = 0;

  settle(part: number): void {
    this.spent += this.fresh * part;
    this.fresh = 0;
  }

  refund(time: number): void {
    this.spent = Math.max(0, this.spent - time);
  }
}

/** The accounts of a root's instances. */
interface InstanceAccounts {
  /** Filled by all of them, emptied as one: else a label more would be a refund more. */
  readonly total: Account;
  readonly byContamination: { readonly secrecy: TagSet; readonly account: Account }[];
}

export class Meter {
  /** Milliseconds, of whatever origin. */
  readonly #now: () => number;
  /** Whether deliveries are to be measured. */
  isOn = false;
  /** Whether that holds for the whole crossing. */
  #isStrict = false;
  #fast = 0;
  #period = -1;
  /** Time (ms) that an account may hold in this period. */
  #allowance = Infinity;
  /** Given back before this period. */
  #refunded = 0;
  #began = 0;
  /** When the period began. */
  #since: number;
  /** Time that all units of the cell have taken together. */
  readonly #cell = new Account();
  readonly #byUnits = new Map<Unit, Account>();
  readonly #byInstances = new Map<Unit, InstanceAccounts>();

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  beginCrossing({ period, limit, refunded, credit, part }: CrossingTerms): void {
    this.#began = this.#now();
    this.#allowance = limit + credit;
    this.#each((account) => account.settle(part));
    if (period !== this.#period) {
      this.#period = period;
      const before = refunded - credit;
      const idle = (this.#began - this.#since) * limits.idleShare;
      this.#refund(before - this.#refunded + idle);
      this.#refunded = before;
      this.#since = this.#began;
    }
    this.#isStrict = this.#cell.spent >= this.#allowance / 2;
    this.#fast = 0;
    this.isOn = true;
  }

  /** Another event from the edge begins in the crossing: it is measured as if it had one of its own. */
  beginTurn(): void {
    this.#fast = 0;
    this.isOn = true;
  }

  endCrossing(): void {
    this.#cell.fresh += this.#now() - this.#began;
  }

  start(): number {
    return this.#now();
  }

  charge(unit: Unit, since: number): void {
    const spent = this.#now() - since;
    if (spent === 0) {
      if (++this.#fast >= FAST_DELIVERIES) this.isOn = this.#isStrict;
      return;
    }
    this.#fast = 0;
    this.#accountOf(unit).fresh += spent;
    const instances = unit.root === unit ? undefined : this.#byInstances.get(unit.root);
    if (instances !== undefined) instances.total.fresh += spent;
  }

  /** What a unit that has taken more than it may is at fault for; null if it has not. */
  complaint(unit: Unit): string | null {
    const spent =
      unit.root === unit
        ? (this.#byUnits.get(unit)?.spent ?? 0)
        : this.#spentBelow(unit.root, unit.input.secrecy);
    return spent > this.#allowance ? textOf(this.#allowance) : null;
  }

  /** The fault of a root whose instances have taken too much at all contaminations together. */
  rootComplaint(root: Unit): string | null {
    const spent = this.#byInstances.get(root)?.total.spent ?? 0;
    const most = this.#allowance * limits.instanceAllowances;
    return spent > most ? `its instances together ${textOf(most)}` : null;
  }

  /** Whether the instances at this contamination have taken more than they may: there are no more of them. */
  forbidsInstances(root: Unit, secrecy: TagSet): boolean {
    return this.#spentBelow(root, secrecy) > this.#allowance;
  }

  #spentBelow(root: Unit, secrecy: TagSet): number {
    let spent = 0;
    for (const below of this.#byInstances.get(root)?.byContamination ?? []) {
      if (isSubset(below.secrecy, secrecy)) spent += below.account.spent;
    }
    return spent;
  }

  #refund(time: number): void {
    this.#each((account) => account.refund(time));
    // Accounts hold units and tags, which have to be forgotten.
    for (const [unit, { spent }] of this.#byUnits) if (spent === 0) this.#byUnits.delete(unit);
    for (const [root, { total, byContamination }] of this.#byInstances) {
      const kept = byContamination.filter(({ account }) => account.spent > 0);
      if (kept.length === 0 && total.spent === 0) this.#byInstances.delete(root);
      else if (kept.length < byContamination.length) {
        this.#byInstances.set(root, { total, byContamination: kept });
      }
    }
  }

  #each(act: (account: Account) => void): void {
    act(this.#cell);
    for (const account of this.#byUnits.values()) act(account);
    for (const { total, byContamination } of this.#byInstances.values()) {
      act(total);
      for (const { account } of byContamination) act(account);
    }
  }

  #accountOf(unit: Unit): Account {
    const { root } = unit;
    if (root === unit) {
      const account = this.#byUnits.get(root) ?? new Account();
      this.#byUnits.set(root, account);
      return account;
    }
    const { secrecy } = unit.input;
    const instances = this.#byInstances.get(root) ?? { total: new Account(), byContamination: [] };
    this.#byInstances.set(root, instances);
    const known = instances.byContamination.find((it) => isSame(it.secrecy, secrecy));
    if (known !== undefined) return known.account;
    const account = new Account();
    instances.byContamination.push({ secrecy, account });
    return account;
  }
}

/** The time taken is not in it: the audit of the same input is to be the same. */
function textOf(allowance: number): string {
  return `took more than ${Math.round(allowance)} ms of its cell's processor time`;
}

function isSame(a: TagSet, b: TagSet): boolean {
  return a.length === b.length && isSubset(a, b);
}
