/** The demonstration of encrypted streams: Streamforce, section 1, on a platform, with an attacker. */

import { createPlatform } from "../../platform/create.ts";
import type { AggregateMethod, Granularity, Result, Row } from "../../query/index.ts";
import { describeQuery, QueryError } from "../../query/index.ts";
import { Encryptor, PlatformCloud } from "../../streams/index.ts";
import { describeMachine, type Machine } from "../machine.ts";
import { type Attack, attack } from "./attacks.ts";
import { type Day, fitness, vitals } from "./day.ts";
import { Onlooker } from "./onlooker.ts";
import { meetParties, type Parties, type Party, windowMinutes } from "./parties.ts";

export interface StreamsOptions {
  readonly day: Day;
  /** Where it comes from: a file, or a seed. */
  readonly source: string;
  readonly method: AggregateMethod;
  readonly granularity: Granularity;
  readonly threads?: number;
  /** Hands the attacker a friend's key, to see that it is found. */
  readonly isLeakPlanted: boolean;
  /** Notes for readers of the report. */
  readonly notes?: readonly string[];
  /** Whether somebody wants the run to end: asked between tuples. */
  readonly isInterrupted?: () => boolean;
  readonly onProgress?: (progress: StreamsProgress) => void;
}

export interface StreamsProgress {
  readonly tuples: number;
  readonly of: number;
  readonly results: number;
}

export interface PartyReport {
  readonly name: string;
  /** In words. */
  readonly granted: string;
  readonly read: number;
  readonly expected: number;
  /** That a plain evaluation of the query does not have. */
  readonly beyond: number;
  readonly rows: readonly Row[];
}

/** What everybody can read who sees blocks, as the cloud does. */
export interface CloudReport {
  readonly granted: "nothing";
  /** Values of the field that conditions ask about. */
  readonly zones: readonly number[];
  /** Of texts that only users may read, in what passes between units. */
  readonly texts: number;
  readonly parts: number;
  readonly bytes: number;
}

export interface StreamsReport {
  readonly source: string;
  readonly method: AggregateMethod;
  readonly granularity: Granularity;
  readonly tuples: { readonly vitals: number; readonly fitness: number };
  /** Rows of the recording that lack what a tuple has. */
  readonly leftOut: number;
  readonly blocks: number;
  readonly bytes: number;
  readonly parties: readonly PartyReport[];
  readonly cloud: CloudReport;
  readonly attacks: readonly Attack[];
  readonly refusedWindow: string;
  readonly notes: readonly string[];
  /** Whether it was ended before its time: then nobody knows which rows are missing. */
  readonly interrupted: boolean;
  /** Rows that are missing. */
  readonly lost: number;
  readonly leaked: number;
  readonly seconds: number;
  readonly machine: Machine;
}

/** Regardless of their order: tuples of an epoch with the same attributes move together. */
function countMissing(of: readonly Row[], among: readonly Row[]): number {
  const left = new Map<string, number>();
  for (const row of among) left.set(keyOf(row), (left.get(keyOf(row)) ?? 0) + 1);
  let missing = 0;
  for (const row of of) {
    const count = left.get(keyOf(row)) ?? 0;
    if (count === 0) missing++;
    else left.set(keyOf(row), count - 1);
  }
  return missing;
}

