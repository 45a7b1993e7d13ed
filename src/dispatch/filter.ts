/**
 * Filters, checked and compiled. A filter arrives as data and is copied before it is looked at, so
 * that none of its author's code runs here; equal filters are the same object.
 */

import { CordonError } from "../errors.ts";
import {
  copyValue,
  isScalar,
  type Part,
  type Scalar,
  type Value,
  type ViewSource,
} from "../event/index.ts";
import { isTag, tagSerial } from "../label/index.ts";
import { limits } from "../limits.ts";
import { type Bound, inRange, type Range } from "./range.ts";
import { distinct, ScalarMap } from "./scalar-map.ts";

/** What a filter looks at: parts, of which some are visible. */
export type Matchable = ViewSource;

export type FilterForm =
  | { readonly kind: "equals"; readonly part: string; readonly values: readonly Scalar[] }
  | { readonly kind: "range"; readonly part: string; readonly range: Range }
  | { readonly kind: "present"; readonly part: string }
  | { readonly kind: "all" | "any"; readonly filters: readonly CompiledFilter[] }
  | { readonly kind: "not"; readonly filter: CompiledFilter };

/** Of the text that tells a filter from others, which is kept. */
const CHARACTERS_PER_TERM = 64;

type Test = (event: Matchable, visible: number) => boolean;

export class CompiledFilter {
  readonly form: FilterForm;
  /** Equal filters have equal keys. */
  readonly key: string;
  /** How many terms and values it has; long ones count for several. */
  readonly size: number;
  readonly #test: Test;
  #lastEvent: Matchable | null = null;
  #lastVisible = 0;
  #lastAnswer = false;

  constructor(form: FilterForm, key: string) {
    this.form = form;
    this.key = key;
    this.size = Math.max(sizeOf(form), Math.ceil(key.length / CHARACTERS_PER_TERM));
    this.#test = testOf(form);
  }

  /** Whether the visible parts satisfy it. Remembers its last answer: many units share a filter. */
  matches(event: Matchable, visible: number): boolean {
    if (this.#lastEvent === event && this.#lastVisible === visible) return this.#lastAnswer;
    const answer = this.#test(event, visible);
    this.#lastEvent = event;
    this.#lastVisible = visible;
    this.#lastAnswer = answer;
    return answer;
  }

  /** Lets go of the event that it remembers. */
  forget(): void {
    this.#lastEvent = null;
  }
}

function sizeOf(form: FilterForm): number {
  switch (form.kind) {
    case "equals":
      return form.values.length;
    case "not":
      return 1 + form.filter.size;
    case "all":
    case "any":
      return form.filters.reduce((sum, { size }) => sum + size, 1);
    default:
      return 1;
  }
}

function testOf(form: FilterForm): Test {
  switch (form.kind) {
    case "equals":
      return equalsTest(form.part, form.values);
    case "range":
      return someVisible(form.part, (data) => inRange(form.range, data));
    case "present":
      return someVisible(form.part, () => true);
    case "all":
      return (event, visible) => form.filters.every((filter) => filter.matches(event, visible));
    case "any":
      return (event, visible) => form.filters.some((filter) => filter.matches(event, visible));
    case "not":
      return (event, visible) => !form.filter.matches(event, visible);
  }
}

function someVisible(name: string, holds: (data: Value) => boolean): Test {
  return (event, visible) => {
    const { parts } = event;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i] as Part;
      if (part.name === name && holds(part.data) && event.sees(i, visible)) {
        return true;
      }
    }
    return false;
  };
}

function equalsTest(name: string, values: readonly Scalar[]): Test {
  const [only] = values;
  // NaN equals itself here, as it does in a Set.
  if (values.length === 1 && only !== undefined && !Number.isNaN(only)) {
    return someVisible(name, (data) => data === only);
  }
  const set = new ScalarMap<true>();
  for (const value of values) set.set(value, true);
  return someVisible(name, (data) => isScalar(data) && set.get(data) === true);
}

function scalarKey(value: Scalar): string {
  if (isTag(value)) return `#${tagSerial(value)}`;
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "bigint" ? `${value}n` : String(value);
}

function boundKey(bound: Bound | null): string {
  return bound === null ? "" : scalarKey(bound);
}

function keyOf(form: FilterForm): string {
  switch (form.kind) {
    case "equals":
      return `${JSON.stringify(form.part)}=${form.values.map(scalarKey).join()}`;
    case "range": {
      const { low, lowOpen, high, highOpen } = form.range;
      const ends = `${lowOpen ? "(" : "["}${boundKey(low)}:${boundKey(high)}${highOpen ? ")" : "]"}`;
      return JSON.stringify(form.part) + ends;
    }
    case "present":
      return `${JSON.stringify(form.part)}?`;
    case "not":
      return `!(${form.filter.key})`;
    default:
      return `${form.kind}(${form.filters.map((filter) => filter.key).join(";")})`;
  }
}

/** The distinct filters of one dispatcher, so that equal ones are evaluated once per event. */
export class FilterTable {
  readonly #byKey = new Map<string, CompiledFilter>();
  #characters = 0;

  get size(): number {
    return this.#byKey.size;
  }

  /** Of all the texts that it keeps. */
  get characters(): number {
    return this.#characters;
  }

  /**
   * Checks and compiles what a program passed.
   *
   * @throws CordonError FILTER_EMPTY, FILTER_FORM, FILTER_SIZE, VALUE_*
   */
  compile(input: unknown): CompiledFilter {
    return new Compilation(this).filter(copyValue(input, "filter"), "filter", 0);
  }

