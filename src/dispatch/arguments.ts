/** Reading what programs pass to calls: own data properties only, so that none of their code runs. */

import { CordonError, nameKind } from "../errors.ts";
import { isPrivilege, isTag, type Privilege, type Tag } from "../label/index.ts";
import { limits } from "../limits.ts";
import type { LabelChange } from "./change-label.ts";
import type { LabelComponent } from "../unit/api.ts";

const NONE: readonly Tag[] = Object.freeze([]);

function readOwn(holder: object, key: string | number): unknown {
  return Reflect.getOwnPropertyDescriptor(holder, key)?.value;
}

/** @throws CordonError TAG_KIND */
export function requireTag(value: unknown): Tag {
  if (!isTag(value)) throw new CordonError("TAG_KIND", { what: nameKind(value) });
  return value;
}

/** @throws CordonError PRIVILEGE_KIND */
export function requirePrivilege(value: unknown): Privilege {
  if (!isPrivilege(value)) throw new CordonError("PRIVILEGE_KIND", { what: nameKind(value) });
  return value;
}

/** @throws CordonError LEASE */
export function requireExpiry(value: unknown): number {
  if (value === undefined) return Infinity;
  if (typeof value !== "number" || Number.isNaN(value)) {
    throw new CordonError("LEASE", { what: nameKind(value) });
  }
  return value;
}

/** @throws CordonError LABEL_SPEC */
export function requireComponent(value: unknown): LabelComponent {
  if (value !== "secrecy" && value !== "integrity") {
    throw new CordonError("LABEL_SPEC", { what: nameKind(value) });
  }
  return value;
}

/** @throws CordonError LABEL_SPEC */
export function requireChange(value: unknown): LabelChange {
  if (value !== "add" && value !== "remove") {
    throw new CordonError("LABEL_SPEC", { what: nameKind(value) });
  }
  return value;
}

/** What a call takes for one half of a label: nothing, one tag, or an array of them. */
export function readTags(value: unknown, what: string): readonly Tag[] {
  if (value === undefined) return NONE;
  if (isTag(value)) return [value];
  if (!Array.isArray(value)) {
    // The only tag of a list, as the membrane hands it on, or no list at all.
    const code = typeof value === "object" && value !== null ? "TAG_KIND" : "LABEL_SPEC";
    throw new CordonError(code, { what: nameKind(value) });
  }
  const { length } = value;
  if (length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what, limit: limits.labelTags });
  }
  const tags: Tag[] = [];
  for (let i = 0; i < length; i++) tags.push(requireTag(readOwn(value, i)));
  return tags;
}

export interface ReadGrantRequest {
  readonly tag: Tag;
  readonly privilege: Privilege;
  readonly until: number;
}

/** @throws CordonError PRIVILEGE_KIND, TAG_KIND, TAG_COUNT, LEASE */
export function readGrantRequests(value: unknown): readonly ReadGrantRequest[] {
  if (!Array.isArray(value)) throw new CordonError("PRIVILEGE_KIND", { what: nameKind(value) });
  const { length } = value;
  if (length > limits.labelTags) {
    throw new CordonError("TAG_COUNT", { what: "the list of privileges", limit: limits.labelTags });
  }
  const requests: ReadGrantRequest[] = [];
  for (let i = 0; i < length; i++) {
    const request = readOwn(value, i);
    if (typeof request !== "object" || request === null) {
      throw new CordonError("PRIVILEGE_KIND", { what: nameKind(request) });
    }
    requests.push({
      tag: requireTag(readOwn(request, "tag")),
      privilege: requirePrivilege(readOwn(request, "privilege")),
      until: requireExpiry(readOwn(request, "until")),
    });
  }
  return requests;
}
