/** Every attack in `programs/` meets what its first comment expects. */

import { afterAll, describe, expect, test } from "vitest";
import { allCharges } from "./charge.ts";
import { endRunner, run } from "./runner.ts";

const timeoutMs = 120_000;
/** The slow ones, too? */
const all = process.env["CORDON_HOSTILE"] === "all";
const charges = allCharges().filter(({ slow }) => all || !slow);

afterAll(endRunner);

describe.concurrent("hostile programs", () => {
  for (const charge of charges) {
    const { title, open } = charge;
    const expected = `${charge.expect} ${charge.code}`.trim();
    const attempt = open === null ? test : test.fails;
    attempt(
      `${title}: ${open === null ? expected : `open: ${open}`}`,
      { timeout: timeoutMs },
      async () => {
        const { problems, output } = await run(charge);
        expect(problems, output.slice(-4_000)).toEqual([]);
      },
    );
  }
});
