/**
 * What two units of one program, one of them cleared for a secret, try to share. Both run the same
 * code, so whatever object both can reach and one can write to is a way out.
 */

import type { EventView, UnitApi, Value } from "../../src/unit/index.ts";
import { role } from "./given.ts";
import { attack, type Verdict } from "./verdict.ts";

/** A place where one unit leaves something and the other finds it. */
export interface Drop {
  readonly name: string;
  /** May throw: then it was no place. */
  readonly leave: (loot: Value, event: EventView) => void;
  readonly find: (event: EventView) => unknown;
}

function tried(action: () => unknown): unknown {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** The cleared unit leaves the secret in each place; the other looks there and tells what it finds. */
export function share(unit: UnitApi, drops: readonly Drop[]): void {
  attack(unit, (verdict: Verdict, event) => {
    for (const { name, leave, find } of drops) {
      if (role(unit) === "high") {
        // Else a place that swallows everything would pass for one that is safe.
        tried(() => leave(event.secret ?? null, event));
        continue;
      }
      const found = tried(() => find(event));
      verdict.expect(`${name}: ${String(found)}`, found === undefined || found === null);
    }
  });
}
