/** Policies and schemas that come as JSON: checked before anything else looks at them. */

import { z } from "zod";
import { CryptoError } from "./errors.ts";
import type { Policy } from "./policy.ts";
import { checkSchema, type Field, type Schema } from "./schema.ts";

/** Policies within policies: twice what a text's parentheses make, far less than the stack holds. */
const deepest = 130;
/** Of one list. */
const mostItems = 4_096;
/** Policies within one, in all: far more than a key has leaves. */
const mostPolicies = 8_192;

const name = z.string().min(1).max(256);
const integer = z.int();
const value = z.union([integer, z.string().max(256)]);
const comparison = z.enum(["=", "!=", "<", "<=", ">", ">="]);

const list = z.array(z.unknown()).min(1).max(mostItems);

/** The forms of a policy by what tells each from the others; what is within is read one by one. */
const forms: Readonly<Record<string, z.ZodType>> = {
  all: z.strictObject({ all: list }),
  any: z.strictObject({ any: list }),
  of: z.strictObject({ atLeast: z.int().min(1), of: list }),
  is: z.strictObject({ field: name, is: comparison, value }),
  in: z.strictObject({ field: name, in: z.array(value).min(1).max(mostItems) }),
  from: z.strictObject({ field: name, from: integer, to: integer }),
  modulo: z.strictObject({ field: name, modulo: z.int().min(1), remainder: integer }),
};

const field = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("integer"),
    min: integer,
    max: integer,
    moduli: z.array(integer).exactOptional(),
  }),
  z.strictObject({ kind: z.literal("text"), values: z.array(z.string()).exactOptional() }),
]);

const schema = z.strictObject({ owner: z.string(), stream: z.string(), fields: z.unknown() });

/** The first thing that is wrong, with the way to it. */
function problemOf({ issues }: z.ZodError, path: readonly PropertyKey[] = []): string {
  const [issue] = issues;
  return located([...path, ...(issue?.path ?? [])], issue?.message ?? "malformed");
}

function located(path: readonly PropertyKey[], problem: string): string {
  return path.length === 0 ? problem : `${path.map(String).join(".")}: ${problem}`;
}

function isRecord(input: unknown): input is { readonly [name: string]: unknown } {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

class PolicyReader {
  #policies = 0;

  read(input: unknown, path: readonly PropertyKey[], depth: number): Policy {
    if (depth === 0) {
      throw new CryptoError("POLICY_DATA", `policies go ${deepest} deep at most`);
    }
    if (++this.#policies > mostPolicies) {
      throw new CryptoError("POLICY_DATA", `a policy has at most ${mostPolicies} within it`);
    }
    const kind = isRecord(input)
      ? Object.keys(forms).find((key) => Object.hasOwn(input, key))
      : undefined;
    if (kind === undefined) {
      const rule = `a policy is an object with one of ${Object.keys(forms).join(", ")}`;
      throw new CryptoError("POLICY_DATA", located(path, rule));
    }
    const { success, data, error } = (forms[kind] as z.ZodType).safeParse(input);
    if (!success) throw new CryptoError("POLICY_DATA", problemOf(error, path));
    const found = data as Policy;
    const readAll = (key: string, items: readonly unknown[]): readonly Policy[] =>
      items.map((item, i) => this.read(item, [...path, key, i], depth - 1));
    if ("all" in found) return { all: readAll("all", found.all) };
    if ("any" in found) return { any: readAll("any", found.any) };
    if ("of" in found) return { atLeast: found.atLeast, of: readAll("of", found.of) };
    return found;
  }
}

/**
 * A policy from JSON.
 *
 * @throws CryptoError POLICY_DATA with the way to what is wrong
 */
export function readPolicy(input: unknown): Policy {
  return new PolicyReader().read(input, [], deepest);
}

/** By names from outside, of which one may be `__proto__`: each becomes a property of the record itself. */
function readFields(input: unknown): Schema["fields"] {
  if (!isRecord(input)) throw new CryptoError("SCHEMA", "fields: a record of fields by name");
  const names = Object.keys(input);
  if (names.length > mostItems) {
    throw new CryptoError("SCHEMA", `fields: ${names.length} of them, and at most ${mostItems}`);
  }
  const fields = names.map((it): readonly [string, Field] => {
    const { success, data, error } = field.safeParse(input[it]);
    if (success) return [it, data];
    throw new CryptoError("SCHEMA", problemOf(error, ["fields", it]));
  });
  return Object.fromEntries(fields);
}

/**
 * A schema from JSON.
 *
 * @throws CryptoError SCHEMA
 */
export function readSchema(input: unknown): Schema {
  const { success, data, error } = schema.safeParse(input);
  if (!success) throw new CryptoError("SCHEMA", problemOf(error));
  const { owner, stream, fields } = data;
  const found = { owner, stream, fields: readFields(fields) };
  checkSchema(found);
  return found;
}
