/** What a program is fed with: ticks of a feed, events of JSON lines, or generated ticks. */

import { generateFeed } from "./feed-generator.ts";
import { layoutOf } from "./feed-options.ts";
import { type InputEvent, openEvents } from "./feed/events.ts";
import { type Feed, openFeed, type Reading } from "./feed/open.ts";
import type { RunOptions } from "./run-options.ts";
import type { Tick } from "./tick.ts";

export interface RunInput {
  /** How many events there are, if that is known before they are read. */
  readonly length: number | undefined;
  readonly batches: AsyncIterable<readonly InputEvent[]>;
  /** What was recognised and should be known. */
  readonly notes: readonly string[];
  /** Cells of the feed without a price, up to now. */
  readonly emptyCells: () => number;
}

/** Of a run that ends before its input is open. */
export const noInput: RunInput = {
  length: 0,
  batches: (async function* none() {})(),
  notes: [],
  emptyCells: () => 0,
};

const generatedTicks = 100;
const generatedSymbols = ["AAA", "AAB"];

/** @throws CordonError FEED_*, EVENTS_* */
export async function openInput(options: RunOptions, onRead: Reading): Promise<RunInput> {
  const { feed, events, seed } = options;
  const layout = layoutOf(options);
  if (events !== undefined) {
    return { ...(await openEvents(events, layout, onRead)), emptyCells: () => 0 };
  }
  if (feed !== undefined) return inputOf(await openFeed(feed, layout, { onRead }));
  const ticks = [...generateFeed({ seed, symbols: generatedSymbols, ticks: generatedTicks })];
  return inputOf({ batches: [ticks], length: ticks.length, notes: [], emptyCells: 0 });
}

function inputOf(feed: Feed): RunInput {
  const { length, batches, notes } = feed;
  return { length, batches: tickEvents(batches), notes, emptyCells: () => feed.emptyCells };
}

async function* tickEvents(
  batches: AsyncIterable<readonly Tick[]> | Iterable<readonly Tick[]>,
): AsyncGenerator<readonly InputEvent[]> {
  for await (const ticks of batches) yield ticks.map(tickEvent);
}

function tickEvent({ symbol, price, time }: Tick): InputEvent {
  return {
    parts: [
      { name: "type", data: "tick" },
      { name: "symbol", data: symbol },
      { name: "price", data: price },
    ],
    time,
  };
}
