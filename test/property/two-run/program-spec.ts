/** Random programs as data: what the interpreter does. Types only; shared with the interpreter. */

import type { Filter } from "../../../src/unit/index.ts";

/** Position in the table of tags that a unit knows, modulo its length. */
export type TagRef = number;

export interface LabelRef {
  readonly secrecy: readonly TagRef[];
  readonly integrity: readonly TagRef[];
}

export type PrivilegeName = "t+" | "t-" | "t+auth" | "t-auth";

export interface GrantRef {
  readonly tag: TagRef;
  readonly privilege: PrivilegeName;
  /** Event time (ms); −1 is for ever. */
  readonly until: number;
}

/** What a program computes from what it has seen. */
export type Expression =
  | { readonly kind: "constant"; readonly value: number }
  /** A tag, as data. */
  | { readonly kind: "tag"; readonly tag: TagRef }
  /**
   * What was read last, also as the declassifier would open it; how often it was called; both mixed;
   * the next random number; its secret.
   */
  | { readonly kind: "last" | "forged" | "count" | "mix" | "random" | "secret" };

export interface PartRef {
  readonly name: string;
  readonly label: LabelRef;
  readonly data: Expression;
  readonly carries: readonly GrantRef[];
}

export type Step =
  | { readonly kind: "publish"; readonly parts: readonly PartRef[]; readonly times: number }
  | { readonly kind: "read"; readonly name: string }
  | {
      readonly kind: "relabel";
      readonly both: boolean;
      readonly component: "secrecy" | "integrity";
      readonly change: "add" | "remove";
      readonly tag: TagRef;
    }
  | { readonly kind: "require" | "drop"; readonly tag: TagRef }
  | { readonly kind: "add"; readonly part: PartRef }
  | { readonly kind: "delete"; readonly name: string; readonly label: LabelRef }
  | {
      readonly kind: "attach";
      readonly name: string;
      readonly label: LabelRef;
      readonly grant: GrantRef;
    }
  | { readonly kind: "clone"; readonly label: LabelRef; readonly parts: readonly PartRef[] }
  | { readonly kind: "release" | "createTag" | "now" | "throw" }
  | { readonly kind: "subscribe"; readonly subscription: SubscriptionRef }
  | { readonly kind: "unsubscribe"; readonly at: number }
  | {
      readonly kind: "manage";
      readonly filter: Filter;
      readonly program: number;
      readonly idleMs: number;
    }
  | {
      readonly kind: "spawn";
      readonly program: number;
      readonly label: LabelRef;
      readonly grants: readonly GrantRef[];
    }
  | {
      readonly kind: "acquire" | "has" | "revoke";
      readonly tag: TagRef;
      readonly privilege: PrivilegeName;
    }
  | { readonly kind: "set"; readonly to: Expression }
  | {
      readonly kind: "if";
      readonly is: Expression;
      readonly then: readonly Step[];
      readonly otherwise: readonly Step[];
    };

export interface SubscriptionRef {
  readonly filter: Filter;
  readonly steps: readonly Step[];
}

export interface ProgramSpec {
  readonly start: readonly Step[];
  readonly subscriptions: readonly SubscriptionRef[];
}

/** What a unit of the interpreter is started with; tags are added as tags. */
export interface InterpreterConfig {
  /** Names the unit in the trace. */
  readonly path: string;
  readonly program: number;
  /** JSON of the platform's `ProgramSpec`s: one text is passed on faster than a tree. */
  readonly programs: string;
  /** How many of the first tags are secret: who has one of them in its input label is no observer. */
  readonly secretTags: number;
  /** Whether it begins as an observer; null if it has to find out (managed instances). */
  readonly isLow: boolean | null;
  /** Whether its output label begins without a secret tag. */
  readonly isOutputLow: boolean;
  /** Differs between the two runs, for units above the observers. */
  readonly secret: number;
  /** Calls in which it does anything but look: every random platform comes to rest. */
  readonly fuel: number;
}
