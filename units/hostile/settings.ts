/** Reads what the operator passes to hostile programs; what is missing has a default. */

import type { Tag, Value } from "../../src/unit/index.ts";

export function isRecord(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A tag shows nothing of itself, so it is known by having no properties. */
export function isTag(value: Value | undefined): value is Tag {
  return isRecord(value) && Object.keys(value).length === 0;
}

export function setting(config: Value, name: string): Value | undefined {
  return isRecord(config) ? config[name] : undefined;
}

export function numberSetting(config: Value, name: string, otherwise: number): number {
  const value = setting(config, name);
  return typeof value === "number" ? value : otherwise;
}

/** @throws TypeError that names the field */
export function tagSetting(config: Value, name: string): Tag {
  const value = setting(config, name);
  if (!isTag(value)) throw new TypeError(`config.${name}: a tag`);
  return value;
}
