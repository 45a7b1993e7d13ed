/** Everything that the author of a program needs. */

export type { Bytes, Draft, EventView, Scalar, Value, ValueInput } from "../event/index.ts";
export type { LabelSpec, Privilege, Tag } from "../label/index.ts";
export * from "./api.ts";
export * from "./filter.ts";
