/** Policies as data: what a tuple's fields must be like. Written as text, see `policy-text.ts`. */

import { type AccessTree, atLeast, checkTree, leaf, mostLeaves } from "./access-tree.ts";
import { CryptoError } from "./errors.ts";
import {
  bitAttribute,
  bitOf,
  checkValue,
  fieldOf,
  type FieldValue,
  type IntegerField,
  remainder,
  remainderAttribute,
  type Schema,
  streamAttribute,
  valueAttribute,
  widthOf,
} from "./schema.ts";

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Policy =
  | { readonly all: readonly Policy[] }
  | { readonly any: readonly Policy[] }
  | { readonly atLeast: number; readonly of: readonly Policy[] }
  | { readonly field: string; readonly is: Comparison; readonly value: FieldValue }
  | { readonly field: string; readonly in: readonly FieldValue[] }
  /** Both ends included. */
  | { readonly field: string; readonly from: number; readonly to: number }
  | { readonly field: string; readonly modulo: number; readonly remainder: number };

/** A tree, or what holds always or never. */
type Outcome = AccessTree | boolean;

/** Leaves that are made on the way to those that are left: each comparison makes one for each bit. */
const mostMade = 64 * mostLeaves;

/** The schema that a policy is compiled over. It counts leaves: many conditions may each name many values. */
class Scope {
  readonly schema: Schema;
  #made = 0;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** @throws CryptoError POLICY_TREE */
  leaf(attribute: string): AccessTree {
    if (++this.#made <= mostMade) return leaf(attribute);
    throw new CryptoError("POLICY_TREE", `it takes far more than ${mostLeaves} leaves`);
  }
}

/** At least `threshold` of some, without those that are settled. */
function gate(threshold: number, outcomes: readonly Outcome[]): Outcome {
  const missing = threshold - outcomes.filter((it) => it === true).length;
  const children = outcomes.filter((it) => typeof it !== "boolean");
  if (missing <= 0) return true;
  return missing > children.length ? false : atLeast(missing, children);
}

function both(a: Outcome, b: Outcome): Outcome {
  return gate(2, [a, b]);
}

function either(a: Outcome, b: Outcome): Outcome {
  return gate(1, [a, b]);
}

/** Numbers of one field. */
class Numbers {
  readonly #scope: Scope;
  readonly #name: string;
  readonly #field: IntegerField;

  constructor(scope: Scope, name: string, field: IntegerField) {
    this.#scope = scope;
    this.#name = name;
    this.#field = field;
  }

  /** @throws CryptoError POLICY_FIELD */
  compare(is: Comparison, value: FieldValue): Outcome {
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      const rule = `${this.#name} is an integer: compare it with one`;
      throw new CryptoError("POLICY_FIELD", rule);
    }
    switch (is) {
      case "=":
        return this.#equal(value);
      case "!=":
        return either(this.#below(value), this.#atLeast(value + 1));
      case "<":
        return this.#below(value);
      case "<=":
        return this.#below(value + 1);
      case ">":
        return this.#atLeast(value + 1);
      case ">=":
        return this.#atLeast(value);
    }
  }

  #equal(value: number): Outcome {
    const { min, max } = this.#field;
    if (value < min || value > max) return false;
    return this.#scope.leaf(valueAttribute(this.#scope.schema, this.#name, value));
  }

  /** The primes that the modulus is made of must have attributes; for powers of two the bits do. */
  modulo(modulus: number, value: number): Outcome {
    const { min, moduli = [] } = this.#field;
    const primes = moduli.filter((prime) => modulus % prime === 0);
    const power = modulus / primes.reduce((product, prime) => product * prime, 1);
    // Logarithms of numbers next to large powers of two are whole, too.
    const bits = Math.round(Math.log2(power));
    if (2 ** bits !== power) {
      const known = moduli.length === 0 ? "" : `, perhaps times some of ${moduli.join(", ")}`;
      const rule = `the modulus for ${this.#name} is a power of two${known}`;
      throw new CryptoError("POLICY_FIELD", rule);
    }
    const offset = remainder(remainder(value, power) - remainder(min, power), power);
    const width = widthOf(this.#field);
    const low = Array.from({ length: bits }, (_, i): Outcome =>
      i < width ? this.#bit(i, bitOf(offset, i)) : bitOf(offset, i) === 0,
    );
    const rest = primes.map((prime) =>
      this.#scope.leaf(
        remainderAttribute(this.#scope.schema, this.#name, prime, remainder(value, prime)),
      ),
    );
    return gate(low.length + rest.length, [...low, ...rest]);
  }

  #below(bound: number): Outcome {
    const { min, max } = this.#field;
    return bound <= min ? false : bound > max ? true : this.#onSide(bound, 0);
  }

