/**
 * Schemas: the fields of a stream, and which attributes a tuple has because of their values. A number has
 * one attribute a bit, so that comparisons can be written as policies (the bag of bits of Bethencourt,
 * Sahai and Waters, S&P 2007, section 4.3); Streamforce, section 4.2, adds remainders.
 */

import { CryptoError } from "./errors.ts";

export interface IntegerField {
  readonly kind: "integer";
  readonly min: number;
  readonly max: number;
  /** Primes whose remainders policies may ask for; powers of two need none. */
  readonly moduli?: readonly number[];
}

export interface TextField {
  readonly kind: "text";
  /** All that there are; without them there is no `!=`. */
  readonly values?: readonly string[];
}

export type Field = IntegerField | TextField;

export interface Schema {
  readonly owner: string;
  readonly stream: string;
  readonly fields: { readonly [name: string]: Field };
}

export type FieldValue = number | string;

/** Two dots in a row are the sign of a range in policies, and their words are no names. */
const nameForm = /^(?!(?:and|or|of|in|mod)$)[A-Za-z_](?:[\w-]|\.(?!\.))*$/;
/** Names and texts, in UTF-16 code units: attributes are hashed, stored and sent with every tuple. */
const longestText = 256;
/** Texts that a field may list: each grant that gives the field has them all. */
const mostValues = 65_536;
const mostModuli = 16;
const largestModulus = 1_024;

function malformed(problem: string): CryptoError {
  return new CryptoError("SCHEMA", problem);
}

function isPrime(value: number): boolean {
  if (value < 2) return false;
  for (let divisor = 2; divisor * divisor <= value; divisor++) {
    if (value % divisor === 0) return false;
  }
  return true;
}

function isModulus(value: number): boolean {
  return value % 2 === 1 && value <= largestModulus && isPrime(value);
}

function checkInteger(name: string, { min, max, moduli = [] }: IntegerField): void {
  if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min >= max) {
    throw malformed(
      `the field ${name} goes from ${min} to ${max}: integers, the first the smaller`,
    );
  }
  if (!Number.isSafeInteger(max - min)) {
    throw malformed(`the field ${name} has more than 2^53 values: choose a smaller range`);
  }
  const areModuli = moduli.length <= mostModuli && moduli.every(isModulus);
  if (!areModuli || new Set(moduli).size < moduli.length) {
    const rule = `at most ${mostModuli} different odd primes up to ${largestModulus}`;
    throw malformed(`the moduli of the field ${name}: ${rule}`);
  }
}

/**
 * Whether a text is in Unicode's composed form (NFC). Texts that look alike would be two values, and come to
 * different attributes and tags: in schemas, values, policies and queries none but this form is taken.
 */
export function isComposed(text: string): boolean {
  return text.normalize("NFC") === text;
}

/** The remedy for a text that is not. */
export const composedRule = 'in Unicode\'s composed form: text.normalize("NFC") makes it';

function isText(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value.length <= longestText &&
    value.isWellFormed() &&
    isComposed(value)
  );
}

function checkTexts(name: string, values: readonly string[]): void {
  if (values.length > mostValues) {
    throw malformed(`the field ${name} lists ${values.length} values: at most ${mostValues}`);
  }
  const wrong = values.find((it) => !isText(it));
  if (wrong === undefined) return;
  const rule = `texts of at most ${longestText} characters, ${composedRule}`;
  throw malformed(`the values of the field ${name} are ${rule}; not ${JSON.stringify(wrong)}`);
}

