/** Reads text as a feed, or as events, from a file of its own. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type InputEvent, readEvents } from "../../../src/cli/feed/events.ts";
import { loadFeed } from "../../../src/cli/feed/open.ts";
import { type FeedLayout, type FeedNotes } from "../../../src/cli/feed/ticks.ts";
import type { TimeOptions } from "../../../src/cli/feed/time.ts";
import type { Tick } from "../../../src/cli/tick.ts";

export interface Scratch {
  readonly folder: string;
  readonly feed: (
    content: string | Uint8Array,
    layout?: FeedLayout,
    name?: string,
  ) => Promise<FeedNotes & { readonly ticks: readonly Tick[] }>;
  readonly events: (
    content: string | Uint8Array,
    options?: TimeOptions,
  ) => Promise<readonly InputEvent[]>;
  readonly remove: () => Promise<void>;
}

export async function makeScratch(): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), "cordon-feed-"));
  return {
    folder,
    async feed(content, layout = {}, name = "feed.csv") {
      const file = join(folder, name);
      await writeFile(file, content);
      const { table, notes, emptyCells } = await loadFeed(file, layout);
      return { ticks: [...table], notes, emptyCells };
    },
    async events(content, options = {}) {
      const file = join(folder, "events.jsonl");
      await writeFile(file, content);
      const events: InputEvent[] = [];
      for await (const batch of readEvents(file, options)) events.push(...batch);
      return events;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
