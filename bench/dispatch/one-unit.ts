/** A platform with one unit in one cell, and events for it. */

import { createPlatform } from "../../src/platform/create.ts";
import { programFromSource } from "../../src/loading/load-program.ts";
import type { Platform } from "../../src/platform/platform.ts";
import type { Value } from "../../src/event/index.ts";
import { demand } from "./subject.ts";

/** MiB. Much less than what one measurement makes in it: what is not reclaimed ends the cell. */
const memoryMiB = 64;

export class OneUnit {
  readonly #platform: Platform;
  #time = 0;

  /** @param handlers what the unit's program does: the body of a function of `unit` */
  constructor(handlers: string, seed: number) {
    const source = `import { defineProgram } from "cordon/unit";
export default defineProgram((unit) => {
${handlers}
});`;
    this.#platform = createPlatform({ placement: "shared", seed, cell: { memoryMiB } });
    this.#platform.addProgram(programFromSource("program", source));
    this.#platform.deploy({ program: "program", name: "unit" });
    this.#platform.settle();
  }

  get deliveries(): number {
    return this.#platform.statistics().deliveries;
  }

  /** Publishes so many events at once, and runs them. */
  send(type: string, count: number): void {
    for (let i = 0; i < count; i++) {
      this.#platform.publish(
        [
          { name: "type", data: type },
          { name: "symbol", data: "ABC" },
          { name: "price", data: 100 + i },
        ],
        this.#time++,
      );
    }
    this.#platform.settle();
  }

  /** What the unit publishes as `answer` when it is sent an event of this type. */
  ask(type: string): Value | undefined {
    let answer: Value | undefined;
    const unsubscribe = this.#platform.subscribe({ part: "answer", present: true }, (event) => {
      answer = event["answer"];
    });
    this.send(type, 1);
    unsubscribe();
    return answer;
  }

  /** @throws if anything was thrown or refused, or if the cell was lost */
  demandHealth(): void {
    for (const { kind } of this.#platform.auditLog) demand(`audit records of ${kind}`, 1, 0);
  }

  close(): void {
    this.#platform.close();
  }
}