function keyOf(row: Row): string {
  return JSON.stringify(row, (_, it: unknown) =>
    typeof it === "object" && it !== null
      ? Object.fromEntries(Object.entries(it).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : it,
  );
}

function reportOf({ name, query, expected }: Party, rows: readonly Row[]): PartyReport {
  return {
    name,
    granted: describeQuery(query),
    read: rows.length,
    expected: expected.length,
    beyond: countMissing(rows, expected),
    rows,
  };
}

/** From the attributes, which are not encrypted. */
function visibleZones(blocks: readonly Uint8Array[]): readonly number[] {
  const zones = new Set<number>();
  for (const block of blocks) {
    const text = Buffer.from(block).toString("latin1");
    for (const [, zone] of text.matchAll(/4:zone1:=\d+:(\d+)/g)) zones.add(Number(zone));
  }
  return [...zones].sort((a, b) => a - b);
}

/** Sizes of windows that would give single values away are refused; what that says. */
async function refusedWindow({ owners, other }: Parties): Promise<string> {
  const { aggregate } = other.query;
  if (aggregate === undefined) return "";
  const query = { ...other.query, aggregate: { ...aggregate, over: windowMinutes + 1 } };
  try {
    await owners.vitals.grant(query);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new QueryError("GRANT", "windows of 60 and 61 tuples were granted together");
}

export async function runStreams(options: StreamsOptions): Promise<StreamsReport> {
  const { day, source, method, granularity, threads, onProgress, notes = [] } = options;
  const { isInterrupted = () => false } = options;
  const parties = await meetParties(day, method, granularity);
  try {
    const beganAt = performance.now();
    const results: Result[] = [];
    const blocks: Uint8Array[] = [];
    const onlooker = new Onlooker(day.canaries);
    const stage = setStage({
      parties,
      onlooker,
      threads,
      onBlock: (block) => blocks.push(block),
      onResult: (result) => results.push(result),
    });
    try {
      await stage.register();
      await stage.play(day, isInterrupted, (tuples, of) =>
        onProgress?.({ tuples, of, results: results.length }),
      );
    } finally {
      await stage.close();
    }
    const all = [parties.friend, parties.other, parties.institute, parties.attacker];
    const rows = all.map(({ user, query }) =>
      results.filter((it) => it.query.user === query.user).flatMap(({ bytes }) => user.read(bytes)),
    );
    const reports = all.map((party, i) => reportOf(party, rows[i] ?? []));
    const attacks = attack(
      parties,
      { blocks, results },
      options.isLeakPlanted ? parties.friend.grants[0] : undefined,
    );
    const interrupted = isInterrupted();
    const missing = all.map(({ expected }, i) => countMissing(expected, rows[i] ?? []));
    const lost = interrupted ? 0 : missing.reduce((sum, count) => sum + count, 0);
    const beyond = reports.reduce((sum, it) => sum + it.beyond, 0);
    const opened = attacks.reduce((sum, it) => sum + it.opened, 0);
    return {
      source,
      method,
      granularity,
      tuples: { vitals: day.vitals.length, fitness: day.fitness.length },
      leftOut: day.leftOut,
      blocks: blocks.length,
      bytes: blocks.reduce((sum, { length }) => sum + length, 0),
      parties: reports,
      cloud: {
        granted: "nothing",
        zones: visibleZones(blocks),
        texts: onlooker.canaries,
        parts: onlooker.parts,
        bytes: onlooker.bytes,
      },
      attacks,
      refusedWindow: await refusedWindow(parties),
      notes,
      interrupted,
      lost,
      leaked: beyond + opened + onlooker.canaries,
      seconds: (performance.now() - beganAt) / 1_000,
      machine: describeMachine(),
    };
  } finally {
    await Promise.all([parties.owners.vitals.close(), parties.owners.fitness.close()]);
  }
}

interface StageOptions {
  readonly parties: Parties;
  readonly onlooker: Onlooker;
  readonly threads: number | undefined;
  readonly onBlock: (block: Uint8Array) => void;
  readonly onResult: (result: Result) => void;
}

/** Tuples that are published before all that they cause has come out. */
const together = 120;

/** A platform with the owner's tuples under its secrecy, the cloud, and an onlooker without clearance. */
function setStage({ parties, onlooker, threads, onBlock, onResult }: StageOptions) {
  const platform = createPlatform({ placement: "shared" });
  const alice = platform.createTag("s-alice");
  const label = { secrecy: [alice] };
  const cloud = new PlatformCloud({
    platform,
    deliver: onResult,
    ...(threads !== undefined && { threads }),
    now: () => time,
  });
  platform.subscribe({ part: "type", present: true }, (_event, { parts }) => {
    for (const { data } of parts) onlooker.look(data);
  });
  const encryptors = [
    [vitals, parties.owners.vitals] as const,
    [fitness, parties.owners.fitness] as const,
  ].map(
    ([{ stream }, owner]) =>
      new Encryptor({
        platform,
        owner,
        filter: { part: "type", equals: stream },
        part: "tuple",
        clearance: label,
        send: async (block) => {
          onBlock(block);
          await cloud.push(block);
        },
      }),
  );
  let time = 0;
  const publish = (stream: string, tuple: Readonly<Record<string, string | number>>): void => {
    platform.publish(
      [
        { name: "type", data: stream, label },
        { name: "tuple", data: tuple, label },
      ],
      time,
    );
  };
  return {
    async register(): Promise<void> {
      for (const { registration } of [
        parties.friend,
        parties.other,
        parties.institute,
        parties.attacker,
      ]) {
        // oxlint-disable-next-line no-await-in-loop -- in this order
        await cloud.register(...registration);
      }
    },
    async play(
      day: Day,
      isInterrupted: () => boolean,
      onProgress: (tuples: number, of: number) => void,
    ): Promise<void> {
      const byMinute = new Map(day.fitness.map((tuple) => [tuple["minute"], tuple]));
      for (let i = 0; i < day.vitals.length && !isInterrupted(); i += together) {
        for (const tuple of day.vitals.slice(i, i + together)) {
          time = Number(tuple["minute"]) * 60_000;
          publish("vitals", tuple);
          const other = byMinute.get(tuple["minute"]);
          if (other !== undefined) publish("fitness", other);
        }
        // oxlint-disable no-await-in-loop -- for what these cause to come out
        await platform.settleAsync();
        for (const encryptor of encryptors) await encryptor.settled();
        await cloud.settled();
        // oxlint-enable no-await-in-loop
        onProgress(Math.min(i + together, day.vitals.length), day.vitals.length);
      }
    },
    async close(): Promise<void> {
      for (const encryptor of encryptors) {
        // oxlint-disable-next-line no-await-in-loop
        await encryptor.close();
      }
      await cloud.close();
      platform.close();
    },
  };
}