  intern(form: FilterForm): CompiledFilter {
    const key = keyOf(form);
    let filter = this.#byKey.get(key);
    if (filter === undefined) {
      filter = new CompiledFilter(form, key);
      this.#byKey.set(key, filter);
      this.#characters += key.length;
    }
    return filter;
  }

  /** Forgets every filter that is not part of one in `live`. */
  sweep(live: Iterable<CompiledFilter>): void {
    this.#byKey.clear();
    this.#characters = 0;
    for (const filter of live) this.#keep(filter);
  }

  #keep(filter: CompiledFilter): void {
    if (this.#byKey.has(filter.key)) return;
    filter.forget();
    this.#byKey.set(filter.key, filter);
    this.#characters += filter.key.length;
    if ("filters" in filter.form) for (const child of filter.form.filters) this.#keep(child);
    if ("filter" in filter.form) this.#keep(filter.form.filter);
  }
}

type Fields = { readonly [name: string]: Value };

function isFields(value: Value | undefined): value is Fields {
  return typeof value === "object" && value !== null && !isTag(value) && !Array.isArray(value);
}

const RANGE_FIELDS: readonly string[] = ["gt", "gte", "lt", "lte"];

/** One filter on its way from data to its compiled form. */
class Compilation {
  readonly #table: FilterTable;
  #nodes: number = limits.filterNodes;
  #values: number = limits.filterValues;

  constructor(table: FilterTable) {
    this.#table = table;
  }

  filter(input: Value | undefined, path: string, depth: number): CompiledFilter {
    if (--this.#nodes < 0) {
      throw new CordonError("FILTER_SIZE", { limit: limits.filterNodes, what: "terms" });
    }
    if (depth > limits.filterDepth) {
      throw new CordonError("FILTER_SIZE", { limit: limits.filterDepth, what: "levels" });
    }
    if (!isFields(input)) throw malformed(path, "not an object");
    if ("part" in input) return this.#table.intern(this.#predicate(input, path));
    const names = Object.keys(input);
    const [name] = names;
    if (name === undefined) throw new CordonError("FILTER_EMPTY", { path });
    if (names.length > 1) throw malformed(path, `${names.join(" and ")} in one term`);
    if (name === "not") {
      const filter = this.filter(input["not"], `${path}.not`, depth + 1);
      return this.#table.intern({ kind: "not", filter });
    }
    if (name !== "all" && name !== "any") throw malformed(path, `unknown field ${name}`);
    return this.#combination(name, input[name], `${path}.${name}`, depth);
  }

  #combination(
    kind: "all" | "any",
    inputs: Value | undefined,
    path: string,
    depth: number,
  ): CompiledFilter {
    if (!Array.isArray(inputs)) throw malformed(path, "not an array");
    if (inputs.length === 0) throw new CordonError("FILTER_EMPTY", { path });
    const filters = (inputs as readonly Value[]).map((child, i) =>
      this.filter(child, `${path}[${i}]`, depth + 1),
    );
    const [only] = filters;
    if (filters.length === 1 && only !== undefined) return only;
    return this.#table.intern({ kind, filters });
  }

  #predicate(fields: Fields, path: string): FilterForm {
    const { part } = fields;
    if (typeof part !== "string" || part === "") throw new CordonError("FILTER_EMPTY", { path });
    if (part.length > limits.partName) {
      throw malformed(
        path,
        `part is longer than ${limits.partName} characters, as no part name is`,
      );
    }
    const names = Object.keys(fields).filter((name) => name !== "part");
    if (names.length > 0 && names.every((name) => RANGE_FIELDS.includes(name))) {
      return { kind: "range", part, range: readRange(fields, path) };
    }
    if (names.length !== 1) throw malformed(path, "a term needs one of equals, in, gt …, present");
    switch (names[0]) {
      case "equals":
        return { kind: "equals", part, values: [this.#scalar(fields["equals"], path)] };
      case "in":
        return { kind: "equals", part, values: this.#set(fields["in"], path) };
      case "present":
        if (fields["present"] !== true) throw malformed(path, "present is not true");
        return { kind: "present", part };
      default:
        throw malformed(path, `unknown field ${names[0]}`);
    }
  }

  #set(values: Value | undefined, path: string): readonly Scalar[] {
    if (!Array.isArray(values) || values.length === 0) throw malformed(path, "in is not a list");
    return distinct((values as readonly Value[]).map((value) => this.#scalar(value, path)));
  }

  #scalar(value: Value | undefined, path: string): Scalar {
    if (--this.#values < 0) {
      throw new CordonError("FILTER_SIZE", { limit: limits.filterValues, what: "values" });
    }
    if (!isScalar(value)) throw malformed(path, "only scalars and tags can be compared");
    return Object.is(value, -0) ? 0 : value;
  }
}

function malformed(path: string, problem: string): CordonError {
  return new CordonError("FILTER_FORM", { path, problem });
}

function readBound(value: Value | undefined, path: string): Bound | null {
  if (value === undefined) return null;
  if (typeof value === "bigint" || typeof value === "string") return value;
  if (typeof value === "number" && !Number.isNaN(value)) return value;
  throw malformed(path, "a bound is not a number, bigint or string");
}

function readRange(fields: Fields, path: string): Range {
  const { gt, gte, lt, lte } = fields;
  if ((gt !== undefined && gte !== undefined) || (lt !== undefined && lte !== undefined)) {
    throw malformed(path, "two bounds on one side");
  }
  const low = readBound(gt ?? gte, path);
  const high = readBound(lt ?? lte, path);
  if (low !== null && high !== null && typeof low !== typeof high) {
    throw malformed(path, "bounds of different types");
  }
  return { low, lowOpen: gt !== undefined, high, highOpen: lt !== undefined };
}
