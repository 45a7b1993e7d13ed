/**
 * acorn, bounded: a program that would take other parsers, the bundler or V8 too much is refused here,
 * before they see it. Only a parser can tell a bracket of the code from one in a text or a pattern.
 */

import { type Options, Parser, type Program, type TokenType, tokTypes } from "acorn";
import { limits } from "../../limits.ts";
import { placeAt, Refusal } from "./refusal.ts";

/** The list of a scope's names. acorn's is an array: its search makes many names quadratic. */
class Names {
  /** Made when it is needed: most scopes declare nothing of a kind. */
  #known: Set<string> | undefined;
  /** The first name: of a `catch` clause, its parameter. */
  0: string | undefined;
  readonly #onPush: () => void;

  /** @param onPush told of each name */
  constructor(onPush: () => void) {
    this.#onPush = onPush;
  }

  /** @returns what is above -1 if the name is known, as acorn asks of an array */
  indexOf(name: string): number {
    return this.#known?.has(name) === true ? 0 : -1;
  }

  push(name: string): void {
    this.#onPush();
    this[0] ??= name;
    this.#known ??= new Set();
    this.#known.add(name);
  }
}

interface Scope {
  var: Names;
  lexical: Names;
  functions: Names;
}

/** The members of acorn's parser that plug-ins override; its types leave them out. */
interface Internals {
  readonly scopeStack: Scope[];
  /** Offset of the token in hand, and of the token before. */
  readonly start: number;
  readonly lastTokStart: number;
  finishToken(type: TokenType, value?: unknown): void;
  enterScope(flags: number): void;
  validateRegExpPattern(state: { readonly source: string; readonly start: number }): void;
  catchStackOverflow<Result>(parse: () => Result): Result;
  parse(): Program;
}

const Base = Parser as unknown as new (options: Options, text: string) => Internals;

const opening = new Set<TokenType>([
  tokTypes.parenL,
  tokTypes.bracketL,
  tokTypes.braceL,
  tokTypes.dollarBraceL,
]);
const closing = new Set<TokenType>([tokTypes.parenR, tokTypes.bracketR, tokTypes.braceR]);

class BoundedParser extends Base {
  readonly #text: string;
  #nesting = 0;
  #names = 0;
  /** Offset of `!` after `<`, without a space between; -1 if the last token is something else. */
  #bang = -1;
  #hasLess = false;
  /** Whether a `<` stands before a `>`: TypeScript may read type arguments there. */
  hasAngles = false;
  /** Offsets of `<!--`: operators in a module, and a comment in a function's body. */
  readonly commentLike: number[] = [];

  constructor(options: Options, text: string) {
    super(options, text);
    this.#text = text;
    this.#watchScope();
  }

  override finishToken(type: TokenType, value?: unknown): void {
    if (opening.has(type)) {
      if (++this.#nesting > limits.programNesting) {
        this.#refuse(`it nests deeper than ${limits.programNesting} brackets`, this.start);
      }
    } else if (closing.has(type)) {
      this.#nesting--;
    }
    super.finishToken(type, value);
    this.#watchAngles(type);
  }

  override enterScope(flags: number): void {
    super.enterScope(flags);
    // acorn enters the first one in its constructor, before there is anything of ours.
    if (#names in this) this.#watchScope();
  }

  #watchScope(): void {
    const scope = this.scopeStack.at(-1);
    if (scope === undefined) return;
    scope.var = new Names(this.#countName);
    scope.lexical = new Names(this.#countName);
    scope.functions = new Names(this.#countName);
  }

  /** A `var` counts once for each block that it is in: each has to know it. */
  readonly #countName = (): void => {
    if (++this.#names <= limits.programNames) return;
    this.#refuse(`it declares more than ${limits.programNames} names`, this.start);
  };

  /** acorn compares the named groups of a pattern with each other. */
  override validateRegExpPattern(state: { readonly source: string; readonly start: number }): void {
    if (state.source.length > limits.patternLength) {
      const problem = `a pattern has more than ${limits.patternLength} characters`;
      this.#refuse(problem, state.start);
    }
    super.validateRegExpPattern(state);
  }

  /** acorn would take it for an error of syntax. */
  override catchStackOverflow<Result>(parse: () => Result): Result {
    return parse();
  }

  #watchAngles(type: TokenType): void {
    const { start } = this;
    const text = this.#text;
    if (type === tokTypes.relational || type === tokTypes.bitShift) {
      if (text.charAt(start) === "<") this.#hasLess = true;
      else if (text.charAt(start) === ">") this.hasAngles ||= this.#hasLess;
    }
    if (type === tokTypes.incDec && this.#bang === start - 1 && text.startsWith("--", start)) {
      this.commentLike.push(start - 2);
    }
    const isBang = type === tokTypes.prefix && text.startsWith("<!", start - 1);
    this.#bang = isBang && this.lastTokStart === start - 1 ? start : -1;
  }

  #refuse(problem: string, position: number): never {
    throw new Refusal("PROGRAM_LIMIT", problem, placeAt(this.#text, position));
  }
}

export interface Parsed {
  readonly kind: ModuleKind;
  readonly text: string;
  readonly root: Program;
  readonly hasAngles: boolean;
  readonly commentLike: readonly number[];
}

/** acorn's message without the position, which a refusal has beside it. */
function problemOf(error: SyntaxError): string {
  return error.message.replace(/ \(\d+:\d+\)$/, "");
}

function isSyntaxError(error: unknown): error is SyntaxError & { readonly pos: number } {
  return error instanceof SyntaxError && "pos" in error && typeof error.pos === "number";
}

/** How a text is a module: with `import`, or with `require`, which is not strict. */
export type ModuleKind = "module" | "commonjs";

/** @throws Refusal PROGRAM_SOURCE, PROGRAM_LIMIT */
export function parseJavaScript(text: string, sourceType: ModuleKind = "module"): Parsed {
  const parser = new BoundedParser({ ecmaVersion: "latest", sourceType }, text);
  try {
    const root = parser.parse();
    return {
      kind: sourceType,
      text,
      root,
      hasAngles: parser.hasAngles,
      commentLike: parser.commentLike,
    };
  } catch (error) {
    if (error instanceof RangeError) {
      const place = placeAt(text, Math.max(0, parser.start));
      throw new Refusal("PROGRAM_LIMIT", "it nests too deeply to be parsed", place);
    }
    if (!isSyntaxError(error)) throw error;
    throw new Refusal("PROGRAM_SOURCE", problemOf(error), placeAt(text, error.pos));
  }
}
