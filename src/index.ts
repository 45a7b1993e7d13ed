/** Cordon's public interface for operators. Authors of programs import `cordon/unit`. */

export { CordonError, errorCatalogue, type ErrorCode } from "./errors.ts";
export {
  type Bytes,
  bytesOf,
  type EventView,
  isBytes,
  type Scalar,
  type Value,
  type ValueInput,
} from "./event/index.ts";
export { isTag, type Privilege, type Tag } from "./label/index.ts";
export { limits } from "./limits.ts";
export type { AuditEvents, AuditKind, AuditRecord, UnitName } from "./platform/audit.ts";
export {
  type LoadOptions,
  loadProgram,
  loadPrograms,
  programFromSource,
} from "./loading/load-program.ts";
export { createPlatform } from "./platform/create.ts";
export type {
  CellLimits,
  Deployment,
  GrantInput,
  LabelInput,
  PlatformOptions,
} from "./platform/options.ts";
export type {
  CellStatistics,
  EdgeOptions,
  EdgePart,
  FaultPolicy,
  Placement,
  Platform,
  PlatformStatistics,
  TimeoutPolicy,
  UnitStatistics,
} from "./platform/platform.ts";
export type { EdgeContext, EdgeHandler, EdgeReadPart } from "./platform/router.ts";
export type { Filter } from "./unit/filter.ts";
export type { BundledProgram } from "./unit/program.ts";