  #atLeast(bound: number): Outcome {
    const { min, max } = this.#field;
    return bound <= min ? true : bound > max ? false : this.#onSide(bound, 1);
  }

  /**
   * Bit by bit from the least significant: below the bound (0), or from it up (1). Where the bound has
   * the other bit, this one is enough; else the lower bits decide, too.
   */
  #onSide(bound: number, side: 0 | 1): Outcome {
    let outcome: Outcome = side === 1;
    for (let i = 0; i < widthOf(this.#field); i++) {
      const bit = this.#bit(i, side);
      const isEnough = bitOf(bound - this.#field.min, i) !== side;
      outcome = isEnough ? either(bit, outcome) : both(bit, outcome);
    }
    return outcome;
  }

  #bit(position: number, bit: 0 | 1): AccessTree {
    return this.#scope.leaf(bitAttribute(this.#scope.schema, this.#name, position, bit));
  }
}

function numbersOf(scope: Scope, name: string): Numbers {
  const field = fieldOf(scope.schema, name);
  if (field.kind === "integer") return new Numbers(scope, name, field);
  throw new CryptoError("POLICY_FIELD", `${name} is a text: compare it with = or in`);
}

function compare(scope: Scope, name: string, is: Comparison, value: FieldValue): Outcome {
  const field = fieldOf(scope.schema, name);
  const isOrder = is !== "=" && is !== "!=";
  if (field.kind === "integer" || isOrder) return numbersOf(scope, name).compare(is, value);
  checkValue(scope.schema, name, value);
  if (is === "=") return scope.leaf(valueAttribute(scope.schema, name, value));
  if (field.values === undefined) {
    const rule = `${name} != needs a schema that lists the values of ${name}`;
    throw new CryptoError("POLICY_FIELD", rule);
  }
  const others = field.values.filter((it) => it !== value);
  return gate(
    1,
    others.map((it) => scope.leaf(valueAttribute(scope.schema, name, it))),
  );
}

function outcomeOf(policy: Policy, scope: Scope): Outcome {
  if ("all" in policy) return gate(policy.all.length, outcomesOf(policy.all, scope));
  if ("any" in policy) return gate(1, outcomesOf(policy.any, scope));
  if ("of" in policy) {
    const { atLeast: threshold, of } = policy;
    if (!Number.isSafeInteger(threshold) || threshold < 1 || threshold > of.length) {
      const rule = `${threshold} of ${of.length}: from 1 to as many as there are`;
      throw new CryptoError("POLICY_FIELD", rule);
    }
    return gate(threshold, outcomesOf(of, scope));
  }
  const { field } = policy;
  if ("is" in policy) return compare(scope, field, policy.is, policy.value);
  if ("in" in policy) {
    return gate(
      1,
      policy.in.map((value) => compare(scope, field, "=", value)),
    );
  }
  const numbers = numbersOf(scope, field);
  if ("from" in policy) {
    return both(numbers.compare(">=", policy.from), numbers.compare("<=", policy.to));
  }
  const { modulo } = policy;
  if (!Number.isSafeInteger(modulo) || modulo < 1 || !Number.isSafeInteger(policy.remainder)) {
    throw new CryptoError("POLICY_FIELD", `${field} mod ${modulo}: a modulus from 1 up`);
  }
  return numbers.modulo(modulo, remainder(policy.remainder, modulo));
}

function outcomesOf(policies: readonly Policy[], scope: Scope): readonly Outcome[] {
  return policies.map((policy) => outcomeOf(policy, scope));
}

/**
 * The access tree of a policy over tuples of a stream.
 *
 * @throws CryptoError POLICY_FIELD if it names what the schema does not have, or is found never to hold;
 *   POLICY_TREE if it takes too many leaves
 */
export function compilePolicy(policy: Policy, schema: Schema): AccessTree {
  const outcome = outcomeOf(policy, new Scope(schema));
  if (outcome === true) return leaf(streamAttribute(schema));
  if (outcome === false) throw new CryptoError("POLICY_FIELD", "no tuple can satisfy the policy");
  checkTree(outcome);
  return outcome;
}
