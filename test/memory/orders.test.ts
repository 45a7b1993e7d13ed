import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("./orders.ts", import.meta.url));
/** `npm run test:soak` makes it a million. */
const orders = Number(process.env["CORDON_ORDERS"] ?? 120_000);

test(
  `${orders} orders with a fresh tag each leave the heap where it was after the first of them`,
  { timeout: 300_000 },
  () => {
    const output = execFileSync(
      process.execPath,
      ["--no-node-snapshot", "--expose-gc", script, String(orders)],
      { encoding: "utf8" },
    );
    const { before, after, cells, units, audit } = JSON.parse(output);
    expect(audit.fault + audit.refused, output).toBe(0);
    expect(units.find(({ name }: { name: string }) => name === "broker").deliveries).toBe(orders);
    expect(
      after / before,
      "heap in use after the last order ÷ after the first hundred thousand",
    ).toBeLessThan(1.1);
    expect(cells[0].labels, "labels that nothing refers to are forgotten").toBeLessThan(20_000);
    expect(cells[0].endpoints, "idle instances are gone").toBeLessThan(5_000);
  },
);
