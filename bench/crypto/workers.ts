/** What a second thread gains a cloud: the same blocks to a cloud of one thread and to one of two, in turns. */

import { Owner, ParallelCloud, QueryBuilder, type Result, User } from "../../src/query/index.ts";
import { median, range } from "../statistics.ts";

export interface WorkersResult {
  /** Transforms a second of one thread and of two: medians of the rounds. */
  readonly one: number;
  readonly two: number;
  /** Two over one: median of the rounds' ratios, least and greatest. */
  readonly ratio: number;
  readonly spread: readonly [number, number];
}

export interface WorkersPlan {
  readonly warmUpSeconds: number;
  /** What a round of two threads is to take; one thread takes twice as long. */
  readonly roundSeconds: number;
  readonly rounds: number;
}

const schema = {
  owner: "alice",
  stream: "vitals",
  fields: { hr: { kind: "integer", min: 0, max: 255 } },
} as const;
const threshold = 100;
/** That all threads transform first with each key: it remembers what it computes of itself. */
const warmUpBlocks = 8;
/** From which the speed is known. */
const calibrationBlocks = 8;
/** As the machine may become faster. */
const reserve = 1.25;

class Stream {
  readonly owner = new Owner({ schema, filterable: ["hr"], granularity: "per-tuple" });
  /** By number. */
  readonly values: number[] = [];
  readonly blocks: Uint8Array[] = [];
  #users = 0;

  constructor() {
    // What nobody was granted is not encrypted.
    this.grant();
  }

  /** One that nobody has: with the keys of a known one threads have what they have transformed. */
  grant(): ReturnType<Owner["grant"]> {
    const query = QueryBuilder.from(schema).where(`hr >= ${threshold}`);
    return this.owner.grant(query.for(`user ${this.#users++}`));
  }

  encrypt(count: number): void {
    for (let i = 0; i < count; i++) {
      const hr = threshold + ((this.values.length * 7) % (256 - threshold));
      this.values.push(hr);
      this.blocks.push(...this.owner.encrypt([{ hr }]));
    }
  }
}

class Contender {
  readonly #cloud: ParallelCloud;
  #results: Result[] = [];

  constructor(threads: number) {
    this.#cloud = new ParallelCloud({ threads, deliver: (result) => this.#results.push(result) });
  }

  /**
   * All blocks of a stream, with a key of its own; the first ones warm up.
   *
   * @returns transforms a second
   */
  async run(stream: Stream): Promise<number> {
    const { forCloud, forUser } = stream.grant();
    const end = this.#cloud.register(forCloud);
    try {
      await this.#push(stream.blocks.slice(0, warmUpBlocks));
      const blocks = stream.blocks.slice(warmUpBlocks);
      this.#results = [];
      const beganAt = performance.now();
      await this.#push(blocks);
      const seconds = (performance.now() - beganAt) / 1_000;
      this.#check(new User(forUser), stream.values.slice(warmUpBlocks));
      return blocks.length / seconds;
    } finally {
      end();
    }
  }

  async close(): Promise<void> {
    await this.#cloud.close();
  }

  async #push(blocks: readonly Uint8Array[]): Promise<void> {
    for (const block of blocks) {
      // oxlint-disable-next-line no-await-in-loop -- for there to be room
      await this.#cloud.push(block);
    }
    await this.#cloud.settled();
  }

  #check(user: User, values: readonly number[]): void {
    const results = this.#results;
    // To open them all would take as long as to transform them.
    const isRead = (at: number): boolean => {
      const result = results.at(at);
      return result !== undefined && user.read(result.bytes)[0]?.["hr"] === values.at(at);
    };
    if (results.length === values.length && isRead(0) && isRead(-1)) return;
    throw new Error("what the cloud lets pass is not what was sent");
  }
}

export function workersSeconds({ warmUpSeconds, roundSeconds, rounds }: WorkersPlan): number {
  // One thread takes twice as long as two; to encrypt the blocks takes about as long.
  return 1 + 2 * warmUpSeconds + 3 * roundSeconds * reserve * (rounds + 1);
}

export async function measureWorkers(plan: WorkersPlan): Promise<WorkersResult> {
  const stream = new Stream();
  // Their threads begin while the first blocks are encrypted.
  const [one, two] = [new Contender(1), new Contender(2)] as const;
  try {
    stream.encrypt(warmUpBlocks + calibrationBlocks);
    const perSecond = Math.max(
      await warmUp(one, stream, plan),
      (await warmUp(two, stream, plan)) / 2,
    );
    const wanted = Math.ceil(reserve * 2 * perSecond * plan.roundSeconds);
    stream.encrypt(Math.max(0, wanted - calibrationBlocks));
    const ones: number[] = [];
    const twos: number[] = [];
    for (let i = 0; i < plan.rounds; i++) {
      // oxlint-disable-next-line no-await-in-loop -- they take turns
      ones.push(await one.run(stream));
      // oxlint-disable-next-line no-await-in-loop
      twos.push(await two.run(stream));
    }
    const ratios = twos.map((value, i) => value / (ones[i] ?? NaN));
    return { one: median(ones), two: median(twos), ratio: median(ratios), spread: range(ratios) };
  } finally {
    await Promise.all([one.close(), two.close()]);
  }
}

/** @returns transforms a second, at the end */
async function warmUp(
  contender: Contender,
  stream: Stream,
  { warmUpSeconds }: WorkersPlan,
): Promise<number> {
  const until = performance.now() + 1_000 * warmUpSeconds;
  let perSecond: number;
  // oxlint-disable-next-line no-await-in-loop -- until code is compiled
  do perSecond = await contender.run(stream);
  while (performance.now() < until);
  return perSecond;
}
