/**
 * What an attacker tries who was granted little, and who has the cloud on its side: all that was ever pushed,
 * all that is registered, all results of others. Each attempt that opens something is a leak.
 */

import {
  attributesOf,
  CryptoError,
  DiscreteLog,
  seal,
  sumsInG1,
  transform,
  type TransformKey,
  unmaskInG1,
  type UserKey,
} from "../../crypto/index.ts";
import { isParcel, type ParcelItem } from "../../operator/block.ts";
import { unlock } from "../../crypto/locking.ts";
import {
  bodyContext,
  decodeBlock,
  encodeBlock,
  type Joinable,
  readJoinable,
  wrapContext,
} from "../../query/block.ts";
import { readCloudGrant, readUserGrant, type UserGrant } from "../../query/grants.ts";
import { Cloud, QueryError, type Result, type User } from "../../query/index.ts";
import { decodePairs } from "../../query/results.ts";
import { SigningKey } from "../../query/signing.ts";
import { vitals } from "./day.ts";
import type { Parties, Party } from "./parties.ts";

export interface Attack {
  readonly name: string;
  readonly attempts: number;
  /** How many have opened what was not granted. */
  readonly opened: number;
}

/** What the cloud has seen. */
export interface Loot {
  readonly blocks: readonly Uint8Array[];
  readonly results: readonly Result[];
}

class Tally {
  attempts = 0;
  opened = 0;

  /** @param attempt returns whether it has got anything */
  try(attempt: () => boolean): void {
    this.attempts++;
    try {
      if (attempt()) this.opened++;
    } catch (error) {
      // What is refused is what is to be shown; a defect is none of that.
      if (!(error instanceof CryptoError || error instanceof QueryError)) throw error;
    }
  }

  as(name: string): Attack {
    return { name, attempts: this.attempts, opened: this.opened };
  }
}

interface Found {
  readonly block: ReturnType<typeof decodeBlock>;
  readonly item: ParcelItem;
}

/** One of each key that the owner has sealed: what shares a key falls with it. */
function sealedKeys(blocks: readonly Uint8Array[]): readonly Found[] {
  const found = new Map<string, Found>();
  for (const bytes of blocks) {
    const block = decodeBlock(bytes);
    for (const { item } of block.items) {
      if (isParcel(item))
        found.set(Buffer.from(item.parcel.key).toString("base64"), { block, item });
    }
  }
  return [...found.values()];
}

function opens(key: UserKey, { block, item }: Found, transformed: Uint8Array): boolean {
  const context = wrapContext(block.head, item.name, item.parcel.wrap);
  return key.open(transformed, { context }).length > 0;
}

/** Everything that the owner has sealed, by every key of the cloud, with the attacker's own. */
function withOthersKeys(parties: Parties, attacker: UserGrant, keys: readonly Found[]): Attack {
  const tally = new Tally();
  const all = [parties.friend, parties.other, parties.institute, parties.attacker].flatMap(
    ({ registration }) => registration.slice(0, 2).map((grant) => readCloudGrant(grant).key),
  );
  for (const found of keys) {
    if (attacker.items.includes(found.item.name)) continue;
    for (const key of all) {
      tally.try(() => {
        const transformed = transform(key, found.item.parcel.key);
        return transformed !== null && opens(attacker.key, found, transformed);
      });
    }
  }
  for (const key of all) key[Symbol.dispose]();
  return tally.as("open what was sealed, with the cloud's keys of others");
}

/** Results of others. */
function withOthersResults(attacker: User, loot: Loot, own: Party): Attack {
  const tally = new Tally();
  for (const { query, bytes } of loot.results) {
    if (query === own.query || query.user === own.query.user) continue;
    tally.try(() => attacker.read(bytes).length > 0);
  }
  return tally.as("read results of others");
}

/** Single values, with the masks of windows; there are none but by agg3. */
function withMasks(
  grants: readonly UserGrant[],
  loot: Loot,
  keys: readonly TransformKey[],
): Attack {
  const tally = new Tally();
  const blocks = loot.blocks.map(decodeBlock);
  const [grant] = grants;
  if (grant === undefined) return tally.as("unmask single values with the masks of a window");
  const { range } = grant;
  const log = new DiscreteLog(sumsInG1, 0, range[1] - range[0]);
  for (const block of blocks) {
    const points = block.items.flatMap(({ item }) =>
      item?.form === "masked" && item.values[0]?.length === 48 ? item.values : [],
    );
    for (const { item } of block.items) {
      if (item?.form !== "window") continue;
      for (const [i, key] of keys.entries()) {
        const transformed = transform(key, item.parcel.key);
        const mine = grants[i] as UserGrant;
        if (transformed === null || !mine.items.includes(item.name)) continue;
        const context = wrapContext(block.head, item.name, item.parcel.wrap);
        const secret = mine.key.open(transformed, { context });
        const masks = unlock(
          secret,
          bodyContext(block.head, item.name, item.index),
          item.parcel.body,
        );
        if (masks.length !== 48) continue;
        for (const point of points) tally.try(() => log.of(unmaskInG1(point, masks)) >= 0);
      }
    }
  }
  return tally.as("unmask single values with the masks of a window");
}

