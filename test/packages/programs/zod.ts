import * as z from "zod";
import type { ValueInput } from "../../../src/unit/index.ts";
import { computing } from "../computing.ts";

const order = z.strictObject({
  symbol: z.string().min(1).max(32),
  side: z.enum(["buy", "sell"]),
  quantity: z.int().positive(),
  limit: z.number().nullable().default(null),
  tags: z.array(z.union([z.string(), z.number()])).optional(),
});

const shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("order"), order }),
  z.object({ kind: z.literal("cancel"), id: z.coerce.number() }),
]);

function tried(input: unknown): ValueInput {
  const result = shape.safeParse(input);
  return result.success
    ? JSON.stringify(result.data)
    : result.error.issues.map(({ code, path, message }) => `${code} ${path.join(".")} ${message}`);
}

export function compute(): ValueInput {
  return {
    order: tried({ kind: "order", order: { symbol: "A", side: "buy", quantity: 5 } }),
    cancel: tried({ kind: "cancel", id: "12" }),
    wrong: tried({ kind: "order", order: { symbol: "", side: "hold", quantity: 0.5, more: 1 } }),
    none: tried({ kind: "other" }),
    piped: z
      .string()
      .transform((it) => it.length)
      .pipe(z.number().max(3))
      .safeParse("four").success,
    record: JSON.stringify(z.record(z.string(), z.number()).parse({ constructor: 1, a: 2 })),
  };
}

export default computing(compute);
