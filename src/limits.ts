/** Every bound of the platform, with its reason. */

export const limits = {
  /** Levels of nesting in one value: keeps recursion over it far from the end of the stack. */
  valueDepth: 16,
  /** Values (scalars, arrays, records) in one part: bounds the time that copying it takes. */
  valueNodes: 4_096,
  /** Characters and bytes in one part: a batch of events stays well under a megabyte. */
  valueBytes: 65_536,
  /** Characters in a part name. */
  partName: 64,
  /** Parts of one event that a unit may see or add. */
  eventParts: 30,
  /** Parts of one event in all: what units that do not see each other's parts can add on its way. */
  versionParts: 2_048,
  /** Generations from ingress: a ring of units that feed each other ends. */
  eventHops: 64,
  /** Characters that a generation adds to an order key. */
  orderKeyStep: 27,
  /** Units that descend from one that was deployed; with one more its whole family is stopped. */
  family: 4_096,
  /** Events that one delivery may publish before the unit is at fault. */
  eventsPerDelivery: 256,
  /** Published events of one unit that may wait: a flooder fills its own share, nobody else's. */
  queuedEventsPerUnit: 4_096,
  /** Contaminations at which one event may reach a managed subscription: its sender chooses labels. */
  contaminations: 256,
  /** Deployed units that start in one generation. */
  startBatch: 256,
  /** Deliveries after which a crossing comes back: bounds what it reports. */
  deliveriesPerCrossing: 100_000,
  /**
   * Time (ms) after which a crossing comes back, and part of the time limit after which it does so
   * under a short one: what many units do in turn is not one unit's fault.
   */
  sliceMs: 50,
  sliceShare: 0.1,
  /** Time (ms) that a cell must be expected to take to be run on another thread: that costs 20 µs. */
  threadMs: 0.1,
  /** Time (ms) that an event from the edge adds to what each unit may take until all has settled. */
  ingressMs: 20,
  /** Events published at the edge that may wait for settle(). */
  queuedIngress: 65_536,
  /** Log lines that one delivery may write. */
  logLinesPerDelivery: 64,
  /** Characters of one log line. */
  logLine: 16_384,
  /** Characters of a fault's description: it is written by the unit. */
  faultMessage: 500,
  /** Tags in one set of a label that a program writes. */
  labelTags: 1_024,
  /** Privileges that one part may carry: what a reader is given must not swamp it. */
  partPrivileges: 16,
  /**
   * Tags over which one unit may hold privileges. Who reads more is not stopped, or a sender could
   * stop it: it loses what parts gave it longest ago.
   */
  privilegeTags: 16_384,
  /** Nodes of one filter. */
  filterNodes: 256,
  /** Values in all the sets of one filter. */
  filterValues: 2_048,
  /** Nesting of one filter. */
  filterDepth: 8,
  /** Subscriptions of one unit. */
  subscriptionsPerUnit: 1_024,
  /** Kinds of events that the host and a cell name to each other by number; each holds on to its tags. */
  shapes: 32,
  /** Units that one unit may instantiate in its life. */
  childrenPerUnit: 1_024,
  /** Event time (ms) without an event of its label after which a managed instance starts afresh. */
  managedIdleMs: 60_000,
  /** Labels known before the first sweep. */
  labelSweep: 4_096,
  /** Bytes of program source: V8 compiles outside any time limit. */
  programBytes: 1_048_576,
  /** Bytes of all modules of one program before it is bundled, which leaves out what nothing uses. */
  programSourceBytes: 4_194_304,
  /** Modules of one program. */
  programModules: 1_024,
  /** Brackets that are open at one place of a program: compilers take memory for each, or recurse. */
  programNesting: 256,
  /** Levels of a program's syntax tree, of which long chains make many without brackets. */
  programDepth: 12_288,
  /** Names that one module declares: compilers compare those of one scope with each other. */
  programNames: 50_000,
  /** Characters of one pattern: parsers compare its named groups with each other. */
  patternLength: 32_768,
  /**
   * Characters of finished texts whose verdicts are kept. Only the host can tell, by the time that it
   * waits: a verdict depends on nothing but the text.
   */
  verdictCharacters: 4_194_304,
  /** Characters of what an import names. */
  specifier: 1_024,
  /** Bytes of a manifest, and of a package's own description. */
  manifestBytes: 65_536,
  /**
   * Time (s) of a processor that a process that reads programs may take, and a fifth of it more for each
   * further program. Not the clock's: what is refused must not depend on how busy the machine is.
   */
  loadCpuSeconds: 5,
  /** Time (ms) after which it is killed whatever it took, and where the system counts no other time. */
  loadMs: 30_000,
  /** Memory (MiB) of JavaScript objects in such a process, and of the parser of TypeScript. */
  loadMemoryMiB: 512,
  /** Faults after which a unit is no longer restarted. */
  restarts: 3,
  /** Time (ms) that one crossing into a cell may take before the cell is stopped. */
  crossingMs: 2_000,
  /** Memory (MiB) of a cell. */
  cellMemoryMiB: 256,
  /** Audit records kept for the operator to read back; older ones are only counted. */
  auditRecords: 10_000,
} as const;
