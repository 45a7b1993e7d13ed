/** Who sees what passes between units, and looks for texts that nobody but users may see. */

import { bytesOf, isBytes, type Value } from "../../event/index.ts";

/** Everything that somebody without any clearance has seen. */
export class Onlooker {
  parts = 0;
  bytes = 0;
  canaries = 0;
  readonly #canaries: readonly string[];

  constructor(canaries: readonly string[]) {
    this.#canaries = canaries;
  }

  look(value: Value): void {
    this.parts++;
    const seen = JSON.stringify(value, (_, it: unknown) => {
      if (typeof it === "bigint") return String(it);
      if (!isBytes(it)) return it;
      const bytes = bytesOf(it);
      this.bytes += bytes.length;
      return Buffer.from(bytes).toString("latin1");
    });
    for (const canary of this.#canaries) if (seen.includes(canary)) this.canaries++;
  }
}
