/** Random programs as data: what the interpreter does. Types only; shared with the interpreter. */

/** Position in the table of tags that a unit knows, modulo its length. */
export type TagRef = number;

/** Event data, written so that JSON keeps it. */
export type Literal =
  | null
  | boolean
  | number
  | string
  | { readonly special: "NaN" | "-0" | "Infinity" }
  | { readonly bigint: string }
  | { readonly bytes: readonly number[] }
  | { readonly tag: TagRef }
  | { readonly list: readonly Literal[] }
  | { readonly record: { readonly [name: string]: Literal } };

/** A filter, written likewise: its values are literals. */
export type FilterRef =
  | { readonly part: string; readonly present: true }
  | { readonly part: string; readonly equals: Literal }
  | { readonly part: string; readonly in: readonly Literal[] }
  | { readonly part: string; readonly low: Literal; readonly high?: Literal }
  | { readonly not: FilterRef }
  | { readonly all: readonly FilterRef[] }
  | { readonly any: readonly FilterRef[] };

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
  | { readonly kind: "literal"; readonly value: Literal }
  /** A tag, as data. */
  | { readonly kind: "tag"; readonly tag: TagRef }
  | {
      readonly kind:
        /** What was read last, and the same as the declassifier would open it. */
        | "last"
        | "forged"
        /** How often the unit was called, and both mixed. */
        | "count"
        | "mix"
        /** The next random number. */
        | "random"
        /** What differs between the two runs, for units above the observers. */
        | "secret"
        /** What the last `has` said, and whether the last call was refused. */
        | "held"
        | "refused"
        /** How many parts were read last, and which objects showed their labels. */
        | "parts"
        | "identity";
    };

export interface PartRef {
  readonly name: string;
  readonly label: LabelRef;
  readonly data: Expression;
  readonly carries: readonly GrantRef[];
}

/** The event in hand, or the draft that the activation holds. */
export type Target = "hand" | "draft";

/** The same interpreter under three names, whose manifests name different children. */
export type Manifest = "interpreter" | "middle" | "leaf";

export type Step =
  | { readonly kind: "publish"; readonly parts: readonly PartRef[]; readonly times: number }
  /** Makes the draft that later steps of the activation work on. */
  | { readonly kind: "draft"; readonly parts: readonly PartRef[] }
  /** Publishes that draft. */
  | { readonly kind: "send" }
  | { readonly kind: "read"; readonly on: Target; readonly name: string }
  | {
      readonly kind: "relabel";
      readonly both: boolean;
      readonly component: "secrecy" | "integrity";
      readonly change: "add" | "remove";
      readonly tag: TagRef;
    }
  | { readonly kind: "require" | "drop"; readonly tag: TagRef }
  | { readonly kind: "add"; readonly on: Target; readonly part: PartRef }
  | {
      readonly kind: "delete";
      readonly on: Target;
      readonly name: string;
      readonly label: LabelRef;
    }
  | {
      readonly kind: "attach";
      readonly on: Target;
      readonly name: string;
      readonly label: LabelRef;
      readonly grant: GrantRef;
    }
  | {
      readonly kind: "clone";
      readonly on: Target;
      readonly label: LabelRef;
      readonly parts: readonly PartRef[];
    }
  | { readonly kind: "release" | "createTag" | "now" | "throw" }
  /** Never comes back; fills the memory of its cell; takes some of its time. */
  | { readonly kind: "loop" | "fill" }
  | { readonly kind: "burn"; readonly ms: number }
  /** Runs code that V8 will compile; looks at what the bits of a NaN tell of that. */
  | { readonly kind: "warm"; readonly times: number }
  | { readonly kind: "bits" }
  | { readonly kind: "subscribe"; readonly subscription: SubscriptionRef }
  | { readonly kind: "unsubscribe"; readonly at: number }
  | {
      readonly kind: "manage";
      readonly filter: FilterRef;
      readonly child: Manifest;
      readonly program: number;
      /** −1 is for ever. */
      readonly idleMs: number;
    }
  | {
      readonly kind: "spawn";
      readonly child: Manifest;
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
  | { readonly kind: "repeat"; readonly times: number; readonly steps: readonly Step[] }
  | {
      readonly kind: "if";
      readonly is: Expression;
      readonly then: readonly Step[];
      readonly otherwise: readonly Step[];
    };

export interface SubscriptionRef {
  readonly filter: FilterRef;
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
  /** Whether it looks which objects are the same: cells that are apart copy what they are sent. */
  readonly looksAtIdentity: boolean;
  /** Whether the line of a call ends where the unit is raised: what it learns from then on is not low. */
  readonly isMutedByRaise: boolean;
  /** Whether it may loop, fill memory and take time. */
  readonly mayExhaust: boolean;
  /** How many more units may descend from it, each from the one before. */
  readonly generations: number;
}

/** What the interpreter asks of the cell of a test; there is none in a realm. */
export interface CellHook {
  /** Whether the unit that is starting begins as an observer. */
  startsLow(): boolean;
  /** Notes a unit, and whether an observer is behind it. @returns what to name it by */
  enter(isLow: boolean): number;
  /** Notes that a unit is no observer any more. */
  raise(unit: number): void;
  /** Notes that there may be instances, at whatever label. */
  manage(): void;
  /**
   * The cell is lost, if no observer is in it, or nobody else: neighbours can tell, as SECURITY.md says.
   *
   * @returns whether it is
   */
  exhaust(unit: number, what: "time" | "memory"): boolean;
  /** Takes time; what exceeds the limit of a crossing is lost as above. @returns whether it is */
  burn(unit: number, ms: number): boolean;
}
