/**
 * Feeds by time. A file is read as a whole before its first tick comes out, so that nothing is done with a
 * file that is wrong; its ticks are kept in a table, and sorted if need be. A file too long for a table, and
 * what cannot be read twice, are read as they come, and have to be in order.
 */

import { CordonError } from "../../errors.ts";
import { limits } from "../../limits.ts";
import type { Tick } from "../tick.ts";
import { isRereadable } from "./bytes.ts";
import { inputName } from "./problem.ts";
import { TickTable } from "./table.ts";
import { type FeedLayout, type FeedNotes, type LinedTick, readTicks } from "./ticks.ts";

export interface Feed extends FeedNotes {
  /** How many ticks there are, if that is known before they are read. */
  readonly length: number | undefined;
  readonly batches: AsyncIterable<readonly Tick[]> | Iterable<readonly Tick[]>;
}

/** Called now and then with the number of ticks that were read. */
export type Reading = (ticks: number) => void;

export interface FeedReading {
  /** The most ticks that are kept in a table; the limit if left out. */
  readonly mostTicks?: number | undefined;
  readonly onRead?: Reading | undefined;
}

const sortedNote = "its rows are not in the order of their times and were sorted";

/**
 * Reads a whole feed and sorts it by time; ticks of the same time stay in the order of the file.
 *
 * @throws CordonError FEED_FILE, FEED_HEADER, FEED_COLUMNS, FEED_LINE, FEED_SIZE
 */
export async function loadFeed(
  file: string,
  layout: FeedLayout,
  onRead?: Reading,
): Promise<FeedNotes & { readonly table: TickTable }> {
  const notes: FeedNotes = { notes: [], emptyCells: 0 };
  const table = new TickTable();
  for await (const ticks of readTicks(file, layout, notes)) {
    for (const tick of ticks) table.add(tick);
    if (table.length > limits.feedTicks || table.symbols.length > limits.feedSymbols) {
      const { feedTicks: limit, feedSymbols: symbols } = limits;
      throw new CordonError("FEED_SIZE", { file: inputName(file), limit, symbols });
    }
    onRead?.(table.length);
  }
  if (!table.isOrdered) notes.notes.push(sortedNote);
  table.sort();
  return Object.assign(notes, { table });
}

/**
 * Opens a feed to be published tick by tick.
 *
 * @throws CordonError FEED_FILE, FEED_HEADER, FEED_COLUMNS, FEED_LINE, FEED_ORDER; while they are read,
 *   `batches` throw the same
 */
export async function openFeed(
  file: string,
  layout: FeedLayout,
  { mostTicks, onRead }: FeedReading = {},
): Promise<Feed> {
  const notes: FeedNotes = { notes: [], emptyCells: 0 };
  if (!(await isRereadable(file))) {
    const batches = inOrder(file, readTicks(file, layout, notes));
    return Object.assign(notes, { length: undefined, batches });
  }
  const { table, length } = await checkFeed(file, layout, notes, { mostTicks, onRead });
  if (table !== null) {
    if (!table.isOrdered) notes.notes.push(sortedNote);
    table.sort();
    return Object.assign(notes, { length, batches: table.batches() });
  }
  const again: FeedNotes = { notes: [], emptyCells: 0 };
  return Object.assign(notes, { length, batches: inOrder(file, readTicks(file, layout, again)) });
}

interface Checked {
  /** All ticks; null if there are too many, which are in order then. */
  readonly table: TickTable | null;
  readonly length: number;
}

async function checkFeed(
  file: string,
  layout: FeedLayout,
  notes: FeedNotes,
  { mostTicks = limits.feedTicks, onRead }: FeedReading,
): Promise<Checked> {
  let table: TickTable | null = new TickTable();
  let length = 0;
  let latest = -Infinity;
  let late: LinedTick | undefined;
  for await (const ticks of readTicks(file, layout, notes)) {
    for (const tick of ticks) {
      table?.add(tick);
      if (tick.time < latest) late ??= tick;
      else latest = tick.time;
    }
    length += ticks.length;
    if (table !== null && (length > mostTicks || table.symbols.length > limits.feedSymbols)) {
      table = null;
    }
    if (table === null && late !== undefined) throw outOfOrder(file, late.line);
    onRead?.(length);
  }
  return { table, length };
}

function outOfOrder(file: string, line: number | undefined): CordonError {
  return new CordonError("FEED_ORDER", { file: inputName(file), line, limit: limits.feedTicks });
}

async function* inOrder(
  file: string,
  batches: AsyncIterable<readonly LinedTick[]>,
): AsyncGenerator<readonly Tick[]> {
  let latest = -Infinity;
  for await (const ticks of batches) {
    const late = ticks.findIndex(({ time }, at) => time < (ticks[at - 1]?.time ?? latest));
    if (late !== -1) {
      yield ticks.slice(0, late);
      throw outOfOrder(file, ticks[late]?.line);
    }
    latest = ticks.at(-1)?.time ?? latest;
    yield ticks;
  }
}