/** Blocks that others are to take for the owner's. */
function forging(parties: Parties, loot: Loot): Attack {
  const tally = new Tally();
  const cloud = new Cloud();
  for (const { registration } of [parties.friend, parties.institute])
    cloud.register(...registration);
  const { publicKey } = parties.owners.vitals.masterKey;
  const context = new Uint8Array();
  const sealed = seal(publicKey, attributesOf(vitals, { zone: 9 }), new Uint8Array(32), {
    context,
  });
  const signer = new SigningKey(new Uint8Array(32).fill(7));
  for (const bytes of loot.blocks) {
    const { head, items } = decodeBlock(bytes);
    const forged = items.flatMap(({ item }) =>
      isParcel(item) ? [{ ...item, parcel: { ...item.parcel, key: sealed } }] : [],
    );
    if (forged.length === 0) continue;
    tally.try(() => cloud.push(encodeBlock(signer, head, forged)).length > 0);
  }
  return tally.as("forge blocks with the public key");
}

/** Results that were read are sent again. */
function replaying(parties: readonly Party[], loot: Loot): Attack {
  const tally = new Tally();
  for (const { query, bytes } of loot.results) {
    const party = parties.find((it) => it.query.user === query.user);
    if (party !== undefined) tally.try(() => party.user.read(bytes).length > 0);
  }
  return tally.as("have users read results again");
}

/** Tuples that have no partner, by who may read the join and has the cloud on its side. */
function withoutPartner(institute: Party, loot: Loot): Attack {
  const tally = new Tally();
  const [left, right] = institute.registration.slice(0, 2).map((it) => readCloudGrant(it).key);
  const [mine, theirs] = institute.grants.map((grant) => readUserGrant(grant));
  if (left === undefined || right === undefined || mine === undefined || theirs === undefined) {
    return tally.as("open tuples that have no partner");
  }
  const paired = new Set<string>();
  for (const { query, bytes } of loot.results) {
    if (query.user !== institute.query.user) continue;
    const { one, others } = decodePairs(bytes);
    for (const { head } of [one, ...others]) paired.add(`${head.stream} ${head.number}`);
  }
  const halves = sealedTuples(loot, paired, [
    [left, mine],
    [right, theirs],
  ]);
  const partners = halves.map(({ partner }) => partner);
  for (const { isPaired, context, inner } of halves) {
    if (isPaired) continue;
    for (const partner of partners.slice(0, mostPartners)) {
      tally.try(() => unlock(partner, context, inner).length > 0);
    }
  }
  left[Symbol.dispose]();
  right[Symbol.dispose]();
  return tally.as("open tuples that have no partner, with the institute");
}

/** Of these many tuples what opens others is tried. */
const mostPartners = 100;

interface Half extends Joinable {
  readonly isPaired: boolean;
}

/** Tuples of a join, as far as they can be opened: up to what only a partner opens. */
function sealedTuples(
  loot: Loot,
  paired: ReadonlySet<string>,
  keys: readonly (readonly [TransformKey, UserGrant])[],
): readonly Half[] {
  const secrets = new Map<string, Uint8Array>();
  const halves: Half[] = [];
  for (const bytes of loot.blocks) {
    const { head, items } = decodeBlock(bytes);
    for (const { item } of items) {
      if (item?.form !== "joinable") continue;
      const [key, grant] = keys.find(([, { of }]) => of.stream === head.stream) ?? [];
      if (key === undefined || grant === undefined) continue;
      const id = Buffer.from(item.parcel.key).toString("base64");
      const secret = secrets.get(id) ?? openedKey(key, grant, head, item);
      secrets.set(id, secret);
      const message = unlock(secret, bodyContext(head, item.name), item.parcel.body);
      halves.push({
        isPaired: paired.has(`${head.stream} ${head.number}`),
        ...readJoinable(head, item.name, message),
      });
    }
  }
  return halves;
}

function openedKey(
  key: TransformKey,
  grant: UserGrant,
  head: Found["block"]["head"],
  { name, parcel }: ParcelItem,
): Uint8Array {
  const transformed = transform(key, parcel.key);
  if (transformed === null) throw new CryptoError("DECRYPTION", "it is the institute's to open");
  return grant.key.open(transformed, { context: wrapContext(head, name, parcel.wrap) });
}

/** @param stolen another's keys, to see that it is found */
export function attack(parties: Parties, loot: Loot, stolen?: Uint8Array): readonly Attack[] {
  const { friend, other, institute, attacker } = parties;
  const grant = readUserGrant(attacker.grants[0] as Uint8Array);
  const own: UserGrant =
    stolen === undefined ? grant : { ...grant, key: readUserGrant(stolen).key };
  const colluders = [attacker, other].map(({ grants }) => readUserGrant(grants[0] as Uint8Array));
  const keys = [attacker, other].map(
    ({ registration }) => readCloudGrant(registration[0] as Uint8Array).key,
  );
  const attacks = [
    withOthersKeys(parties, own, sealedKeys(loot.blocks)),
    withOthersResults(attacker.user, loot, attacker),
    withMasks(colluders, loot, keys),
    forging(parties, loot),
    replaying([friend, other, institute, attacker], loot),
    withoutPartner(institute, loot),
  ];
  for (const key of keys) key[Symbol.dispose]();
  return attacks;
}