/** @throws CryptoError SCHEMA */
export function checkSchema({ owner, stream, fields }: Schema): void {
  if (!isText(owner) || !isText(stream)) {
    const rule = `texts of at most ${longestText} characters, ${composedRule}`;
    throw malformed(`owner and stream are ${rule}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!nameForm.test(name) || name.length > longestText) {
      throw malformed(`${JSON.stringify(name)} is no name of a field: letters, digits, _ . -`);
    }
    if (field.kind === "integer") checkInteger(name, field);
    else checkTexts(name, field.values ?? []);
  }
}

/** @throws CryptoError POLICY_FIELD */
export function fieldOf(schema: Schema, name: string): Field {
  const field = Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined;
  if (field !== undefined) return field;
  const known = Object.keys(schema.fields).join(", ");
  throw new CryptoError("POLICY_FIELD", `the stream has no field ${name}; it has ${known}`);
}

/** How many bits tell the field's values apart; its smallest value has none of them set. */
export function widthOf({ min, max }: IntegerField): number {
  return (max - min).toString(2).length;
}

/** The bit of a number below 2^53, the least significant first. */
export function bitOf(value: number, position: number): 0 | 1 {
  return Math.floor(value / 2 ** position) % 2 === 1 ? 1 : 0;
}

/** Injective: no two lists of texts come to the same text. */
function encode(texts: readonly string[]): string {
  return texts.map((text) => `${text.length}:${text}`).join("");
}

/** The remainder from 0 up, of negative numbers, too. */
export function remainder(value: number, modulus: number): number {
  const rest = value % modulus;
  return rest < 0 ? rest + modulus : rest;
}

/** What every tuple of the stream has. */
export function streamAttribute({ owner, stream }: Schema): string {
  return encode([owner, stream]);
}

export function nameAttribute({ owner, stream }: Schema, name: string): string {
  return encode([owner, stream, name]);
}

/** No field has an empty name. */
export function epochAttribute({ owner, stream }: Schema, epoch: number): string {
  return encode([owner, stream, "", "epoch", String(epoch)]);
}

export function valueAttribute({ owner, stream }: Schema, name: string, value: FieldValue): string {
  return encode([owner, stream, name, "=", String(value)]);
}

export function bitAttribute(schema: Schema, name: string, position: number, bit: 0 | 1): string {
  const { owner, stream } = schema;
  const field = fieldOf(schema, name);
  const range = field.kind === "integer" ? `${field.min}..${field.max}` : "";
  return encode([owner, stream, name, "bit", range, String(position), String(bit)]);
}

export function remainderAttribute(
  { owner, stream }: Schema,
  name: string,
  modulus: number,
  value: number,
): string {
  return encode([owner, stream, name, "mod", String(modulus), String(value)]);
}

/** Of lists: a long one is not to be searched for each value. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function setOf(values: readonly string[]): ReadonlySet<string> {
  let set = sets.get(values);
  if (set === undefined) {
    set = new Set(values);
    sets.set(values, set);
  }
  return set;
}

/** Values that an error lists. */
const mostListed = 20;

function oneOf(values: readonly string[]): string {
  const listed = values.slice(0, mostListed).map((it) => JSON.stringify(it));
  const more = values.length > mostListed ? ` and ${values.length - mostListed} more` : "";
  return `one of ${listed.join(", ")}${more}`;
}

/** @throws CryptoError FIELD_VALUE */
export function checkValue(schema: Schema, name: string, value: FieldValue): void {
  const field = fieldOf(schema, name);
  if (field.kind === "integer") {
    const { min, max } = field;
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max)
      return;
    throw new CryptoError("FIELD_VALUE", `${name} is an integer from ${min} to ${max}`);
  }
  if (isText(value) && (field.values === undefined || setOf(field.values).has(value))) return;
  if (typeof value === "string" && !isComposed(value)) {
    throw new CryptoError("FIELD_VALUE", `${name} is a text ${composedRule}`);
  }
  const rule =
    field.values === undefined
      ? `a text of at most ${longestText} characters`
      : oneOf(field.values);
  throw new CryptoError("FIELD_VALUE", `${name} is ${rule}`);
}

/**
 * The attributes of a tuple.
 *
 * @param values of the fields that policies may ask about: whoever has the ciphertext can read them
 * @throws CryptoError POLICY_FIELD, FIELD_VALUE
 */
export function attributesOf(
  schema: Schema,
  values: { readonly [name: string]: FieldValue },
): readonly string[] {
  const attributes = [streamAttribute(schema)];
  for (const [name, value] of Object.entries(values)) {
    checkValue(schema, name, value);
    attributes.push(valueAttribute(schema, name, value));
    const field = fieldOf(schema, name);
    if (field.kind !== "integer" || typeof value !== "number") continue;
    const offset = value - field.min;
    for (let i = 0; i < widthOf(field); i++) {
      attributes.push(bitAttribute(schema, name, i, bitOf(offset, i)));
    }
    for (const modulus of field.moduli ?? []) {
      attributes.push(remainderAttribute(schema, name, modulus, remainder(value, modulus)));
    }
  }
  return attributes;
}
