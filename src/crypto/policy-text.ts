/**
 * Policies as text:
 *
 *     policy     = term { "or" term }
 *     term       = factor { "and" factor }
 *     factor     = "(" policy ")" | count "of" "(" policy { "," policy } ")" | name condition
 *     condition  = comparison value | "in" "[" value { "," value } "]" | "in" integer ".." integer
 *                | "mod" integer "=" integer
 *     comparison = "=" | "!=" | "<" | "<=" | ">" | ">="
 *     value      = integer | text in double quotes, as in JSON
 */

import { PolicySyntaxError } from "./errors.ts";
import type { Comparison, Policy } from "./policy.ts";
import type { FieldValue } from "./schema.ts";

const comparisons: readonly string[] = ["=", "!=", "<", "<=", ">", ">="];
const keywords: readonly string[] = ["and", "or", "of", "in", "mod"];
/** Parentheses within parentheses: far more than anybody reads, far less than the stack holds. */
const deepest = 64;
const longestPolicy = 65_536;

interface Token {
  readonly kind: "name" | "integer" | "text" | "sign" | "end";
  readonly text: string;
  readonly offset: number;
}

const tokenForm =
  /\s*(?:(?<name>[A-Za-z_](?:[\w-]|\.(?!\.))*)|(?<integer>-?\d+)|(?<text>"(?:[^"\\]|\\.)*")|(?<sign>\.\.|[<>!]=|[=<>()[\],]))/y;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const form = new RegExp(tokenForm);
  const end = text.trimEnd().length;
  while (form.lastIndex < end) {
    const from = form.lastIndex;
    const found = form.exec(text);
    if (found === null) {
      const offset = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
      throw new PolicySyntaxError(text, offset, "this cannot be read");
    }
    for (const kind of ["name", "integer", "text", "sign"] as const) {
      const it = found.groups?.[kind];
      if (it !== undefined) tokens.push({ kind, text: it, offset: form.lastIndex - it.length });
    }
  }
  tokens.push({ kind: "end", text: "", offset: end });
  return tokens;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  parse(): Policy {
    const policy = this.#policy();
    if (this.#next.kind !== "end") this.#fail("expected “and”, “or” or the end");
    return policy;
  }

  get #next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #fail(problem: string, { offset }: Token = this.#next): never {
    throw new PolicySyntaxError(this.#text, offset, problem);
  }

  /** Whether this comes next; then it is passed. */
  #takes(text: string): boolean {
    const { kind, text: next } = this.#next;
    const isIt = next === text && (kind === "sign" || kind === "name");
    if (isIt) this.#at++;
    return isIt;
  }

  #demand(text: string): void {
    if (!this.#takes(text)) this.#fail(`expected “${text}”`);
  }

  #policy(): Policy {
    const any = this.#separated("or", () => this.#term());
    return any.length === 1 ? (any[0] as Policy) : { any };
  }

  #term(): Policy {
    const all = this.#separated("and", () => this.#factor());
    return all.length === 1 ? (all[0] as Policy) : { all };
  }

  #separated<Item>(separator: string, item: () => Item): readonly Item[] {
    const items = [item()];
    while (this.#takes(separator)) items.push(item());
    return items;
  }

  #within<Item>(item: () => Item): Item {
    if (++this.#depth > deepest) this.#fail(`parentheses go ${deepest} deep at most`);
    const found = item();
    this.#demand(")");
    this.#depth--;
    return found;
  }

  #factor(): Policy {
    if (this.#takes("(")) return this.#within(() => this.#policy());
    const token = this.#next;
    if (token.kind === "integer") return this.#threshold();
    if (token.kind !== "name" || keywords.includes(token.text)) {
      this.#fail("expected a field, “(” or “2 of (”");
    }
    this.#at++;
    return this.#condition(token.text);
  }

  #threshold(): Policy {
    const token = this.#next;
    const atLeast = this.#integer();
    this.#demand("of");
    this.#demand("(");
    const of = this.#within(() => this.#separated(",", () => this.#policy()));
    if (atLeast >= 1 && atLeast <= of.length) return { atLeast, of };
    return this.#fail(`there are ${of.length} to choose from`, token);
  }

  #condition(field: string): Policy {
    if (this.#takes("mod")) {
      const token = this.#next;
      const modulo = this.#integer();
      if (modulo < 1) this.#fail("expected a modulus from 1 up", token);
      this.#demand("=");
      return { field, modulo, remainder: this.#integer() };
    }
    if (this.#takes("in")) {
      if (!this.#takes("[")) {
        const from = this.#integer();
        this.#demand("..");
        return { field, from, to: this.#integer() };
      }
      const values = this.#separated(",", () => this.#value());
      this.#demand("]");
      return { field, in: values };
    }
    const { kind, text } = this.#next;
    if (kind !== "sign" || !comparisons.includes(text)) {
      this.#fail("expected =, !=, <, <=, >, >=, “in” or “mod”");
    }
    this.#at++;
    return { field, is: text as Comparison, value: this.#value() };
  }

  #integer(): number {
    const { kind, text } = this.#next;
    const value = Number(text);
    if (kind !== "integer" || !Number.isSafeInteger(value))
      this.#fail("expected an integer below 2^53");
    this.#at++;
    return value;
  }

  #value(): FieldValue {
    const { kind, text } = this.#next;
    if (kind === "integer") return this.#integer();
    if (kind !== "text") this.#fail("expected an integer or a text in double quotes");
    this.#at++;
    try {
      return JSON.parse(text) as string;
    } catch {
      this.#at--;
      return this.#fail("expected a text as in JSON");
    }
  }
}

/**
 * Reads a policy.
 *
 * @throws PolicySyntaxError with the position of what cannot be read
 * @example parsePolicy('(hr >= 120 and ward in ["a", "b"]) or role = "physician"')
 */
export function parsePolicy(text: string): Policy {
  if (text.length > longestPolicy) {
    throw new PolicySyntaxError("", 0, `the text is longer than ${longestPolicy} characters`);
  }
  return new Parser(text).parse();
}

function formatValue(value: FieldValue): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** Whether it needs no parentheses among others. */
function isFactor(policy: Policy): boolean {
  return !("all" in policy || "any" in policy);
}

function formatFactor(policy: Policy): string {
  const text = formatPolicy(policy);
  return isFactor(policy) ? text : `(${text})`;
}

/** The text of a policy: {@link parsePolicy} comes to the same policy. */
export function formatPolicy(policy: Policy): string {
  if ("all" in policy) return policy.all.map(formatFactor).join(" and ");
  if ("any" in policy) return policy.any.map(formatFactor).join(" or ");
  if ("of" in policy) return `${policy.atLeast} of (${policy.of.map(formatPolicy).join(", ")})`;
  const { field } = policy;
  if ("is" in policy) return `${field} ${policy.is} ${formatValue(policy.value)}`;
  if ("in" in policy) return `${field} in [${policy.in.map(formatValue).join(", ")}]`;
  if ("from" in policy) return `${field} in ${policy.from}..${policy.to}`;
  return `${field} mod ${policy.modulo} = ${policy.remainder}`;
}
