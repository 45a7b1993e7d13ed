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
  /** Events that one unit may publish in one generation: a flooder uses up its own share, nobody else's. */
  eventsPerGeneration: 4_096,
  /**
   * Labels that one contamination of a managed subscription may join: 3 of an event with up to 32 labels
   * that its owner could raise an instance to, 2 with up to 128, else 1. The sender chooses labels, and
   * the number of contaminations grows with this power. One publisher gives an event 30 labels at most,
   * so that only several units, one after the other, can make an event of more.
   */
  joinedLabels: [3, 2],
  reachableLabels: [32, 128],
  /** Names of units that were stopped last: to stop one of them again is no mistake. */
  stoppedNames: 1_024,
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
  /**
   * Events from the edge that may take turns in one crossing, and time (ms) after which none of them begins:
   * the last one still has nearly all of the time that a crossing may take.
   */
  turns: 256,
  turnsMs: 5,
  /** Characters of one message to a cell, unless one command alone is longer. */
  messageCharacters: 262_144,
  /** Time (ms) that a cell must be expected to take to be run on another thread: that costs 20 µs. */
  threadMs: 0.1,
  /** Processor time (ms) that each event from the edge gives back to a unit, if that is more than: */
  ingressMs: 20,
  /** the part of the time limit that each event from the edge gives back to a unit, */
  ingressShare: 0.2,
  /** and the part of the time that passes outside: a unit may keep a twentieth of a core busy for ever. */
  idleShare: 0.05,
  /** Allowances of time that a unit's instances may take at all contaminations together. */
  instanceAllowances: 16,
  /** Events published at the edge that may wait for settle(). */
  queuedIngress: 65_536,
  /** Log lines that one delivery may write. */
  logLinesPerDelivery: 64,
  /** Characters of one log line. */
  logLine: 16_384,
  /** Characters of a fault's description: it is written by the unit. */
  faultMessage: 500,
  /** Places in a program that a fault or a refusal names, and characters of a stack that are looked at. */
  faultFrames: 10,
  faultStack: 65_536,
  /** Tags in one set of a label that a program writes. */
  labelTags: 1_024,
  /** Privileges that one part may carry: what a reader is given must not swamp it. */
  partPrivileges: 16,
  /**
   * Tags over which one unit may hold privileges. Who reads more is not stopped, or a sender could
   * stop it: it loses what parts gave it longest ago.
   */
  privilegeTags: 16_384,
  /** Withdrawals over one tag, at labels of which none holds another: each use of a privilege looks at all. */
  revocationsPerTag: 64,
  /** Nodes of one filter. */
  filterNodes: 256,
  /** Values in all the sets of one filter. */
  filterValues: 2_048,
  /** Nesting of one filter. */
  filterDepth: 8,
  /**
   * Terms and values in all filters that one delivery subscribes with, and in all that a unit has at a time:
   * the host files them for other cells, in time that is on nobody's account.
   */
  filterTermsPerDelivery: 16_384,
  filterTermsPerUnit: 65_536,
  /** How often a term counts of a filter that has to be asked about every event: such as of `not` alone. */
  scannedTerms: 64,
  /** Subscriptions of one unit. */
  subscriptionsPerUnit: 1_024,
  /** Kinds of events that the host and a cell name to each other by number; each holds on to its tags. */
  shapes: 32,
  /**
   * Units that one platform may start in its life: a unit's number and those of its instances are one
   * exact number (below 2^53), the order of delivery. With one more no unit's children start, so that all
   * can tell how many there were; a platform that begins anew counts anew.
   */
  units: 2_097_151,
  /** Units that one unit may instantiate in its life. */
  childrenPerUnit: 1_024,
  /** Event time (ms) without an event of its label after which a managed instance starts afresh. */
  managedIdleMs: 60_000,
  /** Labels known before the first sweep. */
  labelSweep: 4_096,
  /** Characters of filters known before the first sweep of filters. */
  filterSweep: 1_048_576,
  /** Bytes of program source: V8 compiles outside any time limit. */
  programBytes: 1_048_576,
  /** Bytes of all modules of one program before it is bundled, which leaves out what nothing uses. */
  programSourceBytes: 4_194_304,
  /** Places of a bundled program that are remembered, for what is said of its faults: one a line, or more. */
  programPlaces: 131_072,
  /** Names that the bundler changed and that are remembered, likewise, and their characters. */
  renamed: 4_096,
  renamedLength: 64,
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
  /** Bytes of a manifest. */
  manifestBytes: 65_536,
  /** Bytes of a package's own description, which may list each of its modules. */
  packageBytes: 262_144,
  /**
   * Time (s) of a processor that a process that reads programs may take, and a fifth of it more for each
   * further program. Not the clock's: what is refused must not depend on how busy the machine is.
   */
  readCpuSeconds: 5,
  /** Time (ms) after which it is killed whatever it took, and where the system counts no other time. */
  readMs: 30_000,
  /** Memory (MiB) of JavaScript objects in such a process, and of the parser of TypeScript. */
  readMemoryMiB: 512,
  /** Memory (MiB) that such a process, and that of the bundler, may write to in all. */
  readDataMiB: 1_536,
  /**
   * Elements of an array on which one call of a built-in function works: V8 looks at the time limit
   * before and after, and eight million take it less than a second.
   */
  realmElements: 8_388_608,
  /** Elements of other lists than arrays: each is looked for in all that the list inherits from. */
  realmListLength: 1_048_576,
  /** Characters of a text times those of what is searched for in it: about a second at worst. */
  realmSearch: 1_073_741_824,
  /** Parts into which one call splits a text, or that it replaces. */
  realmTextParts: 4_194_304,
  /** Characters of what is sorted as texts; above it a slower comparison, which can be interrupted. */
  realmSortedText: 16_777_216,
  /** Characters of which one call makes a bigint: takes time that grows faster than they do. */
  realmBigintText: 1_048_576,
  /** Faults after which a unit is no longer restarted. */
  restarts: 3,
  /** Time-outs by units of one owner after which all units of that owner are quarantined. */
  ownerTimeouts: 2,
  /**
   * Processor time (ms) that one crossing into a cell may take before the cell is stopped: two units of
   * an owner that loop hold others up for less than 250 ms.
   */
  crossingMs: 100,
  /** How much longer than the limit, on the wall's clock, a crossing may take on an idle machine: */
  wallSlack: 0.3,
  /** at least so much (ms), because Linux tells a running thread's time no more exactly. */
  wallSlackMs: 5,
  /** Time (ms) that a crossing may take beyond its limit because the machine seems busy; */
  wallExtraMs: 1_500,
  /** how many times its limit, at most, after the cell was ended below it. */
  wallStretch: 64,
  /** Time (ms) for which a cell runs on the host's thread after a time-out on another one. */
  watchedMs: 60_000,
  /** Processor time (ms) in which a program must be evaluated when it is loaded into a cell. */
  loadMs: 1_000,
  /** Time (ms) past its limit after which the watchdog ends the process for a crossing. */
  watchdogGraceMs: 1_500,
  /** Warnings that a platform prints, at most, while nobody listens to its notifications. */
  warnings: 100,
  /** Memory (MiB) of a cell. */
  cellMemoryMiB: 256,
  /**
   * Ticks and symbols of a feed that are kept to be sorted: 84 MB of ticks, and names for which the heap
   * has room. The operator alone meets these two and the next.
   */
  feedTicks: 4_194_304,
  feedSymbols: 262_144,
  /** Bytes of a row of a feed, and characters of a line of events: a quote left open must not take all memory. */
  inputLine: 16_777_216,
  /** Audit records kept for the operator to read back; older ones are only counted. */
  auditRecords: 10_000,
  /** Characters that they have together, at most. */
  auditCharacters: 33_554_432,
} as const;
